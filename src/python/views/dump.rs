//! Dumps views as dicts and JSON text, with the options of pydantic's `model_dump`.

use std::fmt::Write;

use pyo3::exceptions::{PyMemoryError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::field::Field;
use super::filter::filtered;
use super::of::Of;
use super::spec::Spec;
use super::view::View;
use crate::error::{Error, Grow};
use crate::json::{Cursor, Document, Layout, write};
use crate::python::to_json::to_json;
use crate::python_values::{Interrupts, text_to_python, to_python};

/// Which members are left out, and how JSON is laid out.
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

/// How members are named whose field has an alias.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Names {
    /// By the field's name
    #[default]
    Fields,
    /// By the name on the wire
    Aliases,
    /// By the name that they have; missing ones by the name on the wire
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

    /// Whether the method accepts this option, though it means nothing for plain JSON values.
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
            let name = name.cast::<PyString>()?.to_string_lossy().into_owned();
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

    /// Whether `field` is left out, regardless of its name.
    fn drops(&self, field: &Field, value: Option<Cursor<'_>>) -> bool {
        let is_none = value.and_then(Cursor::non_null).is_none();
        (self.exclude_unset && value.is_none())
            || (self.exclude_none && is_none)
            || (self.exclude_defaults && is_none && field.has_default())
    }

    /// The name of the member of `field`.
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
        let mut interrupts = Interrupts::default();
        // It has its own stack, since that of a thread may be small.
        let mut left = vec![Part { spec, object, dict: dict.clone() }];
        while let Some(part) = left.pop() {
            interrupts.check(py)?;
            self.fill(py, part, &mut left)?;
        }
        Ok(dict)
    }

    fn fill<'a>(
        &self,
        py: Python<'py>,
        Part { spec, object, dict }: Part<'py, 'a>,
        left: &mut Vec<Part<'py, 'a>>,
    ) -> PyResult<()> {
        for field in spec.fields() {
            let value = field.member(object);
            if !self.drops(field, value) {
                let name = self.name(field, object)?;
                dict.set_item(name, self.field(py, field, value, left)?)?;
            }
        }
        for (key, value) in spec.extras(object) {
            if !(self.exclude_none && value.is_null()) {
                dict.set_item(text_to_python(py, key)?, to_python(py, value)?)?;
            }
        }
        Ok(())
    }

    fn field<'a>(
        &self,
        py: Python<'py>,
        field: &'a Field,
        value: Option<Cursor<'a>>,
        left: &mut Vec<Part<'py, 'a>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(value) = value else { return Ok(py.None().into_bound(py)) };
        let Some(of) = field.items_of(value) else { return shown(py, field.of(), value, left) };
        let (mut items, mut interrupts) = (Vec::new(), Interrupts::default());
        for item in value.items() {
            interrupts.check(py)?;
            items.try_push(shown(py, of, item, left)?)?;
        }
        Ok(PyList::new(py, items)?.into_any())
    }
}

/// An object that is shown as a view, and the dict for its members.
struct Part<'py, 'a> {
    spec: &'a Spec,
    object: Cursor<'a>,
    dict: Bound<'py, PyDict>,
}

/// A plain value; for an object that is shown as a view, an empty dict that is filled later.
fn shown<'py, 'a>(
    py: Python<'py>,
    of: &'a Of,
    value: Cursor<'a>,
    left: &mut Vec<Part<'py, 'a>>,
) -> PyResult<Bound<'py, PyAny>> {
    let Some(class) = of.class(value) else { return to_python(py, value) };
    let dict = PyDict::new(py);
    left.try_push(Part { spec: class.spec.get(), object: value, dict: dict.clone() })?;
    Ok(dict.into_any())
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
    let py = view.py();
    let json = to_json(&to_dict(view, options)?)?;
    let indent = options.indent;
    let text = py.detach(|| {
        let room = match indent {
            Some(indent) => indented_length(&json, indent),
            None => Some(json.len()),
        };
        let mut text = Vec::new();
        let has_room = room.is_some_and(|room| text.try_reserve(room).is_ok());
        if has_room {
            write(Document::parse(json)?.root(), layout, &mut text);
        }
        Ok::<_, Error>(has_room.then_some(text))
    })?;
    let text = text.ok_or_else(|| PyMemoryError::new_err(()))?;
    if options.ensure_ascii { ascii(py, &text) } else { PyString::from_bytes(py, &text) }
}

/// The length of `json`, which has no white space between its values, with `indent`; None if it
/// overflows. It is an upper bound, except for floats, which may take a few bytes more in another
/// style.
fn indented_length(json: &[u8], indent: usize) -> Option<usize> {
    let (mut length, mut depth, mut in_text) = (json.len(), 0usize, false);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_text = !in_text,
            b'\\' => {
                bytes.next();
            }
            _ if in_text => {}
            b'{' | b'[' | b'}' | b']' | b',' => {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b',' => {}
                    _ => depth = depth.saturating_sub(1),
                }
                length = length.checked_add(depth.checked_mul(indent)?)?.checked_add(1)?;
            }
            b':' => length = length.checked_add(1)?,
            _ => {}
        }
    }
    Some(length)
}

/// `text` with escapes for all non-ASCII characters, which only strings contain.
fn ascii<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyString>> {
    let mut ascii = String::new();
    let room = |ascii: &mut String, length| {
        ascii.try_reserve(length).map_err(|_| PyMemoryError::new_err(()))
    };
    room(&mut ascii, text.len())?;
    for character in String::from_utf8_lossy(text).chars() {
        match character {
            '\0'..='\x7f' => {
                room(&mut ascii, 1)?;
                ascii.push(character);
            }
            _ => {
                room(&mut ascii, 12)?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` cannot fail.
                    let _ = write!(ascii, "\\u{unit:04x}");
                }
            }
        }
    }
    PyString::from_bytes(py, ascii.as_bytes())
}
