//! Equality by value: views as pydantic compares models, plain values as Python does.

use std::borrow::Cow;
use std::collections::HashMap;

use pyo3::prelude::*;

use super::field::Field;
use super::of::Of;
use super::spec::Spec;
use crate::error::{Grow, OutOfMemory};
use crate::json::{Cursor, Items, Text, ValueKind};
use crate::python_values::{Interrupts, to_python};

/// Whether two objects of one class are equal. A declared field that is missing equals null; an
/// extra does not.
pub(super) fn objects(
    py: Python<'_>,
    spec: &Spec,
    one: Cursor<'_>,
    other: Cursor<'_>,
) -> PyResult<bool> {
    let mut comparing = Comparing { py, left: Vec::new() };
    Ok(comparing.objects(spec, one, other)? && comparing.rest()?)
}

/// Whether two values are equal, whose objects are shown as views.
pub(super) fn shown(
    py: Python<'_>,
    (one, of): (Cursor<'_>, &Of),
    (other, of_other): (Cursor<'_>, &Of),
) -> PyResult<bool> {
    match (of.class(one), of_other.class(other)) {
        (Some(class), Some(same)) => {
            Ok(class.is(same) && objects(py, class.spec.get(), one, other)?)
        }
        (None, None) => plain(py, one, other),
        _ => Ok(false),
    }
}

/// Whether two plain values are equal.
pub(crate) fn plain(py: Python<'_>, one: Cursor<'_>, other: Cursor<'_>) -> PyResult<bool> {
    let mut comparing = Comparing { py, left: Vec::new() };
    Ok(comparing.plain(one, other)? && comparing.rest()?)
}

/// It has its own stack, since that of a thread may be small.
struct Comparing<'py, 'a> {
    py: Python<'py>,
    left: Vec<ComparedPair<'a>>,
}

/// What is still to be compared.
enum ComparedPair<'a> {
    /// Plain values
    Plain(Cursor<'a>, Cursor<'a>),
    /// Values whose objects are views
    Shown(&'a Of, Cursor<'a>, Cursor<'a>),
    /// The rest of two lists of either
    Lists(Option<&'a Of>, Items<'a>, Items<'a>),
}

type Member<'a> = (Text<'a>, Cursor<'a>);

impl<'a> Comparing<'_, 'a> {
    /// Whether all that is left is equal.
    fn rest(&mut self) -> PyResult<bool> {
        let mut interrupts = Interrupts::default();
        while let Some(pair) = self.left.pop() {
            interrupts.check(self.py)?;
            let equal = match pair {
                ComparedPair::Plain(one, other) => self.plain(one, other)?,
                ComparedPair::Shown(of, one, other) => self.shown(of, one, other)?,
                ComparedPair::Lists(of, mut ones, mut others) => match (ones.next(), others.next())
                {
                    (Some(one), Some(other)) => {
                        self.left.try_push(ComparedPair::Lists(of, ones, others))?;
                        match of {
                            Some(of) => self.shown(of, one, other)?,
                            None => self.plain(one, other)?,
                        }
                    }
                    (None, None) => true,
                    _ => false,
                },
            };
            if !equal {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether two objects may be equal; what cannot be decided at once is left for later.
    fn objects(&mut self, spec: &'a Spec, one: Cursor<'a>, other: Cursor<'a>) -> PyResult<bool> {
        for field in spec.fields() {
            if !self.fields(field, one, other)? {
                return Ok(false);
            }
        }
        self.members(gathered(spec.extras(one))?, &gathered(spec.extras(other))?)
    }

    fn fields(&mut self, field: &'a Field, one: Cursor<'a>, other: Cursor<'a>) -> PyResult<bool> {
        let value = |object| field.member(object).and_then(Cursor::non_null);
        let (one, other) = match (value(one), value(other)) {
            (Some(one), Some(other)) => (one, other),
            (None, None) => return Ok(true),
            _ => return Ok(false),
        };
        match (field.items_of(one), field.items_of(other)) {
            (Some(of), Some(_)) => {
                self.left.try_push(ComparedPair::Lists(Some(of), one.items(), other.items()))?;
                Ok(true)
            }
            _ => match (field.of().class(one), field.of().class(other)) {
                (None, None) => self.plain(one, other),
                _ => {
                    self.left.try_push(ComparedPair::Shown(field.of(), one, other))?;
                    Ok(true)
                }
            },
        }
    }

    fn shown(&mut self, of: &'a Of, one: Cursor<'a>, other: Cursor<'a>) -> PyResult<bool> {
        match (of.class(one), of.class(other)) {
            (Some(class), Some(same)) => {
                Ok(class.is(same) && self.objects(class.spec.get(), one, other)?)
            }
            (None, None) => self.plain(one, other),
            _ => Ok(false),
        }
    }

    fn plain(&mut self, one: Cursor<'a>, other: Cursor<'a>) -> PyResult<bool> {
        match (one.kind(), other.kind()) {
            (ValueKind::Null, ValueKind::Null) => Ok(true),
            (ValueKind::String, ValueKind::String) => Ok(one.as_text() == other.as_text()),
            (ValueKind::Object, ValueKind::Object) => {
                self.members(gathered(one.members())?, &gathered(other.members())?)
            }
            (ValueKind::Array, ValueKind::Array) => {
                self.left.try_push(ComparedPair::Lists(None, one.items(), other.items()))?;
                Ok(true)
            }
            // Python's own rules: True == 1 == 1.0, and big integers against floats. NaN equals
            // NaN, as in the results of `json.loads`, where it is always the same object.
            (ValueKind::Number | ValueKind::Bool, ValueKind::Number | ValueKind::Bool) => {
                Ok(one.raw() == other.raw()
                    || to_python(self.py, one)?.eq(to_python(self.py, other)?)?)
            }
            _ => Ok(false),
        }
    }

    /// Whether the members of two objects may be equal, in any order. Containers among their values
    /// are compared later, so that deep nesting does not take stack.
    fn members(&mut self, one: Vec<Member<'a>>, other: &[Member<'a>]) -> PyResult<bool> {
        if one.len() != other.len() {
            return Ok(false);
        }
        let mut by_key: HashMap<Cow<'_, [u8]>, Cursor<'a>> = HashMap::new();
        if !same_keys(&one, other) {
            by_key.try_reserve(other.len()).map_err(OutOfMemory::from)?;
            by_key.extend(other.iter().map(|(key, value)| (key.to_wtf8(), *value)));
        }
        for ((key, value), (_, opposite)) in one.iter().zip(other) {
            let opposite = match by_key.is_empty() {
                true => Some(opposite),
                false => by_key.get(&key.to_wtf8()),
            };
            let Some(opposite) = opposite else { return Ok(false) };
            let is_container = matches!(value.kind(), ValueKind::Array | ValueKind::Object);
            if is_container && value.kind() == opposite.kind() {
                self.left.try_push(ComparedPair::Plain(*value, *opposite))?;
            } else if !self.plain(*value, *opposite)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether the keys are the same in the same order, as they mostly are.
fn same_keys(one: &[Member<'_>], other: &[Member<'_>]) -> bool {
    one.iter().zip(other).all(|((one, _), (other, _))| one == other)
}

/// All members. There may not be enough memory for them.
fn gathered<'a>(members: impl Iterator<Item = Member<'a>>) -> PyResult<Vec<Member<'a>>> {
    let mut gathered = Vec::new();
    for member in members {
        gathered.try_push(member)?;
    }
    Ok(gathered)
}
