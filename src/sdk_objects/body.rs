//! Restores the items of a body to objects of the recorded classes.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyType};

use super::class::{Class, imported_module};
use super::observed::openais_construct;
use super::shape::{Constructed, Copied, Shape};
use super::template::Template;
use crate::json::{Cursor, Element, FoldedDocument};
use crate::merge::unwrapped;
use crate::python_values::to_python;

/// Restores the items of one body.
pub(crate) struct Restorer {
    by: By,
    /// The classes found so far, by their names as written in JSON
    classes: Vec<(Vec<u8>, Arc<Class>)>,
    /// What is known about each shape of item
    shapes: Vec<Shape>,
    /// Counts how often other code, which may have changed classes, ran between two items
    turn: u64,
}

/// How to restore items that need their class's own methods.
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
    /// The class of the object, if this module builds it
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

/// An object, and its warning if that is the same for all items with the same faults.
type Made<'py> = (Bound<'py, PyAny>, Option<Bound<'py, PyString>>);

impl Restorer {
    pub(crate) fn new(by: By) -> Self {
        Restorer { by, classes: Vec::new(), shapes: Vec::new(), turn: 0 }
    }

    /// Begins a new turn: other code ran since the last item, so classes are looked up again.
    pub(crate) fn resume(&mut self) {
        self.classes.clear();
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
            list.append(self.element(py, items, number, element)?)?;
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
        items: &FoldedDocument,
        number: usize,
        mut element: Element<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = element.shape() as usize;
        if shape >= self.shapes.len() {
            self.shapes.resize_with(shape + 1, Shape::default);
        }
        // A shape that repeats is worth analysing.
        let first = match self.shapes.get(shape) {
            Some(Shape::Once(first)) if *first != number => Some(*first),
            _ => None,
        };
        if let Some(first) = first {
            let copied = items.with_element(first, |it| self.validated(py, first, it));
            if let Some(copied) = copied.transpose()?.flatten() {
                self.know(shape, Shape::Copied(copied));
            }
        }
        if let Some(made) = self.copy(py, shape, number, &mut element)? {
            return Ok(made);
        }
        let comes_again = first.is_some();
        let (made, warning) = self.alone(py, number, element.unfold(), comes_again)?;
        match self.shapes.get(shape) {
            Some(Shape::New) => self.know(shape, Shape::Once(number)),
            Some(Shape::Once(_)) if comes_again => {
                let copied = match warning {
                    Some(warning) => self.constructed(number, element, &made, warning)?,
                    None => None,
                };
                self.know(shape, copied.map_or(Shape::Single, Shape::Copied));
            }
            _ => {}
        }
        Ok(made)
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
        let made = copied.template.make(py, copied.class.plans(), element)?;
        if let (Some(_), Some(how), By::Recorder(fallback)) = (&made, &copied.constructed, &self.by)
        {
            fallback.call_method1(py, intern!(py, "warn"), (&how.warning,))?;
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
        let now = self.class_of(py, number, item)?.map(|(class, _)| class);
        let Some(Shape::Copied(copied)) = self.shapes.get_mut(shape) else { return Ok(false) };
        let is_same = now.is_some_and(|now| Arc::ptr_eq(&now, &copied.class))
            && match &copied.constructed {
                Some(how) => openais_construct(py, copied.class.plans())
                    .is_some_and(|function| function.is(&how.function)),
                None => true,
            };
        copied.turn = self.turn;
        Ok(is_same)
    }

    /// What to copy for items like this valid one.
    fn validated(
        &mut self,
        py: Python<'_>,
        number: usize,
        mut element: Element<'_>,
    ) -> PyResult<Option<Copied>> {
        let own = element.changes().collect();
        let item = element.unfold();
        let Some((class, data)) = self.class_of(py, number, item)? else { return Ok(None) };
        let template = class.template(py, (data, item.index()), own)?;
        let turn = self.turn;
        Ok(template.map(|template| Copied { class, template, constructed: None, turn }))
    }

    /// What to copy for items like this one, from which `made` was constructed.
    fn constructed(
        &mut self,
        number: usize,
        mut element: Element<'_>,
        made: &Bound<'_, PyAny>,
        warning: Bound<'_, PyString>,
    ) -> PyResult<Option<Copied>> {
        let py = made.py();
        let own = element.changes().collect();
        let item = element.unfold();
        let Some((class, data)) = self.class_of(py, number, item)? else { return Ok(None) };
        let Some(function) = openais_construct(py, class.plans()) else { return Ok(None) };
        let template = Template::of_constructed(class.plans(), (data, item.index()), own, made);
        let constructed = Some(Constructed { warning: warning.unbind(), function });
        let turn = self.turn;
        Ok(template.map(|template| Copied { class, template, constructed, turn }))
    }

    /// The class that builds the item with this number, and the data; None if the class's own
    /// methods must.
    fn class_of<'a>(
        &mut self,
        py: Python<'_>,
        number: usize,
        item: Cursor<'a>,
    ) -> PyResult<Option<(Arc<Class>, Cursor<'a>)>> {
        let (class, data) = match &self.by {
            By::Recorder(_) => {
                let Some((name, data)) = typed(item) else { return Ok(None) };
                (self.class(py, name)?, data)
            }
            By::Shown(items, how) => {
                let class = (how.class)(items.bind(py), number)?;
                let class = class.map(|class| Class::of(&class)).transpose()?;
                (class.flatten(), unwrapped(item))
            }
        };
        Ok(class.map(|class| (class, data)))
    }

    /// The item of a list body with this number, built without a template. The warning can be
    /// reused if the shape repeats.
    fn alone<'py>(
        &mut self,
        py: Python<'py>,
        number: usize,
        item: Cursor<'_>,
        comes_again: bool,
    ) -> PyResult<Made<'py>> {
        let By::Shown(items, how) = &self.by else {
            return self.recorded(py, item, comes_again);
        };
        let made = match (how.object)(items.bind(py), number)? {
            Some(made) => made,
            None => to_python(py, item)?,
        };
        Ok((made, None))
    }

    /// A body that is not a list.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn item<'py>(
        &mut self,
        py: Python<'py>,
        item: Cursor<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.recorded(py, item, false).map(|(made, _)| made)
    }

    /// An item in the recorder's wrapping.
    fn recorded<'py>(
        &mut self,
        py: Python<'py>,
        item: Cursor<'_>,
        comes_again: bool,
    ) -> PyResult<Made<'py>> {
        let Some((name, data)) = typed(item) else { return Ok((to_python(py, item)?, None)) };
        if let Some(class) = self.class(py, name)?
            && let Some(made) = class.build(py, data)?
        {
            return Ok((made, None));
        }
        let item = to_python(py, item)?;
        match &self.by {
            By::Recorder(fallback) => fallback
                .bind(py)
                .call_method1(intern!(py, "restore"), (item, comes_again))?
                .extract(),
            By::Shown(..) => Ok((item, None)),
        }
    }

    /// What builds objects of the class with this name; None if the class itself must.
    fn class(&mut self, py: Python<'_>, name: Cursor<'_>) -> PyResult<Option<Arc<Class>>> {
        let raw = name.raw();
        if let Some((_, class)) = self.classes.iter().find(|(known, _)| known == raw) {
            return Ok(Some(class.clone()));
        }
        // The fallback imports and completes missing classes.
        let Some(name) = name.as_text() else { return Ok(None) };
        let Some(named) = imported(py, &name.to_str())? else { return Ok(None) };
        let class = Class::of(&named)?;
        if let Some(class) = &class {
            self.classes.push((raw.to_vec(), class.clone()));
        }
        Ok(class)
    }
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
