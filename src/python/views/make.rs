//! Makes views of places in a document, dicts, SDK objects and JSON text.

use std::cell::Cell;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyType};

use super::merge_info::MergeInfo;
use super::of::Of;
use super::sequence::Sequence;
use super::spec::Spec;
use super::view::{KEPT, MERGE_INFO, T_NS, View};
use crate::json::{Document, Holder};
use crate::python::input::bytes_of;
use crate::python::to_json::to_json;
use crate::python_values::{text_to_python, to_python};

thread_local! {
    /// What the next view of this thread shows, and its class. Only Python can make an instance of
    /// a class that was declared in Python, and passing this to its `__new__` as an argument would
    /// be slower.
    static NEXT: Cell<Option<(usize, Holder, u32)>> = const { Cell::new(None) };
}

/// A view of class `class` on the object at `at`.
pub(super) fn view<'py>(
    class: &Bound<'py, PyType>,
    holder: impl Into<Holder>,
    at: u32,
) -> PyResult<Bound<'py, PyAny>> {
    // Restored afterwards, since the `__new__` of a subclass may make other views.
    let before = NEXT.replace(Some((class.as_ptr() as usize, holder.into(), at)));
    let made = class.call0();
    NEXT.set(before);
    made
}

/// The new instance for which `class` was called: by [`view`], or by Python with these members.
#[inline]
pub(super) fn instance(
    class: &Bound<'_, PyType>,
    values: Option<&Bound<'_, PyDict>>,
) -> PyResult<View> {
    match NEXT.take() {
        Some((of, holder, at)) if of == class.as_ptr() as usize => Ok(View::new(holder, at)),
        other => {
            NEXT.set(other);
            Ok(View::new(from_values(values)?.into(), 0))
        }
    }
}

/// Keyword arguments as an object.
pub(super) fn from_values(values: Option<&Bound<'_, PyDict>>) -> PyResult<Document> {
    let json = match values {
        Some(values) => to_json(values)?,
        None => b"{}".to_vec(),
    };
    Ok(Document::parse(json)?)
}

/// A Python object as a JSON object.
pub(super) fn from_object(object: &Bound<'_, PyAny>) -> PyResult<Document> {
    an_object(Document::parse(to_json(object)?)?)
}

/// JSON text: what `deltafold.loads` takes.
pub(super) fn from_json(json: &Bound<'_, PyAny>) -> PyResult<Document> {
    let bytes = bytes_of(json)?;
    an_object(json.py().detach(|| Document::parse(bytes))?)
}

fn an_object(document: Document) -> PyResult<Document> {
    match document.root().is_object() {
        true => Ok(document),
        false => Err(PyTypeError::new_err(format!(
            "expected an object, found {}",
            document.root().kind().described()
        ))),
    }
}

/// A copy of `view` with other members; it keeps the notes of merging.
pub(super) fn changed<'py>(
    view: &Bound<'py, View>,
    update: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = view.py();
    let (class, changes) = (view.get_type(), PyDict::new(py));
    changes.call_method1(intern!(py, "update"), (update,))?;
    let members = PyDict::new(py);
    let spec = Spec::of(&class)?;
    for (key, value) in view.get().cursor().members() {
        let field = spec.get().field(key);
        // The new value replaces the old one, whichever of its names it uses.
        let name = text_to_python(py, key)?;
        let is_changed = match field {
            Some(field) => changes.contains(field.name()?)? || changes.contains(field.alias()?)?,
            None => false,
        };
        if !is_changed || changes.contains(&name)? {
            members.set_item(name, to_python(py, value)?)?;
        }
    }
    members.update(changes.as_mapping())?;
    noted(view, self::view(&class, from_object(&members)?, 0)?)
}

/// A copy of `view` with its own document.
pub(super) fn apart<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let document = Document::parse_lent(view.get().cursor().raw())?;
    noted(view, self::view(&view.get_type(), document, 0)?)
}

/// `copy`, with the notes of merging and reading about `view`.
fn noted<'py>(view: &Bound<'py, View>, copy: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    for slot in KEPT {
        if let Some(noted) = view.get().cache().get(view.py(), slot) {
            copy.cast::<View>()?.get().cache().keep(slot, noted);
        }
    }
    Ok(copy)
}

/// Restores a pickled view.
#[pyfunction(name = "_restore_view")]
#[pyo3(signature = (json, cls, merge_info=None, t_ns=None))]
pub(crate) fn restore_view<'py>(
    json: &Bound<'py, PyBytes>,
    cls: &Bound<'py, PyType>,
    merge_info: Option<&Bound<'py, MergeInfo>>,
    t_ns: Option<&Bound<'py, PyInt>>,
) -> PyResult<Bound<'py, PyAny>> {
    let view = self::view(cls, from_json(json)?, 0)?;
    let cache = view.cast::<View>()?.get().cache();
    if let Some(info) = merge_info {
        cache.keep(MERGE_INFO, info.clone().into_any());
    }
    if let Some(t_ns) = t_ns {
        cache.keep(T_NS, t_ns.clone().into_any());
    }
    Ok(view)
}

/// Restores a pickled sequence.
#[pyfunction(name = "_restore_sequence")]
pub(crate) fn restore_sequence(
    json: &Bound<'_, PyBytes>,
    of: Option<&Bound<'_, PyAny>>,
    by: &str,
) -> PyResult<Sequence> {
    let document = Document::parse_lent(json.as_bytes())?;
    let of = Arc::new(Of::from_python(of, by)?);
    Ok(Sequence::of_list(&document.clone().into(), document.root().into(), of))
}
