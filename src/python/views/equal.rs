//! Equality by value: as pydantic compares models, and Python plain values.

use std::borrow::Cow;
use std::collections::HashMap;

use pyo3::prelude::*;

use super::field::Field;
use super::of::Of;
use super::spec::Spec;
use crate::json::{Cursor, Kind, Text};
use crate::python::convert::to_python;

/// Whether two objects of one class are equal. A declared field that is missing equals null; an
/// extra does not.
pub(super) fn objects(
    py: Python<'_>,
    spec: &Spec,
    one: Cursor<'_>,
    other: Cursor<'_>,
) -> PyResult<bool> {
    for field in spec.fields() {
        if !fields(py, field, one, other)? {
            return Ok(false);
        }
    }
    members(py, spec.extras(one).collect(), spec.extras(other).collect())
}

fn fields(py: Python<'_>, field: &Field, one: Cursor<'_>, other: Cursor<'_>) -> PyResult<bool> {
    let value = |object| field.member(object).and_then(Cursor::non_null);
    let (one, other) = match (value(one), value(other)) {
        (Some(one), Some(other)) => (one, other),
        (None, None) => return Ok(true),
        _ => return Ok(false),
    };
    match (field.items_of(one), field.items_of(other)) {
        (Some(of), Some(_)) => pairs(one, other, |one, other| shown(py, of, one, other)),
        _ => shown(py, field.of(), one, other),
    }
}

/// Values that are views, where they are objects.
fn shown(py: Python<'_>, of: &Of, one: Cursor<'_>, other: Cursor<'_>) -> PyResult<bool> {
    match (of.class(one), of.class(other)) {
        (Some(class), Some(same)) => {
            Ok(class.is(same) && objects(py, class.spec.get(), one, other)?)
        }
        (None, None) => plain(py, one, other),
        _ => Ok(false),
    }
}

/// Plain values. Recursion is bounded by the depth of documents.
fn plain(py: Python<'_>, one: Cursor<'_>, other: Cursor<'_>) -> PyResult<bool> {
    match (one.kind(), other.kind()) {
        (Kind::Null, Kind::Null) => Ok(true),
        (Kind::String, Kind::String) => Ok(one.as_text() == other.as_text()),
        (Kind::Object, Kind::Object) => {
            members(py, one.members().collect(), other.members().collect())
        }
        (Kind::Array, Kind::Array) => pairs(one, other, |one, other| plain(py, one, other)),
        // Python's own rules: True == 1 == 1.0, and big integers against floats. NaN equals NaN, as
        // it does in what `json.loads` gives, which is always the same object.
        (Kind::Number | Kind::Bool, Kind::Number | Kind::Bool) => {
            Ok(one.raw() == other.raw() || to_python(py, one)?.eq(to_python(py, other)?)?)
        }
        _ => Ok(false),
    }
}

/// Two lists, item by item.
fn pairs<'a>(
    one: Cursor<'a>,
    other: Cursor<'a>,
    equal: impl Fn(Cursor<'a>, Cursor<'a>) -> PyResult<bool>,
) -> PyResult<bool> {
    let (mut one, mut other) = (one.items(), other.items());
    loop {
        match (one.next(), other.next()) {
            (Some(one), Some(other)) => {
                if !equal(one, other)? {
                    return Ok(false);
                }
            }
            (None, None) => return Ok(true),
            _ => return Ok(false),
        }
    }
}

type Member<'a> = (Text<'a>, Cursor<'a>);

/// The members of two objects, in any order.
fn members(py: Python<'_>, one: Vec<Member<'_>>, other: Vec<Member<'_>>) -> PyResult<bool> {
    if one.len() != other.len() {
        return Ok(false);
    }
    let by_key: HashMap<Cow<'_, [u8]>, Cursor<'_>> = match same_keys(&one, &other) {
        true => HashMap::new(),
        false => other.iter().map(|(key, value)| (key.to_wtf8(), *value)).collect(),
    };
    for ((key, value), (_, opposite)) in one.iter().zip(&other) {
        let opposite = match by_key.is_empty() {
            true => Some(opposite),
            false => by_key.get(&key.to_wtf8()),
        };
        let Some(opposite) = opposite else { return Ok(false) };
        if !plain(py, *value, *opposite)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the keys are the same in the same order, as they mostly are.
fn same_keys(one: &[Member<'_>], other: &[Member<'_>]) -> bool {
    one.iter().zip(other).all(|((one, _), (other, _))| one == other)
}
