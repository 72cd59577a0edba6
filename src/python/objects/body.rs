//! Items of a body in, the objects that the recorder's classes make of them out.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyType};

use super::class::{Class, imported_module};
use super::known::{Key, Known};
use super::observed::openais_construct;
use super::shape::{Constructed, Made, Shape};
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
    /// What constructs objects of these classes that do not validate
    constructs: Vec<(Arc<Class>, Option<Py<PyAny>>)>,
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

impl Restorer {
    pub(super) fn new(by: By) -> Self {
        Restorer { by, classes: Vec::new(), constructs: Vec::new(), shapes: Vec::new() }
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
            Some(shape) => shape.make(py, &element)?,
            None => None,
        };
        match made {
            Some(made) => self.warned(py, made),
            None => self.numbered(py, number, element.unfold()),
        }
    }

    /// What was made, after its warning.
    fn warned<'py>(
        &self,
        py: Python<'py>,
        (made, constructed): Made<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let (Some(how), By::Recorder(fallback)) = (constructed, &self.by) {
            fallback.call_method1(py, intern!(py, "warn"), (how.warning,))?;
        }
        Ok(made)
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
        if let By::Recorder(_) = &self.by
            && let Some(key) = Key::of(&class, item)
            && let Some(mut known) = Known::get(py)
            && let Some(rebased) = known.show(key, &class, item, |shape, it| shape.rebased(py, &it))
            && let Some(shape) = rebased?
        {
            drop(known);
            match &shape {
                Shape::Constructed(_, _, how) if !self.is_current(py, &class, how)? => {}
                _ => return Ok(shape),
            }
        }
        self.shape_of_class(py, class, item, data)
    }

    /// Whether the function that constructed an object would still construct it.
    fn is_current(
        &mut self,
        py: Python<'_>,
        class: &Arc<Class>,
        how: &Constructed,
    ) -> PyResult<bool> {
        let now = self.construct(py, class)?;
        Ok(now.is_some_and(|now| now.is(&how.function)))
    }

    /// Openai's `construct`, if it makes those objects of `class` that do not validate.
    fn construct(&mut self, py: Python<'_>, class: &Arc<Class>) -> PyResult<Option<&Py<PyAny>>> {
        let known = self.constructs.iter().position(|(known, _)| Arc::ptr_eq(known, class));
        let place = match known {
            Some(place) => place,
            None => {
                let found = openais_construct(py, class.plans())?;
                self.constructs.push((class.clone(), found));
                self.constructs.len() - 1
            }
        };
        Ok(self.constructs.get(place).and_then(|(_, found)| found.as_ref()))
    }

    fn shape_of_class(
        &mut self,
        py: Python<'_>,
        class: Arc<Class>,
        item: Cursor<'_>,
        data: Cursor<'_>,
    ) -> PyResult<Shape> {
        let base = item.index();
        if let Some(template) = class.template(py, data, base)? {
            return Ok(Shape::Validated(class, template));
        }
        let function = self.construct(py, &class)?.map(|function| function.clone_ref(py));
        let (By::Recorder(fallback), Some(function)) = (&self.by, function) else {
            return Ok(Shape::Single);
        };
        let item = to_python(py, item)?;
        let found = fallback.bind(py).call_method1(intern!(py, "constructed"), (item,))?;
        let Some((made, warning)) = found.extract::<Option<(_, _)>>()? else {
            return Ok(Shape::Single);
        };
        let template = Template::of_constructed(class.plans(), data, base, &made)?;
        let how = Constructed { warning, function };
        let shape = template.map(|template| Shape::Constructed(class, template, how));
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
        let Some(class) = self.class(py, name)? else { return self.left(py, item) };
        let key = Key::of(&class, item);
        if let Some(made) = key.and_then(|key| known_object(py, key, &class, item)) {
            let made = made?;
            match &made.1 {
                Some(how) if !self.is_current(py, &class, how)? => {}
                _ => return self.warned(py, made),
            }
        }
        let made = match class.build(py, data)? {
            Some(made) => made,
            None => self.left(py, item)?,
        };
        let comes_again =
            |key: &Key| Known::get(py).is_some_and(|mut known| known.comes_again(*key, &class));
        if let Some(key) = key.filter(comes_again) {
            let shape = self.shape_of_class(py, class.clone(), item, data)?;
            let forgotten = Known::get(py).map(|mut it| it.remember(key, class, item, shape));
            // Outside the lock: letting go of objects may run Python.
            drop(forgotten);
        }
        Ok(made)
    }

    /// The object that the item's class makes.
    fn left<'py>(&self, py: Python<'py>, item: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
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

/// The object of an item whose shape was met in other bodies.
fn known_object<'py>(
    py: Python<'py>,
    key: Key,
    class: &Arc<Class>,
    item: Cursor<'_>,
) -> Option<PyResult<Made<'py>>> {
    let mut known = Known::get(py)?;
    known.show(key, class, item, |shape, element| shape.make(py, &element))?.transpose()
}

/// The class with this name, if its module was imported before and has it.
fn imported<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyType>>> {
    let Some((module, name)) = name.rsplit_once('.') else { return Ok(None) };
    let Some(module) = imported_module(py, module)? else { return Ok(None) };
    Ok(module.getattr(name).ok().and_then(|class| class.cast_into().ok()))
}

/// The class's name and the data of an item in the recorder's wrapping.
pub(super) fn typed(item: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>)> {
    Some((item.get("__type__")?, item.get("__data__")?))
}
