//! What a route is: the router and the OpenAPI document are both made from the one table of them.

use super::gate::{Access, gate};
use super::shell;
use super::table::routes;
use crate::app::App;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// A shape that goes over a route.
#[derive(Clone)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) many: bool,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    fn of<T: ToSchema>(many: bool) -> Self {
        let mut schemas = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut schemas);
        Self {
            name: T::name().into_owned(),
            many,
            schemas,
        }
    }
}

/// One route.
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) about: &'static str,
    pub(super) takes: Option<Shape>,
    pub(super) gives: Option<Shape>,
    pub(super) status: u16,
    pub(super) query: &'static [&'static str],
    /// Whether it can be asked to make only what is not there yet.
    pub(super) only_new: bool,
    handler: MethodRouter<Arc<App>>,
}

impl Route {
    pub(super) fn takes<T: ToSchema>(mut self) -> Self {
        self.takes = Some(Shape::of::<T>(false));
        self
    }

    pub(super) fn gives<T: ToSchema>(mut self) -> Self {
        self.gives = Some(Shape::of::<T>(false));
        self
    }

    pub(super) fn gives_many<T: ToSchema>(mut self) -> Self {
        self.gives = Some(Shape::of::<T>(true));
        self
    }

    pub(super) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(super) fn query(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    pub(super) fn only_new(mut self) -> Self {
        self.only_new = true;
        self
    }
}

/// A route, as yet without what goes over it.
pub(super) fn route<H, T>(
    method: Method,
    path: &'static str,
    access: Access,
    about: &'static str,
    handler: H,
) -> Route
where
    H: Handler<T, Arc<App>>,
    T: 'static,
{
    let filter =
        MethodFilter::try_from(method.clone()).expect("invariant: a method that routes know");
    Route {
        method,
        path,
        access,
        about,
        takes: None,
        gives: None,
        status: 200,
        query: &[],
        only_new: false,
        handler: on(filter, handler),
    }
}

/// The router over a running server.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for route in routes(app.options.demo) {
        let handler = match route.access {
            // Nothing is checked before these: no layer.
            Access::Public | Access::Visitor => route.handler,
            access => route
                .handler
                .route_layer(axum::middleware::from_fn_with_state(
                    (Arc::clone(app), access),
                    gate,
                )),
        };
        router = router.route(route.path, handler);
    }
    router
        .method_not_allowed_fallback(shell::not_so)
        .fallback(shell::nothing)
        .layer(CatchPanicLayer::custom(shell::panicked))
        .layer(axum::middleware::from_fn(shell::around))
        .with_state(Arc::clone(app))
}
