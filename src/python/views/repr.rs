//! `repr`: views as pydantic shows models, `ChoiceDelta(content='x', role=None)`, and plain values
//! as Python does.

use std::vec;

use pyo3::exceptions::PyMemoryError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::of::{Class, Of};
use super::spec::Spec;
use super::view::View;
use crate::error::OutOfMemory;
use crate::json::{Cursor, Document, Holder, Items, Members, Text, ValueKind};
use crate::python_values::{Interrupts, text_to_python, to_python};

/// Text that is being written. It has its own stack, since that of a thread may be small.
struct ReprWriter<'py, 'a> {
    py: Python<'py>,
    document: &'a Document,
    open: Vec<ShownContainer<'a>>,
    out: String,
    /// Whether a container was just opened, so that no comma comes next.
    is_first: bool,
}

/// A container that is being written, and what is left of it.
enum ShownContainer<'a> {
    View(vec::IntoIter<Shown<'a>>),
    List(Items<'a>, &'a Of),
    Dict(Members<'a>),
}

/// An attribute of a view: its name, its value, and how that is shown.
struct Shown<'a> {
    name: Name<'a>,
    value: Option<Cursor<'a>>,
    of: &'a Of,
    items: Option<&'a Of>,
}

enum Name<'a> {
    Field(&'a str),
    Extra(Text<'a>),
}

/// The `repr` of a view.
pub(super) fn of_view(view: &Bound<'_, View>) -> PyResult<String> {
    let (class, spec) = (view.get_type(), Spec::of(&view.get_type())?);
    let mut writer = ReprWriter::new(view.py(), view.get().document(), String::new());
    writer.view(&class, spec.get(), view.get().cursor())?;
    writer.rest()
}

/// The `repr` of a plain value.
pub(super) fn of_plain(py: Python<'_>, document: &Document) -> PyResult<String> {
    with_item(py, String::new(), (document, 0), &Of::Plain)
}

/// `text`, followed by the `repr` of the value at `at` in `document`.
fn with_item(
    py: Python<'_>,
    text: String,
    (document, at): (&Document, u32),
    of: &Of,
) -> PyResult<String> {
    let mut writer = ReprWriter::new(py, document, text);
    writer.value(document.at(at), of, None)?;
    writer.rest()
}

impl<'py, 'a> ReprWriter<'py, 'a> {
    fn new(py: Python<'py>, document: &'a Document, out: String) -> Self {
        ReprWriter { py, document, open: Vec::new(), out, is_first: false }
    }

    /// Finishes everything that was begun.
    fn rest(mut self) -> PyResult<String> {
        let mut interrupts = Interrupts::default();
        while let Some(innermost) = self.open.last_mut() {
            interrupts.check(self.py)?;
            match innermost {
                ShownContainer::View(left) => match left.next() {
                    Some(shown) => self.attribute(shown)?,
                    None => self.end(")")?,
                },
                ShownContainer::List(left, of) => match left.next() {
                    Some(item) => {
                        let of = *of;
                        self.comma()?;
                        self.value(item, of, None)?;
                    }
                    None => self.end("]")?,
                },
                ShownContainer::Dict(left) => match left.next() {
                    Some((key, value)) => {
                        self.comma()?;
                        let key = text_to_python(self.py, key)?.repr()?;
                        self.push(&key.to_string_lossy())?;
                        self.push(": ")?;
                        self.value(value, &Of::Plain, None)?;
                    }
                    None => self.end("}")?,
                },
            }
        }
        Ok(self.out)
    }

    fn attribute(&mut self, Shown { name, value, of, items }: Shown<'a>) -> PyResult<()> {
        self.comma()?;
        match name {
            Name::Field(name) => self.push(name)?,
            Name::Extra(key) => self.push(&text_to_python(self.py, key)?.to_string_lossy())?,
        }
        self.push("=")?;
        match value {
            Some(value) => self.value(value, of, items),
            None => self.push("None"),
        }
    }

    fn value(&mut self, value: Cursor<'a>, of: &'a Of, items: Option<&'a Of>) -> PyResult<()> {
        match (value.kind(), of.class(value)) {
            (_, Some(class)) => return self.view_of(class, value),
            (ValueKind::Array, None) => {
                let of = items.unwrap_or(&Of::Plain);
                self.begin("[", ShownContainer::List(value.items(), of))?;
            }
            (ValueKind::Object, None) => self.begin("{", ShownContainer::Dict(value.members()))?,
            (ValueKind::Null, _) => self.push("None")?,
            _ => self.push(&to_python(self.py, value)?.repr()?.to_string_lossy())?,
        }
        Ok(())
    }

    fn view_of(&mut self, class: &'a Class, object: Cursor<'a>) -> PyResult<()> {
        let python = class.python.bind(self.py);
        let own = python.getattr(intern!(self.py, "__repr__"))?;
        if own.is(self.py.get_type::<View>().getattr(intern!(self.py, "__repr__"))?) {
            return self.view(python, class.spec.get(), object);
        }
        // A subclass has its own `repr`.
        let view = class.view(self.py, self.document.clone().into(), object.index())?;
        self.push(&view.repr()?.to_string_lossy())
    }

    fn view(
        &mut self,
        class: &Bound<'_, PyType>,
        spec: &'a Spec,
        object: Cursor<'a>,
    ) -> PyResult<()> {
        let fields = spec.fields().map(|field| {
            let value = field.member(object);
            let items = value.and_then(|value| field.items_of(value)).map(|of| &**of);
            Ok(Shown { name: Name::Field(field.name()?), value, of: field.of(), items })
        });
        let extras = spec.extras(object).map(|(key, value)| {
            Ok(Shown { name: Name::Extra(key), value: Some(value), of: &Of::Plain, items: None })
        });
        let shown = fields.chain(extras).collect::<PyResult<Vec<_>>>()?;
        self.push(&class.qualname()?.to_string_lossy())?;
        self.begin("(", ShownContainer::View(shown.into_iter()))
    }

    fn begin(&mut self, bracket: &str, open: ShownContainer<'a>) -> PyResult<()> {
        self.open.push(open);
        self.is_first = true;
        self.push(bracket)
    }

    /// Between two parts.
    fn comma(&mut self) -> PyResult<()> {
        if std::mem::take(&mut self.is_first) { Ok(()) } else { self.push(", ") }
    }

    fn end(&mut self, bracket: &str) -> PyResult<()> {
        self.open.pop();
        self.is_first = false;
        self.push(bracket)
    }

    fn push(&mut self, text: &str) -> PyResult<()> {
        self.out.try_reserve(text.len()).map_err(|_| PyMemoryError::new_err(()))?;
        self.out.push_str(text);
        Ok(())
    }
}

/// The `repr` of a list of values, each given as a holder and an index.
pub(super) fn of_items(
    py: Python<'_>,
    items: impl Iterator<Item = Result<(Holder, u32), OutOfMemory>>,
    of: &Of,
) -> PyResult<String> {
    let mut text = String::from("[");
    for item in items {
        let (holder, at) = item?;
        if text.len() > 1 {
            text.push_str(", ");
        }
        text = with_item(py, text, (holder.document(), at), of)?;
    }
    text.push(']');
    Ok(text)
}
