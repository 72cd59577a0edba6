//! Builds, from a JSON value and a plan, the object that pydantic would make; None where only
//! pydantic itself can.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyList, PySet, PyString};

use super::choice::exact_choice;
use super::instance::InstanceParts;
use super::notes::{Node, Notes, Parts, Place};
use super::plan::{ANY, Extra, Id, Model, Plan, Plans};
use crate::json::{Cursor, Number, Text, ValueKind};
use crate::python_values::{text_to_python, to_python};

/// Builds one object; or, if notes are taken, the parts of which objects like it are made.
pub(crate) struct Build<'py, 'p> {
    pub(crate) py: Python<'py>,
    pub(crate) plans: &'p Plans,
    pub(crate) notes: Option<Notes>,
}

/// What was built, or None if the plan refuses the value.
pub(crate) type Built<'py> = PyResult<Option<Bound<'py, PyAny>>>;

impl<'py> Build<'py, '_> {
    /// Recursion is bounded by the depth of documents.
    pub(crate) fn value(&mut self, plan: Id, at: Cursor<'_>) -> Built<'py> {
        match (self.plans.get(plan), at.kind()) {
            (Plan::Any, ValueKind::Object) => self.dict(plan, at),
            (Plan::Any, ValueKind::Array) => self.list(plan, at),
            (Plan::Nullable(inner), kind) if kind != ValueKind::Null => self.value(*inner, at),
            (Plan::List(items), ValueKind::Array) => self.list(*items, at),
            (Plan::Dict(values), ValueKind::Object) => self.dict(*values, at),
            (Plan::Model(model), ValueKind::Object) => self.model(model, at),
            (Plan::Union { choices, whole }, kind) => {
                let choice = match kind {
                    ValueKind::String => exact_choice(self.plans, choices, at),
                    _ => self.only_choice(choices, at),
                };
                match choice {
                    Some(choice) => self.value(choice, at),
                    None => self.left(at, |value| whole.validate(value)),
                }
            }
            (Plan::Tagged { key, choices, whole }, _) => {
                let tag = self.deciding(at, key).and_then(Cursor::as_text);
                let named = choices.iter().find(|(name, _)| tag.is_some_and(|tag| tag == **name));
                match named {
                    Some((_, choice)) => self.value(*choice, at),
                    None => self.left(at, |value| whole.validate(value)),
                }
            }
            (Plan::Left(validator), _) => self.left(at, |value| validator.validate(value)),
            (_, ValueKind::Object | ValueKind::Array) => Ok(None),
            _ => scalar(self.py, self.plans, plan, at),
        }
    }

    fn left(
        &mut self,
        at: Cursor<'_>,
        validate: impl FnOnce(Bound<'py, PyAny>) -> Built<'py>,
    ) -> Built<'py> {
        if let (Some(notes), ValueKind::Object | ValueKind::Array) = (&mut self.notes, at.kind()) {
            notes.spoil();
        }
        validate(to_python(self.py, at)?)
    }

    fn list(&mut self, items: Id, at: Cursor<'_>) -> Built<'py> {
        let (mut made, mut node) = (Vec::new(), Node::default());
        for (number, item) in at.items().enumerate() {
            let Some(value) = self.value(items, item)? else { return Ok(None) };
            if let Some(notes) = &mut self.notes {
                notes.place(&mut node, item, items, Place::Item(number));
            }
            made.push(value);
        }
        let list = PyList::new(self.py, made)?;
        if let Some(notes) = &mut self.notes {
            notes.end(node, Parts::List(list.clone().unbind()));
        }
        Ok(Some(list.into_any()))
    }

    fn dict(&mut self, values: Id, at: Cursor<'_>) -> Built<'py> {
        let (dict, mut node) = (PyDict::new(self.py), Node::default());
        for (key, member) in at.members() {
            let Some(key) = self.key(key, values)? else { return Ok(None) };
            let Some(value) = self.value(values, member)? else { return Ok(None) };
            dict.set_item(&key, value)?;
            if let Some(notes) = &mut self.notes {
                notes.place(&mut node, member, values, Place::Key(key.unbind()));
            }
        }
        if let Some(notes) = &mut self.notes {
            notes.end(node, Parts::Dict(dict.clone().unbind()));
        }
        Ok(Some(dict.into_any()))
    }

    /// A key of a dict. If any value is allowed, so is any key.
    fn key(&self, key: Text<'_>, values: Id) -> PyResult<Option<Bound<'py, PyString>>> {
        match values {
            ANY => text_to_python(self.py, key).map(Some),
            _ => whole_text(self.py, key),
        }
    }

    fn model(&mut self, model: &Model, at: Cursor<'_>) -> Built<'py> {
        let py = self.py;
        let (mut given, mut node) = (vec![None; model.fields.len()], Node::default());
        let mut next = 0;
        let extra = (model.extra == Extra::Allow).then(|| PyDict::new(py));
        for (key, member) in at.members() {
            let number = model.number_of(key, next);
            let (plan, place) = match (number.and_then(|it| model.fields.get(it)), &extra) {
                (Some(field), _) => {
                    let Some(value) = self.value(field.plan, member)? else { return Ok(None) };
                    next = number.unwrap_or(next) + 1;
                    if let Some(given) = given.get_mut(next - 1) {
                        *given = Some(value);
                    }
                    (field.plan, Place::Key(field.name.clone_ref(py)))
                }
                (None, Some(extra)) => {
                    let Some(value) = self.value(ANY, member)? else { return Ok(None) };
                    // Pydantic refuses keys that are not UTF-8; a dict of any values accepts them.
                    let Some(key) = whole_text(py, key)? else { return Ok(None) };
                    extra.set_item(&key, value)?;
                    (ANY, Place::Extra(key.unbind()))
                }
                (None, None) if model.extra == Extra::Forbid => return Ok(None),
                (None, None) => continue,
            };
            if let Some(notes) = &mut self.notes {
                notes.place(&mut node, member, plan, place);
            }
        }
        // Pydantic counts undeclared members as set too.
        let fields_set = match &extra {
            Some(extra) => PySet::new(py, extra.keys())?,
            None => PySet::empty(py)?,
        };
        let fields = PyDict::new(py);
        for (field, given) in model.fields.iter().zip(given) {
            match (given, &field.default) {
                (Some(value), _) => {
                    fields.set_item(&field.name, value)?;
                    fields_set.add(&field.name)?;
                }
                (None, Some(default)) => fields.set_item(&field.name, default)?,
                (None, None) => return Ok(None),
            }
        }
        let parts = InstanceParts { fields, fields_set, extra };
        match &mut self.notes {
            Some(notes) => {
                notes.end(node, Parts::instance(model.class.clone_ref(py), parts));
                Ok(Some(py.None().into_bound(py)))
            }
            None => model.class.make(py, parts).map(Some),
        }
    }
}

/// A scalar as the plan converts it; None if the plan refuses it.
#[inline]
pub(crate) fn scalar<'py>(py: Python<'py>, plans: &Plans, plan: Id, at: Cursor<'_>) -> Built<'py> {
    Ok(match (plans.get(plan), at.kind()) {
        (Plan::Any, _) => Some(to_python(py, at)?),
        (Plan::Nullable(_), ValueKind::Null) => Some(py.None().into_bound(py)),
        (Plan::Nullable(inner), _) => scalar(py, plans, *inner, at)?,
        (Plan::Str, ValueKind::String) => match at.as_text() {
            Some(text) => whole_text(py, text)?.map(Bound::into_any),
            None => None,
        },
        (Plan::Literal(expected), ValueKind::String) => {
            let text = at.as_text();
            let found = expected.iter().find(|one| text.is_some_and(|text| text == *one.text));
            found.map(|one| one.made.bind(py).clone().into_any())
        }
        (Plan::Int, ValueKind::Number) => match at.as_number() {
            Some(Number::Int(int)) => Some(int.into_pyobject(py)?.into_any()),
            _ => None,
        },
        (Plan::Float, ValueKind::Number) => match at.as_number() {
            Some(Number::Int(int)) => Some(PyFloat::new(py, int as f64).into_any()),
            Some(Number::Float(float)) => Some(PyFloat::new(py, float).into_any()),
            _ => None,
        },
        (Plan::Bool, ValueKind::Bool) => {
            at.as_bool().map(|truth| PyBool::new(py, truth).to_owned().into_any())
        }
        (Plan::Union { choices, .. }, ValueKind::String) => {
            match exact_choice(plans, choices, at) {
                Some(choice) => scalar(py, plans, choice, at)?,
                None => None,
            }
        }
        _ => None,
    })
}

/// A string that pydantic accepts: without unpaired surrogates.
#[inline]
fn whole_text<'py>(py: Python<'py>, text: Text<'_>) -> PyResult<Option<Bound<'py, PyString>>> {
    if text.is_escaped() && text.with_wtf8(|text| std::str::from_utf8(text).is_err()) {
        return Ok(None);
    }
    text_to_python(py, text).map(Some)
}
