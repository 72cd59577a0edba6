//! What pydantic does with a value of a class, as far as that is simple: read off the class's own
//! schema once (`schema.rs`), followed for each object (`build.rs`).

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

/// The plans of a class and of all that it is made of.
pub(crate) struct Plans {
    pub(crate) all: Vec<Plan>,
    pub(crate) root: Id,
}

impl Plans {
    /// The plan with this number; plans refer to none that are not there.
    #[inline]
    pub(crate) fn get(&self, id: Id) -> &Plan {
        self.all.get(id).unwrap_or(&Plan::Refuse)
    }
}

/// How one value is taken over. What does not fit, though pydantic might make it fit, is refused:
/// the whole object is then left to pydantic.
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
    /// The one of these that fits, where only one can
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
    /// Nothing: what it depends on is not in the value alone
    Refuse,
}

/// A string that a `Literal` admits.
pub(crate) struct Expected {
    pub(crate) text: String,
    pub(crate) made: Py<PyString>,
}

/// A class of pydantic with fields.
pub(crate) struct Model {
    pub(crate) class: Instantiable,
    pub(crate) fields: Vec<Field>,
    pub(crate) extra: Extra,
}

impl Model {
    /// The number of the field that JSON calls `key`. Fields mostly stand in the order in which
    /// the class declares them: `next` is looked at first.
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
    /// What JSON calls it
    pub(crate) key: String,
    pub(crate) name: Py<PyString>,
    /// Whether JSON calls it by its name
    pub(crate) is_named: bool,
    pub(crate) plan: Id,
    /// What it is if it is not there; none if it must be
    pub(crate) default: Option<Py<PyAny>>,
}

/// What a class does with members that it does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    Allow,
    Ignore,
    Forbid,
}

/// A part of a schema that pydantic validates by itself, once one of its values turns up.
pub(crate) struct Validator {
    schema: Py<PyAny>,
    made: PyOnceLock<Py<PyAny>>,
}

impl Validator {
    pub(crate) fn new(schema: Bound<'_, PyAny>) -> Self {
        Validator { schema: schema.unbind(), made: PyOnceLock::new() }
    }

    /// What pydantic makes of `value`; none if it refuses it: validating the whole object tells why.
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
