//! Finds the parts, and the places of the scalars, of an object that openai's `construct` made.
//!
//! `construct` follows the annotations of fields, and keeps values that do not fit them. A scalar
//! may differ if both `construct` and validating keep every value of its type unchanged; scalars
//! that decide anything are excluded.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySet, PyType};

use super::build::scalar;
use super::class::imported_module;
use super::instance::{InstanceParts, copy_of};
use super::notes::{Node, Notes, Parts, Place};
use super::plan::{ANY, Extra, Id, Model, Plan, Plans};
use crate::json::{Cursor, ValueKind};
use crate::python_values::text_to_python;

/// openai's `construct`, if it makes the objects of these classes that do not validate.
pub(crate) fn openais_construct(py: Python<'_>, plans: &Plans) -> Option<Py<PyAny>> {
    let openai = imported_module(py, "openai").ok()??;
    let base = openai.getattr(intern!(py, "BaseModel")).ok()?;
    let (construct, model_construct) = (intern!(py, "construct"), intern!(py, "model_construct"));
    let function = |class: &Bound<'_, PyAny>, name| {
        class.getattr(name)?.getattr(intern!(py, "__func__")).map(Bound::unbind)
    };
    let theirs = function(&base, construct).ok()?;
    let is_theirs = |class: &Bound<'_, PyType>| {
        [construct, model_construct]
            .iter()
            .all(|name| function(class.as_any(), name).is_ok_and(|own| own.is(&theirs)))
    };
    // With an alias, `construct` keeps a value twice. Refused values are validated by the values of
    // other fields.
    let all = plans.all.iter().all(|plan| match plan {
        Plan::Model(model) => {
            model.fields.iter().all(|field| field.is_named)
                && is_theirs(model.class.class().bind(py))
        }
        Plan::Refuse => false,
        _ => true,
    });
    all.then_some(theirs)
}

/// The parts of `object`, constructed from the value at `at` in an item at `base`; None if a part
/// is not as expected.
pub(crate) fn observed(
    plans: &Plans,
    at: Cursor<'_>,
    base: u32,
    object: &Bound<'_, PyAny>,
) -> Option<Notes> {
    let notes = Notes::new(base);
    let mut observer = Observer { py: object.py(), plans, notes, is_undeclared: false };
    observer.container(plans.root, at, object).ok()?;
    Some(observer.notes)
}

struct Observer<'py, 'p> {
    py: Python<'py>,
    plans: &'p Plans,
    notes: Notes,
    /// Whether it is within an undeclared member, where nothing is converted
    is_undeclared: bool,
}

impl<'py> Observer<'py, '_> {
    /// Recursion is bounded by the depth of documents.
    fn container(&mut self, plan: Id, at: Cursor<'_>, object: &Bound<'py, PyAny>) -> PyResult<()> {
        match (self.plans.get(plan), at.kind()) {
            (Plan::Nullable(inner), _) => self.container(*inner, at, object),
            (Plan::Model(model), ValueKind::Object)
                if object.get_type().is(model.class.class()) =>
            {
                self.instance(model, at, object)
            }
            (Plan::List(items), ValueKind::Array) => self.list(*items, at, object),
            (Plan::Any, ValueKind::Array) => self.list(ANY, at, object),
            (Plan::Dict(values), ValueKind::Object) => self.dict(*values, at, object),
            (Plan::Any, ValueKind::Object) => self.dict(ANY, at, object),
            _ => {
                self.notes.spoil();
                Ok(())
            }
        }
    }

    /// A value at its place. Only a scalar that validates to the value there may differ.
    fn value(
        &mut self,
        node: &mut Node,
        (plan, place): (Id, Place),
        at: Cursor<'_>,
        object: Option<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        let Some(object) = object else {
            self.notes.spoil();
            return Ok(());
        };
        match at.kind() {
            ValueKind::Object | ValueKind::Array => {
                self.container(plan, at, &object)?;
                self.notes.place(node, at, plan, place);
            }
            _ if self.is_left_as_it_is(plan) => {
                let validated = scalar(self.py, self.plans, plan, at)?;
                let is_same = validated.is_some_and(|validated| {
                    validated.get_type().is(object.get_type())
                        && validated.eq(&object).unwrap_or(false)
                });
                if is_same {
                    self.notes.place(node, at, plan, place);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether values that fit the plan are unchanged by `construct`. Floats are not, as some
    /// integers become floats, nor is what the schema calls any, as its annotation may say more.
    fn is_left_as_it_is(&self, plan: Id) -> bool {
        match self.plans.get(plan) {
            Plan::Any => self.is_undeclared,
            Plan::Nullable(inner) => self.is_left_as_it_is(*inner),
            Plan::Str | Plan::Int | Plan::Bool | Plan::Literal(_) | Plan::Union { .. } => true,
            _ => false,
        }
    }

    fn list(&mut self, items: Id, at: Cursor<'_>, object: &Bound<'py, PyAny>) -> PyResult<()> {
        let Ok(list) = object.cast_exact::<PyList>() else {
            self.notes.spoil();
            return Ok(());
        };
        let mut node = Node::default();
        for (number, item) in at.items().enumerate() {
            let value = list.get_item(number).ok();
            self.value(&mut node, (items, Place::Item(number)), item, value)?;
        }
        self.notes.end(node, Parts::List(list.get_slice(0, list.len()).unbind()));
        Ok(())
    }

    fn dict(&mut self, values: Id, at: Cursor<'_>, object: &Bound<'py, PyAny>) -> PyResult<()> {
        let Ok(dict) = object.cast_exact::<PyDict>() else {
            self.notes.spoil();
            return Ok(());
        };
        let mut node = Node::default();
        for (key, member) in at.members() {
            let key = text_to_python(self.py, key)?;
            let value = dict.get_item(&key)?;
            self.value(&mut node, (values, Place::Key(key.unbind())), member, value)?;
        }
        self.notes.end(node, Parts::Dict(dict.copy()?.unbind()));
        Ok(())
    }

    fn instance(
        &mut self,
        model: &Model,
        at: Cursor<'_>,
        object: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let py = self.py;
        let part = |name| object.getattr(name);
        let fields = part(intern!(py, "__dict__"))?.cast_into::<PyDict>()?;
        let fields_set = part(intern!(py, "__pydantic_fields_set__"))?.cast_into::<PySet>()?;
        let extra = part(intern!(py, "__pydantic_extra__"))?.cast_into::<PyDict>();
        let has_private = !part(intern!(py, "__pydantic_private__"))?.is_none();
        let (Ok(extra), false) = (extra, has_private) else {
            self.notes.spoil();
            return Ok(());
        };
        let mut node = Node::default();
        for (key, member) in at.members() {
            match model.fields.iter().find(|field| key == *field.key) {
                Some(field) => {
                    let name = field.name.bind(py);
                    let place = (field.plan, Place::Key(name.clone().unbind()));
                    self.value(&mut node, place, member, fields.get_item(name)?)?;
                }
                None => {
                    let key = text_to_python(py, key)?;
                    let value = extra.get_item(&key)?;
                    // If it is forbidden, it is a fault, which the warning shows.
                    self.is_undeclared = model.extra != Extra::Forbid;
                    self.value(&mut node, (ANY, Place::Extra(key.unbind())), member, value)?;
                    self.is_undeclared = false;
                }
            }
        }
        let parts = InstanceParts {
            fields: fields.copy()?,
            fields_set: copy_of(&fields_set)?,
            extra: Some(extra.copy()?),
        };
        self.notes.end(node, Parts::instance(model.class.clone_ref(py), parts));
        Ok(())
    }
}
