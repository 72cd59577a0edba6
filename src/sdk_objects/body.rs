//! Restores the items of a body to objects of the recorded classes.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyType};

use super::class::{imported_module, kept_plans};
use super::observed::{observed, openais_construct};
use super::plan::Plans;
use super::template::{Own, Template};
use crate::json::{Cursor, Element, FoldedDocument};
use crate::merge::unwrapped;
use crate::python_values::to_python;

/// Restores the items of one body.
pub(crate) struct Restorer {
    by: By,
    /// What is known about each shape of item
    shapes: Vec<Shape>,
    /// Counts how often other code, which may have changed classes, ran between two items
    turn: u64,
}

/// How to restore an item.
pub(crate) enum By {
    /// `deltafold.ogx._reading.Fallback`, which uses the class names that the recorder noted
    Recorder(Py<PyAny>),
    /// An object that shows the items by the kind of the recording, and how to use it
    Shown(Py<PyAny>, &'static ItemsAs),
}

/// A property of the item with this number among the items that an object shows.
type OfItem<T> = for<'py> fn(&Bound<'py, PyAny>, usize) -> PyResult<Option<Bound<'py, T>>>;

/// How to get the object of an item, by its number, from the object that shows the items.
pub(crate) struct ItemsAs {
    /// The class of the object, if its `model_validate` makes it from dicts
    pub class: OfItem<PyType>,
    /// The object itself
    pub object: OfItem<PyAny>,
}

impl By {
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            By::Recorder(fallback) => By::Recorder(fallback.clone_ref(py)),
            By::Shown(items, how) => By::Shown(items.clone_ref(py), how),
        }
    }
}

/// What is known about the items of a shape.
enum Shape {
    /// None was read yet
    New,
    /// One was read; a shape that repeats is worth analysing
    Once,
    /// Each is made by its class
    Single,
    /// Each is a copy of one that was read
    Copied(Copied),
}

/// What the items of a shape are copied from.
struct Copied {
    plans: Arc<Plans>,
    template: Template,
    /// The warning for each, and the function that constructed the first, if it does not validate
    constructed: Option<(Py<PyString>, Py<PyAny>)>,
    /// The last turn in which the items' class was known to be the same
    turn: u64,
}

/// An object, and the warning that each item with the same faults gives: empty for a valid one,
/// None if it may differ.
type Made<'py> = (Bound<'py, PyAny>, Option<Bound<'py, PyString>>);

impl Restorer {
    pub(crate) fn new(by: By) -> Self {
        Restorer { by, shapes: Vec::new(), turn: 0 }
    }

    /// Begins a new turn: other code ran since the last item, so classes are looked up again.
    pub(crate) fn resume(&mut self) {
        self.turn += 1;
    }

