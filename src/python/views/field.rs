//! Declared attributes: the descriptor behind `content: str | None = field(default=None)`.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::{PyAttributeError, PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::of::Of;
use super::sequence::Sequence;
use super::untracked::{self, Bare};
use super::view::View;
use crate::json::{Cursor, Part, Text, ValueKind};
use crate::python_values::to_python;

/// A declared attribute of a view; see `field`.
#[pyclass(frozen, generic, module = "deltafold._core")]
#[derive(Debug)]
pub struct Field {
    /// The class of an object, or of any value but a list, if the field declares one
    of: Of,
    /// The class of each item of a list, if the field declares one
    items: Option<ListItems>,
    has_default: bool,
    later: bool,
    /// The member's name on the wire, if it differs from the field's
    alias: Option<String>,
    place: OnceLock<FieldPlace>,
}

/// The class of a list's items, and the class of lists.
#[derive(Debug)]
struct ListItems {
    of: Arc<Of>,
    bare: Option<Bare<Sequence>>,
}

/// What the class knows about one of its fields.
#[derive(Debug)]
struct FieldPlace {
    name: String,
    slot: u8,
}

/// Declare an attribute of a view.
///
/// `of` is the class that shows an object, or a dict from tag to class; `items` is the same for
/// each item of a list; without them, values are plain. `by` names the member that holds the tag;
/// objects with another tag, or none, are shown by the dict's first class. `default=None` marks the
/// field as optional for type checkers. `later` marks a field that only other releases of the
/// mirrored package declare: it is typed, and otherwise counts as an extra. `alias` is the member's
/// name on the wire, if it differs from the field's; a member with the field's own name is read
/// too.
///
///     >>> from deltafold._core import View, field
///     >>> class Point(View):
///     ...     x = field()
///     >>> Point.model_validate({"x": 1}).x
///     1
///
/// Raises:
///     TypeError: `of` or `items` is neither a class nor a dict from tag to class, or `default` is
///         not None.
///     AttributeError: a class is not a view.
///     ValueError: the dict is empty.
#[pyfunction(name = "field")]
#[pyo3(signature = (of=None, *, items=None, by="type", default=Given(false), later=false, alias=None))]
pub fn declare_field(
    of: Option<&Bound<'_, PyAny>>,
    items: Option<&Bound<'_, PyAny>>,
    by: &str,
    default: Given,
    later: bool,
    alias: Option<String>,
) -> PyResult<Field> {
    let items = items.map(|items| {
        let of = Arc::new(Of::from_python(Some(items), by)?);
        Ok::<_, PyErr>(ListItems { of, bare: Sequence::bare(items.py())? })
    });
    Ok(Field {
        of: Of::from_python(of, by)?,
        items: items.transpose()?,
        has_default: default.0,
        later,
        alias,
        place: OnceLock::new(),
    })
}

/// The error for an attempt to change a view.
pub(super) fn immutable(view: &Bound<'_, PyAny>) -> PyErr {
    let name = view.get_type().qualname().map_or_else(|_| "a view".into(), |name| name.to_string());
    PyAttributeError::new_err(format!(
        "{name} is immutable; model_copy(update={{...}}) gives a changed copy"
    ))
}

/// Whether a default, which can only be None, was given.
pub struct Given(bool);

impl FromPyObject<'_, '_> for Given {
    type Error = PyErr;

    fn extract(default: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        match default.is_none() {
            true => Ok(Given(true)),
            false => Err(PyTypeError::new_err("the default of a field can only be None")),
        }
    }
}

impl Field {
    /// Sets the name and number of the field, which belongs to one class.
    pub(super) fn bind(&self, name: &str, slot: u8) -> PyResult<()> {
        self.place
            .set(FieldPlace { name: name.to_owned(), slot })
            .map_err(|_| PyTypeError::new_err("a field cannot be declared twice"))
    }

    fn place(&self) -> PyResult<&FieldPlace> {
        self.place.get().ok_or_else(|| PyRuntimeError::new_err("a field outside a class body"))
    }

