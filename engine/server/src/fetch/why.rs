//! Why a request came to nothing: told apart by what caused it, never by the words it is told in.

use super::guard::Closed;
use std::error::Error;
use std::io;
use trilha_wire::outside::Silence;

/// Why nothing came, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Miss {
    pub(crate) why: Silence,
    pub(crate) words: String,
}

/// No address is known by this name, or nobody could be asked for one.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unknown(#[from] io::Error);

impl Miss {
    pub(crate) fn new(why: Silence, words: impl Into<String>) -> Self {
        Self {
            why,
            words: words.into(),
        }
    }
}

impl From<reqwest::Error> for Miss {
    fn from(error: reqwest::Error) -> Self {
        Self::new(why(&error), reason(&error))
    }
}

/// The innermost cause, without the address: it may hold secrets.
pub(crate) fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it took too long".into();
    }
    let cause = causes(error).last().map(ToString::to_string);
    let cause = cause.unwrap_or_default();
    if error.is_connect() && why(error) != Silence::Guarded {
        return format!("no connection: {cause}");
    }
    cause
}

fn why(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        return Silence::Late;
    }
    causes(error).find_map(known).unwrap_or(Silence::Other)
}

fn known(cause: &(dyn Error + 'static)) -> Option<Silence> {
    if cause.is::<Closed>() {
        return Some(Silence::Guarded);
    }
    if cause.is::<Unknown>() {
        return Some(Silence::Unknown);
    }
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(match error {
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
                Silence::Certificate
            }
            _ => Silence::Insecure,
        });
    }
    let error = cause.downcast_ref::<io::Error>()?;
    (error.kind() == io::ErrorKind::ConnectionRefused).then_some(Silence::Refused)
}

/// An error, what caused it, and so on; also what an [`io::Error`] is made of, which its `source` leaves out.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| cause_of(*error))
}

fn cause_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let made_of = error.downcast_ref::<io::Error>().map(io::Error::get_ref);
    match made_of {
        Some(Some(inner)) => Some(inner),
        _ => error.source(),
    }
}