    /// All items of a list body.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn list<'py>(
        &mut self,
        py: Python<'py>,
        items: &FoldedDocument,
    ) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        let mut number = 0;
        items.try_each_element(|element| {
            list.append(self.element(py, number, element)?)?;
            number += 1;
            Ok::<_, PyErr>(())
        })?;
        Ok(list)
    }

    /// The item of a list body with this number.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn element<'py>(
        &mut self,
        py: Python<'py>,
        number: usize,
        mut element: Element<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = element.shape() as usize;
        if shape >= self.shapes.len() {
            self.shapes.resize_with(shape + 1, || Shape::New);
        }
        if let Some(made) = self.copy(py, shape, number, &mut element)? {
            return Ok(made);
        }
        let comes_again = matches!(self.shapes.get(shape), Some(Shape::Once));
        let made = self.alone(py, number, element.unfold(), comes_again)?;
        match self.shapes.get(shape) {
            Some(Shape::New) => self.know(shape, Shape::Once),
            Some(Shape::Once) => {
                let copied = self.copied(number, element, &made)?;
                self.know(shape, copied.map_or(Shape::Single, Shape::Copied));
            }
            _ => {}
        }
        Ok(made.0)
    }

    fn know(&mut self, number: usize, shape: Shape) {
        if let Some(place) = self.shapes.get_mut(number) {
            *place = shape;
        }
    }

    /// The object for an element of this shape as a copy of another; None if there is nothing to
    /// copy, or if the copy would differ.
    fn copy<'py>(
        &mut self,
        py: Python<'py>,
        shape: usize,
        number: usize,
        element: &mut Element<'_>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(Shape::Copied(copied)) = self.shapes.get(shape) else { return Ok(None) };
        if copied.turn != self.turn && !self.renewed(py, shape, number, element.unfold())? {
            self.know(shape, Shape::New);
        }
        let Some(Shape::Copied(copied)) = self.shapes.get(shape) else { return Ok(None) };
        let made = copied.template.make(py, &copied.plans, element)?;
        if let (Some(_), Some((warning, _)), By::Recorder(fallback)) =
            (&made, &copied.constructed, &self.by)
        {
            fallback.call_method1(py, intern!(py, "warn"), (warning,))?;
        }
        Ok(made)
    }

    /// Whether items of this shape still have the same class as earlier ones. If so, this is not
    /// checked again until the next turn.
    fn renewed(
        &mut self,
        py: Python<'_>,
        shape: usize,
        number: usize,
        item: Cursor<'_>,
    ) -> PyResult<bool> {
        let now = self.plans_for(py, number, item)?.map(|(plans, _)| plans);
        let Some(Shape::Copied(copied)) = self.shapes.get_mut(shape) else { return Ok(false) };
        let is_same = now.is_some_and(|now| Arc::ptr_eq(&now, &copied.plans))
            && match &copied.constructed {
                Some((_, function)) => {
                    openais_construct(py, &copied.plans).is_some_and(|now| now.is(function))
                }
                None => true,
            };
        copied.turn = self.turn;
        Ok(is_same)
    }

    /// What to copy for items like this one, from which `made` was made.
    fn copied(
        &mut self,
        number: usize,
        mut element: Element<'_>,
        (made, warning): &Made<'_>,
    ) -> PyResult<Option<Copied>> {
        let py = made.py();
        let Some(warning) = warning else { return Ok(None) };
        let own = Own::all_of(&element);
        let item = element.unfold();
        let Some((plans, data)) = self.plans_for(py, number, item)? else { return Ok(None) };
        let mut constructed = None;
        if !warning.is_empty()? {
            let Some(function) = openais_construct(py, &plans) else { return Ok(None) };
            constructed = Some((warning.clone().unbind(), function));
        }
        let from = (data, item.index());
        let template = observed(&plans, from, own, made, constructed.is_some());
        let turn = self.turn;
        Ok(template.map(|template| Copied { plans, template, constructed, turn }))
    }

    /// The plans for the item with this number, and its data; None if it cannot be a copy.
    fn plans_for<'a>(
        &self,
        py: Python<'_>,
        number: usize,
        item: Cursor<'a>,
    ) -> PyResult<Option<(Arc<Plans>, Cursor<'a>)>> {
        let (class, data) = match &self.by {
            By::Recorder(_) => {
                let Some((name, data)) = typed(item) else { return Ok(None) };
                let Some(name) = name.as_text() else { return Ok(None) };
                (imported(py, &name.to_str())?, data)
            }
            By::Shown(items, how) => ((how.class)(items.bind(py), number)?, unwrapped(item)),
        };
        let plans = class.map(|class| kept_plans(&class)).transpose()?.flatten();
        Ok(plans.map(|plans| (plans, data)))
    }

    /// The item of a list body with this number, made by its class.
    fn alone<'py>(
        &self,
        py: Python<'py>,
        number: usize,
        item: Cursor<'_>,
        comes_again: bool,
    ) -> PyResult<Made<'py>> {
        match &self.by {
            By::Recorder(fallback) => recorded(py, fallback, item, comes_again),
            By::Shown(items, how) => match (how.object)(items.bind(py), number)? {
                Some(made) => Ok((made, Some(intern!(py, "").clone()))),
                None => Ok((to_python(py, item)?, None)),
            },
        }
    }
}

/// An item in the recorder's wrapping, or plain data, made by
/// `deltafold.ogx._reading.Fallback`.
///
/// # Errors
///
/// What Python raises.
pub(crate) fn recorded<'py>(
    py: Python<'py>,
    fallback: &Py<PyAny>,
    item: Cursor<'_>,
    comes_again: bool,
) -> PyResult<Made<'py>> {
    let is_typed = typed(item).is_some();
    let item = to_python(py, item)?;
    if !is_typed {
        return Ok((item, None));
    }
    fallback.bind(py).call_method1(intern!(py, "restore"), (item, comes_again))?.extract()
}

/// The class with this name, if its module is already imported and has it.
fn imported<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyType>>> {
    let Some((module, name)) = name.rsplit_once('.') else { return Ok(None) };
    let Some(module) = imported_module(py, module)? else { return Ok(None) };
    Ok(module.getattr(name).ok().and_then(|class| class.cast_into().ok()))
}

/// The class's name and the data of an item in the recorder's wrapping.
pub(crate) fn typed(item: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>)> {
    Some((item.get("__type__")?, item.get("__data__")?))
}
