//! Items of a body in, the objects that the recorder's classes make of them out.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyType};

use super::class::{Class, imported_module};
use super::template::Template;
use crate::json::{Cursor, Element, FoldedDocument};
use crate::python::convert::to_python;
use crate::python::views::{Sequence, View, mirrored_class, to_sdk};
use crate::recording::unwrapped;

/// Restores the items of one body.
pub(super) struct Restorer {
    by: By,
    /// The classes that were met, by their names as they stand in JSON
    classes: Vec<(Vec<u8>, Option<Arc<Class>>)>,
    /// What is known of each shape of item
    shapes: Vec<Shape>,
}

/// What restores items that have to be left to their class.
pub(in crate::python) enum By {
    /// `deltafold.ogx._reading.Fallback`, which goes by the names that the recorder noted
    Recorder(Py<PyAny>),
    /// Their views, which go by the kind of the recording
    Views(Py<Sequence>),
}

impl By {
    pub(super) fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            By::Recorder(fallback) => By::Recorder(fallback.clone_ref(py)),
            By::Views(views) => By::Views(views.clone_ref(py)),
        }
    }
}

/// What is known of the items of one shape.
enum Shape {
    /// The first one has this number
    Once(usize),
    /// They are made one by one
    Single,
    /// They are made from the parts of one that validates
    Validated(Arc<Class>, Template),
    /// They do not validate; each gives this warning
    Constructed(Arc<Class>, Template, Py<PyString>),
}

impl Restorer {
    pub(super) fn new(by: By) -> Self {
        Restorer { by, classes: Vec::new(), shapes: Vec::new() }
    }

    /// All items of a list body.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(super) fn list<'py>(
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
    pub(super) fn element<'py>(
        &mut self,
        py: Python<'py>,
        items: &FoldedDocument,
        number: usize,
        mut element: Element<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = element.shape() as usize;
        if shape >= self.shapes.len() {
            self.shapes.resize_with(shape + 1, || Shape::Once(number));
            return self.numbered(py, number, element.unfold());
        }
        // One that comes again is worth looking at.
        if let Some(Shape::Once(first)) = self.shapes.get(shape)
            && *first != number
        {
            let first = *first;
            let shape_of = |mut element: Element<'_>| self.shape(py, first, element.unfold());
            let found = items.with_element(first, shape_of);
            if let (Some(place), Some(found)) = (self.shapes.get_mut(shape), found) {
                *place = found?;
            }
        }
        let made = match self.shapes.get(shape) {
            Some(Shape::Validated(class, template)) => {
                template.make(py, class.plans(), &element)?
            }
            Some(Shape::Constructed(class, template, warning)) => {
                // Null is another thing to `construct` than to validation.
                let mut changes = element.changes();
                let is_null = |index| element.scalar(index, |at| at.is_null()).unwrap_or(true);
                let made = match changes.any(is_null) {
                    true => None,
                    false => template.make(py, class.plans(), &element)?,
                };
                if let (Some(_), By::Recorder(fallback)) = (&made, &self.by) {
                    fallback.call_method1(py, intern!(py, "warn"), (warning,))?;
                }
                made
            }
            _ => None,
        };
        match made {
            Some(made) => Ok(made),
            None => self.numbered(py, number, element.unfold()),
        }
    }

    /// The item with this number by itself.
    fn numbered<'py>(
        &mut self,
        py: Python<'py>,
        number: usize,
        item: Cursor<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match &self.by {
            By::Recorder(_) => self.item(py, item),
            By::Views(views) => views.get().item(py, number)?.map_or_else(
                || to_python(py, item),
                |view| match view.cast::<View>() {
                    Ok(view) => to_sdk(view),
                    Err(_) => Ok(view),
                },
            ),
        }
    }

    /// What makes items like this one, which was met before.
    fn shape(&mut self, py: Python<'_>, number: usize, item: Cursor<'_>) -> PyResult<Shape> {
        let (class, data) = match &self.by {
            By::Views(views) => {
                let class = views.get().item(py, number)?.map(|view| mirrored_class(&view));
                let class = class.transpose()?.flatten();
                (class.map(|class| Class::of(&class)).transpose()?.flatten(), unwrapped(item))
            }
            By::Recorder(_) => match typed(item) {
                Some((name, data)) => (self.class(py, name)?, data),
                None => (None, item),
            },
        };
        let Some(class) = class else { return Ok(Shape::Single) };
        if let Some(template) = class.template(py, data)? {
            return Ok(Shape::Validated(class, template));
        }
        let By::Recorder(fallback) = &self.by else { return Ok(Shape::Single) };
        if !class.is_constructed_by_openai(py)? {
            return Ok(Shape::Single);
        }
        let item = to_python(py, item)?;
        let found = fallback.bind(py).call_method1(intern!(py, "constructed"), (item,))?;
        let Some((made, warning)) = found.extract::<Option<(_, _)>>()? else {
            return Ok(Shape::Single);
        };
        let template = Template::of_constructed(class.plans(), data, &made)?;
        let shape = template.map(|template| Shape::Constructed(class, template, warning));
        Ok(shape.unwrap_or(Shape::Single))
    }

    /// A body that is no list, or one item of a list.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(super) fn item<'py>(
        &mut self,
        py: Python<'py>,
        item: Cursor<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some((name, data)) = typed(item) else { return to_python(py, item) };
        if let Some(class) = self.class(py, name)?
            && let Some(made) = class.build(py, data)?
        {
            return Ok(made);
        }
        let item = to_python(py, item)?;
        match &self.by {
            By::Recorder(fallback) => {
                fallback.bind(py).call_method1(intern!(py, "restore"), (item,))
            }
            By::Views(_) => Ok(item),
        }
    }

    /// What builds objects of the class with this name; nothing if that is left to the class.
    fn class(&mut self, py: Python<'_>, name: Cursor<'_>) -> PyResult<Option<Arc<Class>>> {
        let raw = name.raw();
        if let Some((_, class)) = self.classes.iter().find(|(known, _)| known == raw) {
            return Ok(class.clone());
        }
        let named = match name.as_text() {
            Some(name) => imported(py, &name.to_str())?,
            None => None,
        };
        // The fallback imports what is not there yet.
        let Some(named) = named else { return Ok(None) };
        let class = Class::of(&named)?;
        self.classes.push((raw.to_vec(), class.clone()));
        Ok(class)
    }
}

/// The class with this name, if its module was imported before and has it.
fn imported<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyType>>> {
    let Some((module, name)) = name.rsplit_once('.') else { return Ok(None) };
    let Some(module) = imported_module(py, module)? else { return Ok(None) };
    Ok(module.getattr(name).ok().and_then(|class| class.cast_into().ok()))
}

/// The class's name and the data of an item in the recorder's wrapping.
fn typed(item: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>)> {
    Some((item.get("__type__")?, item.get("__data__")?))
}
