//! Finds the parts of an object that its class made, and the places of those scalars that may
//! differ in a copy of it.
//!
//! Such a scalar is where the plans say that validating keeps it, and the object has the expected
//! value there. All else must be the same in a copy: an object for which that cannot be ensured,
//! such as one with a mutable value that is not from the JSON, is not copied.
//!
//! openai's `construct` follows the annotations of fields, not the schema, and keeps values that do
//! not fit them. There a scalar may differ only if both keep every value of its type.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PySet, PyString, PyType};

use super::class::imported_module;
use super::instance::copy_of;
use super::plan::{ANY, Id, Model, Plan, Plans};
use super::template::{Node, Own, Parts, Place, Slot, Template};
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
    // With an alias, `construct` keeps a value twice.
    let all = plans.all.iter().all(|plan| match plan {
        Plan::Model(model) => {
            model.fields.iter().all(|field| field.is_named)
                && is_theirs(model.class.class().bind(py))
        }
        _ => true,
    });
    all.then_some(theirs)
}

/// The template for objects like `object`, which its class made from the value at `at` in an item
/// at `base` that differs in `own` from the first of its shape; None if it cannot be copied.
pub(crate) fn observed(
    plans: &Plans,
    (at, base): (Cursor<'_>, u32),
    own: Vec<Own>,
    object: &Bound<'_, PyAny>,
    is_constructed: bool,
) -> Option<Template> {
    let template = Template { nodes: Vec::new(), slots: Vec::new(), own, is_constructed };
    let mut observer = Observer { py: object.py(), plans, base, template, is_undeclared: false };
    observer.container(plans.root, at, object).ok()?;
    Some(observer.template)
}

/// A part of the object is not as expected.
struct Unexpected;

impl From<PyErr> for Unexpected {
    fn from(_: PyErr) -> Self {
        Unexpected
    }
}

struct Observer<'py, 'p> {
    py: Python<'py>,
    plans: &'p Plans,
    base: u32,
    template: Template,
    /// Whether it is within an undeclared member, where nothing is converted
    is_undeclared: bool,
}

impl<'py> Observer<'py, '_> {
    /// Recursion is bounded by the depth of documents.
    fn container(
        &mut self,
        plan: Id,
        at: Cursor<'_>,
        object: &Bound<'py, PyAny>,
    ) -> Result<(), Unexpected> {
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
            _ => Err(Unexpected),
        }
    }

    fn list(
        &mut self,
        items: Id,
        at: Cursor<'_>,
        object: &Bound<'py, PyAny>,
    ) -> Result<(), Unexpected> {
        let list = object.cast_exact::<PyList>().map_err(|_| Unexpected)?;
        let node = self.begin(Parts::List(list.get_slice(0, list.len()).unbind()));
        let mut number = 0;
        for item in at.items() {
            self.value(node, Place::Item(number), items, item, Some(list.get_item(number)?))?;
            number += 1;
        }
        if number == list.len() { Ok(()) } else { Err(Unexpected) }
    }

    fn dict(
        &mut self,
        values: Id,
        at: Cursor<'_>,
        object: &Bound<'py, PyAny>,
    ) -> Result<(), Unexpected> {
        let dict = object.cast_exact::<PyDict>().map_err(|_| Unexpected)?;
        let node = self.begin(Parts::Dict(dict.copy()?.unbind()));
        let mut number = 0;
        for (key, member) in at.members() {
            let key = text_to_python(self.py, key)?;
            let value = dict.get_item(&key)?;
            self.value(node, Place::Key(key.unbind()), values, member, value)?;
            number += 1;
        }
        if number == dict.len() { Ok(()) } else { Err(Unexpected) }
    }

    fn instance(
        &mut self,
        model: &Model,
        at: Cursor<'_>,
        object: &Bound<'py, PyAny>,
    ) -> Result<(), Unexpected> {
        let py = self.py;
        let part = |name| object.getattr(name);
        let fields = part(intern!(py, "__dict__"))?;
        let fields = fields.cast_exact::<PyDict>().map_err(|_| Unexpected)?;
        let fields_set = part(intern!(py, "__pydantic_fields_set__"))?;
        let fields_set = fields_set.cast_exact::<PySet>().map_err(|_| Unexpected)?;
        let extra = part(intern!(py, "__pydantic_extra__"))?;
        let extra = match extra.is_none() {
            true => None,
            false => Some(extra.cast_exact::<PyDict>().map_err(|_| Unexpected)?),
        };
        if !part(intern!(py, "__pydantic_private__"))?.is_none() {
            return Err(Unexpected);
        }
        let node = self.begin(Parts::Instance {
            class: model.class.clone_ref(py),
            fields: fields.copy()?.unbind(),
            fields_set: copy_of(fields_set)?.unbind(),
            extra: extra.map(|extra| extra.copy()).transpose()?.map(Bound::unbind),
        });
        let (mut given, mut undeclared) = (vec![false; model.fields.len()], 0);
        for (key, member) in at.members() {
            if let Some(number) = model.fields.iter().position(|field| key == *field.key)
                && let Some(field) = model.fields.get(number)
            {
                given.get_mut(number).into_iter().for_each(|given| *given = true);
                let value = fields.get_item(&field.name)?;
                self.value(node, Place::Key(field.name.clone_ref(py)), field.plan, member, value)?;
            } else if model.forbids_others {
                return Err(Unexpected);
            } else if let Some(extra) = extra {
                let key = text_to_python(py, key)?;
                let value = extra.get_item(&key)?;
                let was_undeclared = std::mem::replace(&mut self.is_undeclared, true);
                self.value(node, Place::Extra(key.unbind()), ANY, member, value)?;
                self.is_undeclared = was_undeclared;
                undeclared += 1;
            }
        }
        let mut declared = 0;
        for (field, given) in model.fields.iter().zip(given) {
            let Some(value) = fields.get_item(&field.name)? else { continue };
            // If it was not given, it is the default.
            if !given && !is_plain(&value) {
                return Err(Unexpected);
            }
            declared += 1;
        }
        let is_all =
            fields.len() == declared && extra.is_none_or(|extra| extra.len() == undeclared);
        if is_all { Ok(()) } else { Err(Unexpected) }
    }

    fn begin(&mut self, parts: Parts) -> usize {
        self.template.nodes.push(Node { parts, within: Vec::new() });
        self.template.nodes.len() - 1
    }

    /// A value at its place in a container.
    fn value(
        &mut self,
        node: usize,
        place: Place,
        plan: Id,
        at: Cursor<'_>,
        object: Option<Bound<'py, PyAny>>,
    ) -> Result<(), Unexpected> {
        let object = object.ok_or(Unexpected)?;
        if matches!(at.kind(), ValueKind::Object | ValueKind::Array) {
            let inner = self.template.nodes.len();
            self.container(plan, at, &object)?;
            let outer = self.template.nodes.get_mut(node).ok_or(Unexpected)?;
            // The object belongs to the caller.
            outer.parts.put(&place, self.py.None().bind(self.py))?;
            outer.within.push((place, inner));
        } else if self.is_kept(plan) && self.is_expected(plan, at, &object)? {
            let index = (at.index() - self.base) as usize;
            let slots = &mut self.template.slots;
            if index >= slots.len() {
                slots.resize_with(index + 1, || None);
            }
            if let Some(slot) = slots.get_mut(index) {
                *slot = Some(Slot { node, place, plan });
            }
        } else if !is_plain(&object) {
            return Err(Unexpected);
        }
        Ok(())
    }

    /// Whether every value that fits the plan is kept, whatever it is. `construct` makes floats of
    /// some integers, and where the schema accepts any value, the annotation may say more.
    fn is_kept(&self, plan: Id) -> bool {
        let is_constructed = self.template.is_constructed;
        match self.plans.get(plan) {
            Plan::Str | Plan::Int | Plan::Bool => true,
            Plan::Float => !is_constructed,
            Plan::Any => !is_constructed || self.is_undeclared,
            Plan::Nullable(inner) => self.is_kept(*inner),
            Plan::List(_) | Plan::Dict(_) | Plan::Model(_) | Plan::Fixed => false,
        }
    }

    fn is_expected(&self, plan: Id, at: Cursor<'_>, object: &Bound<'py, PyAny>) -> PyResult<bool> {
        Ok(match self.plans.scalar(self.py, plan, at)? {
            Some(kept) => kept.get_type().is(object.get_type()) && kept.eq(object)?,
            None => false,
        })
    }
}

/// Whether several objects can share the value.
fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyString>()
}
