//! The base class of all mirrored types: a place in a document, shown as an object.

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyIterator, PyList, PySet, PyString, PyTuple, PyType};

use super::cache::Cache;
use super::dump::{self, Method, Options};
use super::of::Of;
use super::spec::Spec;
use super::{equal, field, make, merge_info, repr, sdk, show};
use crate::json::{Cursor, Document, Holder, Part};
use crate::python_values::{text_to_python, to_python};

/// A JSON object, shown as an object with attributes.
///
/// The base of every type in `deltafold.types`. Views are immutable and are compared by value.
/// Members that the class does not declare are attributes too.
///
///     >>> from deltafold.types.chat import ChatCompletion
///     >>> chat = ChatCompletion(id="c1", cached=True)
///     >>> chat.id, chat.model, chat.cached
///     ('c1', None, True)
///
/// Raises:
///     TypeError, ValueError: a value given to the class cannot be written as JSON, as in
///         `model_construct`.
///     AttributeError: an attribute does not exist, or is set or deleted.
#[pyclass(frozen, subclass, module = "deltafold._core")]
#[derive(Debug)]
pub struct View {
    holder: Holder,
    at: u32,
    cache: Cache,
}

/// The slot of a completion's merge info.
pub(super) const MERGE_INFO: u8 = u8::MAX;

/// The slot of the time when an item of a stream arrived.
pub(super) const T_NS: u8 = u8::MAX - 1;

/// The slot of a vector.
pub(super) const VECTOR: u8 = u8::MAX - 2;

/// What a view has beside its object, and copies and pickles keep.
pub(super) const KEPT: [u8; 2] = [MERGE_INFO, T_NS];

impl View {
    pub(super) fn new(holder: Holder, at: u32) -> Self {
        View { holder, at, cache: Cache::default() }
    }

    /// The document that contains the object, and where it is.
    pub(crate) fn place(&self) -> (Document, u32) {
        (self.document().clone(), self.at)
    }

    /// The object it shows.
    #[inline]
    pub(super) fn part(&self) -> Part<'_> {
        self.holder.part(self.at)
    }

    /// The same, for code that needs the whole object.
    pub(crate) fn cursor(&self) -> Cursor<'_> {
        self.document().at(self.at)
    }

    pub(super) fn document(&self) -> &Document {
        self.holder.document()
    }

    #[inline]
    pub(super) fn holder(&self) -> &Holder {
        &self.holder
    }

    pub(super) fn cache(&self) -> &Cache {
        &self.cache
    }
}

fn spec_of(slf: &Bound<'_, View>) -> PyResult<Py<Spec>> {
    Spec::of(&slf.get_type())
}

#[pymethods]
impl View {
    #[new]
    #[classmethod]
    #[pyo3(signature = (**values))]
    fn __new__(cls: &Bound<'_, PyType>, values: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        make::instance(cls, values)
    }

    #[classmethod]
    #[pyo3(signature = (**kwargs))]
    fn __init_subclass__(
        cls: &Bound<'_, PyType>,
        kwargs: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        match kwargs {
            Some(kwargs) if !kwargs.is_empty() => {
                Err(PyTypeError::new_err("a view's class takes no arguments"))
            }
            _ => Spec::declare(cls),
        }
    }

