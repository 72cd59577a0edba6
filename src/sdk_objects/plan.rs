//! What pydantic does with a value of a class, if that is simple: read from the class's own schema
//! once (`schema.rs`), and followed for each object (`build.rs`).

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use super::instance::Instantiable;
use crate::json::Text;

/// The number of a plan among those of its class.
pub(crate) type Id = usize;

/// The plan that takes any value.
pub(crate) const ANY: Id = 0;

/// The plans of a class and of all its parts.
pub(crate) struct Plans {
    pub(crate) all: Vec<Plan>,
    pub(crate) root: Id,
}

impl Plans {
    /// The plan with this number; plans only refer to plans that exist.
    #[inline]
    pub(crate) fn get(&self, id: Id) -> &Plan {
        self.all.get(id).unwrap_or(&Plan::Refuse)
    }
}

/// How one value is converted. A value that does not fit is refused, even if pydantic might make it
/// fit: the whole object is then left to pydantic.
pub(crate) enum Plan {
    /// Any value as it is
    Any,
    Str,
    Int,
    Float,
    Bool,
    /// One of these strings
    Literal(Vec<Expected>),
    Nullable(Id),
    List(Id),
    /// An object with any keys
    Dict(Id),
    Model(Box<Model>),
    /// The one of these that fits, if only one can
    Union {
        choices: Vec<Id>,
        whole: Validator,
    },
    /// The one that the member `key` names
    Tagged {
        key: String,
        choices: Vec<(String, Id)>,
        whole: Validator,
    },
    /// Whatever pydantic's validator makes of it
    Left(Validator),
    /// Refuses all values, since the result depends on more than the value
    Refuse,
}

/// A string that a `Literal` admits.
pub(crate) struct Expected {
    pub(crate) text: String,
    pub(crate) made: Py<PyString>,
}

/// A pydantic class with fields.
pub(crate) struct Model {
    pub(crate) class: Instantiable,
    pub(crate) fields: Vec<Field>,
    pub(crate) extra: Extra,
}

impl Model {
    /// The number of the field whose JSON name is `key`. JSON mostly has the fields in the order of
    /// their declaration, so `next` is tried first.
    #[inline]
    pub(crate) fn number_of(&self, key: Text<'_>, next: usize) -> Option<usize> {
        match self.fields.get(next) {
            Some(field) if key == *field.key => Some(next),
            _ => self.fields.iter().position(|field| key == *field.key),
        }
    }
}

/// A declared field.
pub(crate) struct Field {
    /// Its name in JSON
    pub(crate) key: String,
    pub(crate) name: Py<PyString>,
    /// Whether its name in JSON is that of the field
    pub(crate) is_named: bool,
    pub(crate) plan: Id,
    /// Its value if it is missing; None if it is required
    pub(crate) default: Option<Py<PyAny>>,
}

/// What a class does with undeclared members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    Allow,
    Ignore,
    Forbid,
}

/// A part of a schema that pydantic validates, created when one of its values occurs.
pub(crate) struct Validator {
    schema: Py<PyAny>,
    made: PyOnceLock<Py<PyAny>>,
}

impl Validator {
    pub(crate) fn new(schema: Bound<'_, PyAny>) -> Self {
        Validator { schema: schema.unbind(), made: PyOnceLock::new() }
    }

    /// What pydantic makes of `value`; None if it is refused; validating the whole object shows why.
    pub(crate) fn validate<'py>(
        &self,
        value: Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = value.py();
        let made = self.made.get_or_try_init(py, || {
            let class = py.import(intern!(py, "pydantic_core"))?;
            Ok::<_, PyErr>(
                class.getattr(intern!(py, "SchemaValidator"))?.call1((&self.schema,))?.unbind(),
            )
        });
        let validated = made
            .and_then(|made| made.bind(py).call_method1(intern!(py, "validate_python"), (value,)));
        match validated {
            Ok(valid) => Ok(Some(valid)),
            Err(error) if error.is_instance_of::<PyException>(py) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