    pub(super) fn name(&self) -> PyResult<&str> {
        Ok(&self.place()?.name)
    }

    /// Its name on the wire.
    pub(super) fn alias(&self) -> PyResult<&str> {
        match &self.alias {
            Some(alias) => Ok(alias),
            None => self.name(),
        }
    }

    /// Whether a member of this name is the field's.
    pub(super) fn is_named(&self, key: Text<'_>) -> bool {
        self.alias.as_ref().is_some_and(|alias| key == **alias)
            || self.place.get().is_some_and(|place| key == *place.name)
    }

    /// The field's member of `object`: by its alias, else by its name, as pydantic looks for it.
    #[inline]
    pub(super) fn member<'a>(&self, object: Cursor<'a>) -> Option<Cursor<'a>> {
        let aliased = self.alias.as_ref().and_then(|alias| object.get(alias));
        aliased.or_else(|| object.get(&self.place.get()?.name))
    }

    /// The same for an object that need not be unfolded.
    #[inline]
    fn part<'a>(&self, object: Part<'a>) -> Option<Part<'a>> {
        let aliased = self.alias.as_ref().and_then(|alias| object.get(alias));
        aliased.or_else(|| object.get(&self.place.get()?.name))
    }

    /// Whether it is a field of the mirrored class too.
    pub(super) fn is_declared(&self) -> bool {
        !self.later
    }

    pub(super) fn has_default(&self) -> bool {
        self.has_default
    }

    /// The class of each item, if `value` is a list that is shown as views.
    pub(super) fn items_of<'a>(&self, value: impl Into<Part<'a>>) -> Option<&Arc<Of>> {
        self.items.as_ref().filter(|_| value.into().is_array()).map(|items| &items.of)
    }

    /// The class of the value itself.
    pub(super) fn of(&self) -> &Of {
        &self.of
    }

    /// The attribute of `view`.
    #[inline]
    pub(super) fn of_view<'py>(&self, py: Python<'py>, view: &View) -> PyResult<Bound<'py, PyAny>> {
        let place = self.place()?;
        if let Some(made) = view.cache().get(py, place.slot) {
            return Ok(made);
        }
        let Some(value) = self.part(view.part()) else { return Ok(py.None().into_bound(py)) };
        let made = if let Some(scalar) = value.scalar() {
            let made = to_python(py, scalar.cursor())?;
            if scalar.cursor().kind() != ValueKind::String {
                return Ok(made);
            }
            made
        } else if let Some(ListItems { of, bare }) =
            self.items.as_ref().filter(|_| value.is_array())
        {
            let list = Sequence::of_list(view.holder(), value, of.clone());
            match bare {
                Some(bare) => bare.instance(py, list)?,
                None => list.into_python(py)?.into_any(),
            }
        } else if let Some(class) = self.of().class(value) {
            class.view(py, view.holder().clone(), value.index())?
        } else {
            // Plain containers are new each time, since the caller may change them.
            return self.of().show(py, view.holder(), value);
        };
        Ok(view.cache().keep(place.slot, made))
    }
}

/// An attribute of a view. A field is read in one step; the usual way calls its `__get__`.
#[inline]
pub(super) fn attribute<'py>(
    view: &Bound<'py, View>,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Some(found) = untracked::of_class(view, name)
        && let Ok(field) = found.cast_exact::<Field>()
    {
        return field.get().of_view(view.py(), view.get());
    }
    untracked::attribute(view, name)
}

#[pymethods]
impl Field {
    fn __get__<'py>(
        slf: &Bound<'py, Self>,
        instance: Option<&Bound<'py, PyAny>>,
        owner: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let _ = owner;
        match instance {
            Some(view) => slf.get().of_view(slf.py(), view.cast::<View>()?.get()),
            None => Ok(slf.clone().into_any()),
        }
    }

    fn __set__(&self, instance: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let _ = value;
        Err(immutable(instance))
    }

    fn __delete__(&self, instance: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(immutable(instance))
    }

    fn __repr__(&self) -> PyResult<String> {
        Ok(format!("Field({})", self.name()?))
    }
}
