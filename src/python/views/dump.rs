//! A view in, dicts and JSON text out, with the options of pydantic's `model_dump`.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::field::Field;
use super::filter::filtered;
use super::of::Of;
use super::spec::Spec;
use super::view::View;
use crate::error::Error;
use crate::json::{Cursor, Document, Layout, write};
use crate::python::convert::{text_to_python, to_json, to_python};

/// What is left out, and how JSON is laid out.
#[derive(Default)]
pub(super) struct Options<'py> {
    exclude_unset: bool,
    exclude_defaults: bool,
    exclude_none: bool,
    include: Option<Bound<'py, PyAny>>,
    exclude: Option<Bound<'py, PyAny>>,
    indent: Option<usize>,
    ensure_ascii: bool,
    names: Names,
}

/// What members are called whose field has an alias.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Names {
    /// As the field is
    #[default]
    Fields,
    /// As on the wire
    Aliases,
    /// As they are; those that are not there as on the wire
    Found,
}

/// The methods of a view that dump it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    ModelDump,
    ModelDumpJson,
    ToDict,
    ToJson,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Method::ModelDump => "model_dump",
            Method::ModelDumpJson => "model_dump_json",
            Method::ToDict => "to_dict",
            Method::ToJson => "to_json",
        }
    }

    /// Whether the method has this option, though plain JSON values have no use for it.
    fn ignores(self, option: &str) -> bool {
        match self {
            Method::ToDict => matches!(option, "mode" | "warnings"),
            Method::ToJson => option == "warnings",
            Method::ModelDump | Method::ModelDumpJson => match option {
                "mode" => self == Method::ModelDump,
                "context"
                | "exclude_computed_fields"
                | "round_trip"
                | "warnings"
                | "fallback"
                | "serialize_as_any"
                | "polymorphic_serialization" => true,
                _ => false,
            },
        }
    }

    fn has(self, option: &str) -> bool {
        match option {
            "exclude_unset" | "exclude_defaults" | "exclude_none" => true,
            "include" | "exclude" | "by_alias" => {
                matches!(self, Method::ModelDump | Method::ModelDumpJson)
            }
            "use_api_names" => matches!(self, Method::ToDict | Method::ToJson),
            "indent" => matches!(self, Method::ModelDumpJson | Method::ToJson),
            "ensure_ascii" => self == Method::ModelDumpJson,
            _ => false,
        }
    }
}

impl<'py> Options<'py> {
    /// The keyword arguments of `method`.
    ///
    /// # Errors
    ///
    /// `TypeError` for an argument that the method does not have.
    pub(super) fn of(method: Method, given: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        let as_it_was = matches!(method, Method::ToDict | Method::ToJson);
        let mut options = Options {
            exclude_unset: as_it_was,
            names: if as_it_was { Names::Found } else { Names::Fields },
            indent: (method == Method::ToJson).then_some(2),
            ..Options::default()
        };
        for (name, value) in given.into_iter().flatten() {
            let name = name.cast::<PyString>()?.to_cow()?.into_owned();
            if method.has(&name) {
                options.set(&name, value)?;
            } else if !method.ignores(&name) {
                let method = method.name();
                return Err(PyTypeError::new_err(format!(
                    "{method}() got an unexpected keyword argument '{name}'"
                )));
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: Bound<'py, PyAny>) -> PyResult<()> {
        match name {
            "exclude_unset" => self.exclude_unset = value.is_truthy()?,
            "exclude_defaults" => self.exclude_defaults = value.is_truthy()?,
            "exclude_none" => self.exclude_none = value.is_truthy()?,
            "include" => self.include = (!value.is_none()).then_some(value),
            "exclude" => self.exclude = (!value.is_none()).then_some(value),
            "indent" => self.indent = value.extract()?,
            "by_alias" if value.is_truthy()? => self.names = Names::Aliases,
            "use_api_names" if !value.is_truthy()? => self.names = Names::Fields,
            "by_alias" | "use_api_names" => {}
            _ => self.ensure_ascii = value.is_truthy()?,
        }
        Ok(())
    }

    /// Whether `field` of `object` is left out, whatever its name.
    fn drops(&self, field: &Field, value: Option<Cursor<'_>>) -> bool {
        let is_none = value.and_then(Cursor::non_null).is_none();
        (self.exclude_unset && value.is_none())
            || (self.exclude_none && is_none)
            || (self.exclude_defaults && is_none && field.has_default())
    }

    /// What the member of `field` is called.
    fn name<'f>(&self, field: &'f Field, object: Cursor<'_>) -> PyResult<&'f str> {
        let alias = field.alias()?;
        match self.names {
            Names::Fields => field.name(),
            Names::Aliases => Ok(alias),
            Names::Found if object.get(alias).is_some() => Ok(alias),
            Names::Found if object.get(field.name()?).is_some() => field.name(),
            Names::Found => Ok(alias),
        }
    }

    fn object(
        &self,
        py: Python<'py>,
        spec: &Spec,
        object: Cursor<'_>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for field in spec.fields() {
            let value = field.member(object);
            if !self.drops(field, value) {
                let name = self.name(field, object)?;
                dict.set_item(name, self.field(py, field, value)?)?;
            }
        }
        for (key, value) in spec.extras(object) {
            if !(self.exclude_none && value.is_null()) {
                dict.set_item(text_to_python(py, key)?, to_python(py, value)?)?;
            }
        }
        Ok(dict)
    }

    fn field(
        &self,
        py: Python<'py>,
        field: &Field,
        value: Option<Cursor<'_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(value) = value else { return Ok(py.None().into_bound(py)) };
        let Some(of) = field.items_of(value) else { return self.value(py, field.of(), value) };
        let items = value.items().map(|item| self.value(py, of, item));
        Ok(PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any())
    }

    fn value(&self, py: Python<'py>, of: &Of, value: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
        match of.class(value) {
            Some(class) => Ok(self.object(py, class.spec.get(), value)?.into_any()),
            None => to_python(py, value),
        }
    }
}

/// `view` as a dict.
pub(super) fn to_dict<'py>(
    view: &Bound<'py, View>,
    options: &Options<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let spec = Spec::of(&view.get_type())?;
    let dict = options.object(view.py(), spec.get(), view.get().cursor())?.into_any();
    match (&options.include, &options.exclude) {
        (None, None) => Ok(dict),
        (include, exclude) => filtered(&dict, include.as_ref(), exclude.as_ref()),
    }
}

/// `view` as JSON text in pydantic's layout.
pub(super) fn to_text<'py>(
    view: &Bound<'py, View>,
    options: &Options<'py>,
) -> PyResult<Bound<'py, PyString>> {
    let layout = match options.indent {
        None => Layout::Compact,
        Some(indent) => Layout::CompactIndented(indent),
    };
    let json = to_json(&to_dict(view, options)?)?;
    let text = view.py().detach(|| {
        let mut text = Vec::with_capacity(json.len());
        write(Document::parse(json)?.root(), layout, &mut text);
        Ok::<_, Error>(text)
    })?;
    if !options.ensure_ascii {
        return PyString::from_bytes(view.py(), &text);
    }
    let mut ascii = String::with_capacity(text.len());
    for character in String::from_utf8_lossy(&text).chars() {
        match character {
            // Only strings hold other characters.
            '\0'..='\x7f' => ascii.push(character),
            _ => character
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| ascii.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    Ok(PyString::new(view.py(), &ascii))
}
