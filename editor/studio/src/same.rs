//! Shared values that count as equal when they are the very same, so that comparing props costs nothing.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value, compared by place.
#[derive(Debug)]
pub(crate) struct Same<T: ?Sized>(pub(crate) Rc<T>);

impl<T: ?Sized> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A shared value, to be compared by place.
pub(crate) fn same<T: ?Sized>(value: &Rc<T>) -> Same<T> {
    Same(value.clone())
}
