//! The table of routes: address, who may use it, what it is for, what goes over it, who answers.

mod desk;
mod outside;
mod pages;
mod staff;
mod studio;
mod visitors;

use super::gate::Access;
use super::routes::Route;
use trilha_model::Role;

const AGENT: Access = Access::Staff(Role::Agent);
const SUPERVISOR: Access = Access::Staff(Role::Supervisor);
const ADMIN: Access = Access::Staff(Role::Admin);

/// Every route there is; `demo` adds those of the demo shop and clinic.
pub(super) fn routes(demo: bool) -> Vec<Route> {
    let mut all = visitors::routes();
    all.extend(staff::routes());
    all.extend(outside::routes());
    all.extend(desk::routes());
    all.extend(studio::routes());
    all.extend(pages::routes());
    if demo {
        all.extend(pages::demo());
    }
    all
}