    /// Make a view from a dict, another view, or an SDK object with pydantic's `model_dump`.
    ///
    /// Raises:
    ///     TypeError: `obj` does not become a JSON object, or holds a value that cannot be written
    ///         as JSON.
    ///     ValueError: `obj` is nested too deep, or contains itself.
    #[classmethod]
    fn model_validate<'py>(
        cls: &Bound<'py, PyType>,
        obj: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if obj.get_type().is(cls) {
            return Ok(obj.clone());
        }
        make::view(cls, make::from_object(obj)?, 0)
    }

    /// Make a view from JSON text.
    ///
    /// Raises:
    ///     ParseError: `json_data` is not JSON.
    ///     TypeError: `json_data` is neither bytes nor str, or its JSON is not an object.
    #[classmethod]
    fn model_validate_json<'py>(
        cls: &Bound<'py, PyType>,
        json_data: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        make::view(cls, make::from_json(json_data)?, 0)
    }

    /// Make a view with these members.
    ///
    /// Raises:
    ///     TypeError: a value cannot be written as JSON.
    ///     ValueError: a value is nested too deep, or contains itself.
    #[classmethod]
    #[pyo3(signature = (**values))]
    fn model_construct<'py>(
        cls: &Bound<'py, PyType>,
        values: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        make::view(cls, make::from_values(values)?, 0)
    }

    /// The members that are not declared fields.
    #[getter]
    fn model_extra<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let extra = PyDict::new(slf.py());
        for (key, value) in spec_of(slf)?.get().extras(slf.get().cursor()) {
            extra.set_item(text_to_python(slf.py(), key)?, to_python(slf.py(), value)?)?;
        }
        Ok(extra)
    }

    /// The names of all members that are present, including extras.
    #[getter]
    fn model_fields_set<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PySet>> {
        let (names, spec) = (PySet::empty(slf.py())?, spec_of(slf)?);
        for (key, _) in slf.get().cursor().members() {
            match spec.get().field(key) {
                Some(field) => names.add(field.name()?)?,
                None => names.add(text_to_python(slf.py(), key)?)?,
            }
        }
        Ok(names)
    }

    /// The view as a dict: declared fields in order, including nulls, then extras.
    ///
    /// Takes pydantic's options; those without a meaning for plain JSON values are ignored.
    ///
    ///     >>> from deltafold.types.chat.chat_completion_chunk import ChoiceDelta
    ///     >>> ChoiceDelta(content="Hi").model_dump(exclude_none=True)
    ///     {'content': 'Hi'}
    ///
    /// Raises:
    ///     TypeError: an option is unknown, or its value has the wrong type.
    #[pyo3(signature = (**options))]
    #[pyo3(
        text_signature = "($self, *, mode='python', include=None, exclude=None, context=None, by_alias=None, exclude_unset=False, exclude_defaults=False, exclude_none=False, exclude_computed_fields=False, round_trip=False, warnings=True, fallback=None, serialize_as_any=False, polymorphic_serialization=None)"
    )]
    fn model_dump<'py>(
        slf: &Bound<'py, Self>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        dump::to_dict(slf, &Options::of(Method::ModelDump, options)?)
    }

    /// What `model_dump` gives, as compact JSON, or indented by `indent` spaces.
    ///
    /// Raises:
    ///     TypeError: an option is unknown, or its value has the wrong type.
    ///     OverflowError: `indent` is negative.
    #[pyo3(signature = (**options))]
    #[pyo3(
        text_signature = "($self, *, indent=None, ensure_ascii=False, include=None, exclude=None, context=None, by_alias=None, exclude_unset=False, exclude_defaults=False, exclude_none=False, exclude_computed_fields=False, round_trip=False, warnings=True, fallback=None, serialize_as_any=False, polymorphic_serialization=None)"
    )]
    fn model_dump_json<'py>(
        slf: &Bound<'py, Self>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyString>> {
        dump::to_text(slf, &Options::of(Method::ModelDumpJson, options)?)
    }

    /// The view as a dict, with only the members that are present.
    ///
    /// Takes openai's options.
    ///
    /// Raises:
    ///     TypeError: an option is unknown.
    #[pyo3(signature = (**options))]
    #[pyo3(
        text_signature = "($self, *, mode='python', use_api_names=True, exclude_unset=True, exclude_defaults=False, exclude_none=False, warnings=True)"
    )]
    fn to_dict<'py>(
        slf: &Bound<'py, Self>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        dump::to_dict(slf, &Options::of(Method::ToDict, options)?)
    }

    /// The view as indented JSON, with only the members that are present.
    ///
    /// Takes openai's options.
    ///
    /// Raises:
    ///     TypeError: an option is unknown, or `indent` is not an integer.
    ///     OverflowError: `indent` is negative.
    #[pyo3(signature = (**options))]
    #[pyo3(
        text_signature = "($self, *, indent=2, use_api_names=True, exclude_unset=True, exclude_defaults=False, exclude_none=False, warnings=True)"
    )]
    fn to_json<'py>(
        slf: &Bound<'py, Self>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyString>> {
        dump::to_text(slf, &Options::of(Method::ToJson, options)?)
    }

    /// The view as an instance of the SDK class that it mirrors; its package must be installed.
    ///
    /// Raises:
    ///     ImportError: the package is not installed.
    ///     TypeError: the view does not mirror an SDK class, or the installed package lacks it.
    ///     pydantic.ValidationError: the SDK class refuses the content.
    fn to_sdk<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        sdk::to_sdk(slf)
    }

    /// The view as an instance of the openai class that it mirrors; openai must be installed.
    ///
    /// Raises:
    ///     ImportError: openai is not installed.
    ///     TypeError: the view does not mirror an openai class, or the installed openai lacks it.
    ///     pydantic.ValidationError: the openai class refuses the content.
    fn to_openai<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        sdk::to_openai(slf)
    }

    /// A copy, with the members of `update` changed or added.
    ///
    /// Without `update` the copy is the view itself, since views cannot change, unless `deep` is
    /// set: a deep copy shares nothing with the view, so it does not keep the view's document in
    /// memory.
    ///
    ///     >>> from deltafold.types.chat import ChatCompletion
    ///     >>> ChatCompletion(id="c1").model_copy(update={"id": "c2"}).id
    ///     'c2'
    ///
    /// Raises:
    ///     TypeError: `update` is not a mapping, or a value cannot be written as JSON.
    ///     ValueError: a value is nested too deep, or contains itself.
    #[pyo3(signature = (*, update=None, deep=false))]
    fn model_copy<'py>(
        slf: &Bound<'py, Self>,
        update: Option<&Bound<'py, PyAny>>,
        deep: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        match update {
            Some(update) => make::changed(slf, update),
            // A copy of something immutable cannot be distinguished from the original.
            None if !deep => Ok(slf.clone().into_any()),
            None => make::apart(slf),
        }
    }

    /// What `copy.replace` does.
    #[pyo3(signature = (**changes))]
    fn __replace__<'py>(
        slf: &Bound<'py, Self>,
        changes: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        Self::model_copy(slf, changes.map(|changes| changes.as_any()), false)
    }

    fn __getattribute__<'py>(
        slf: &Bound<'py, Self>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        field::attribute(slf, name)
    }

    fn __getattr__<'py>(
        slf: &Bound<'py, Self>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(key) = name.to_cow()
            && let Some(value) = slf.get().part().get(&key)
        {
            return Of::Plain.show(slf.py(), slf.get().holder(), value);
        }
        let class = slf.get_type().qualname()?;
        Err(PyAttributeError::new_err(format!("'{class}' object has no attribute '{name}'")))
    }

    fn __setattr__(
        slf: &Bound<'_, Self>,
        name: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let _ = (name, value);
        Err(field::immutable(slf))
    }

    fn __delattr__(slf: &Bound<'_, Self>, name: &Bound<'_, PyAny>) -> PyResult<()> {
        let _ = name;
        Err(field::immutable(slf))
    }

    fn __dir__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        show::names(slf)
    }

    /// Pairs of name and value: declared fields, then extras.
    fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(slf.py(), show::pairs(slf)?)?.try_iter()
    }

    fn __eq__<'py>(
        slf: &Bound<'py, Self>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let Ok(view) = other.cast::<View>() else {
            return Ok(py.NotImplemented().into_bound(py));
        };
        let equal = slf.is(other)
            || slf.get_type().is(view.get_type())
                && equal::objects(
                    py,
                    spec_of(slf)?.get(),
                    slf.get().cursor(),
                    view.get().cursor(),
                )?;
        Ok(PyBool::new(py, equal).to_owned().into_any())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::of_view(slf)
    }

    /// For notebooks: the text of each choice of a completion, with reasoning and tool calls apart.
    /// None for other views.
    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<Option<String>> {
        merge_info::html_of(slf)
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        let _ = memo;
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        let restore = py.import(intern!(py, "deltafold._core"))?;
        let restore = restore.getattr(intern!(py, "_restore_view"))?;
        let json = PyBytes::new(py, slf.get().cursor().raw());
        let cache = slf.get().cache();
        let noted = (cache.get(py, MERGE_INFO), cache.get(py, T_NS));
        (restore, (json, slf.get_type(), noted.0, noted.1)).into_pyobject(py)
    }
}
