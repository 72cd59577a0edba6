//! Reads the [`Plans`] that build the objects of a pydantic class.
//!
//! They are read from the schema from which the class was built. Only the schemas listed here are
//! used; an unknown key or type of schema, such as of a later release, is left to pydantic.

use std::collections::{HashMap, HashSet};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};

use super::instance::Instantiable;
use super::plan::{ANY, Expected, Extra, Field, Id, Model, Plan, Plans, Validator};
use super::schema_dict::{SILENT, get, has_only, inner, is_set, required, type_of};

/// Schemas of values that pydantic can validate apart from the object that contains them.
const APART: [&str; 26] = [
    "model",
    "union",
    "tagged-union",
    "datetime",
    "date",
    "time",
    "timedelta",
    "uuid",
    "enum",
    "decimal",
    "url",
    "multi-host-url",
    "bytes",
    "literal",
    "str",
    "int",
    "float",
    "bool",
    "none",
    "tuple",
    "set",
    "frozenset",
    "list",
    "dict",
    "typed-dict",
    "dataclass",
];

/// The plans of a class whose `model_validate` is pydantic's own; None if pydantic should build its
/// objects.
///
/// # Errors
///
/// What inspecting the class raises.
pub(crate) fn plans_of(class: &Bound<'_, PyType>) -> PyResult<Option<Plans>> {
    let py = class.py();
    let Ok(schema) = class.getattr(intern!(py, "__pydantic_core_schema__")) else {
        return Ok(None);
    };
    let Ok(schema) = schema.cast_into::<PyDict>() else { return Ok(None) };
    let mut reader = Reader { plans: vec![Plan::Any], definitions: None, known: HashMap::new() };
    let root = reader.add(&schema)?;
    let plans = Plans { all: reader.plans, root };
    let is_own = match plans.get(root) {
        Plan::Model(model) => model.class.class().is(class),
        _ => false,
    };
    Ok(is_own.then_some(plans))
}

struct Reader<'py> {
    plans: Vec<Plan>,
    /// The schemas that others refer to, as pydantic lists them.
    definitions: Option<Bound<'py, PyList>>,
    /// Those that were read, by their reference.
    known: HashMap<String, Id>,
}

impl<'py> Reader<'py> {
    /// The number of the plan for `schema`.
    fn add(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Id> {
        match type_of(schema)?.as_str() {
            "definitions" => {
                if let Some(list) = get(schema, "definitions")? {
                    self.definitions = Some(list.cast_into()?);
                }
                self.add(&inner(schema, "schema")?)
            }
            "definition-ref" => {
                let name: String = required(schema, "schema_ref")?.extract()?;
                if let Some(id) = self.known.get(&name) {
                    return Ok(*id);
                }
                // Noted before it is read, since it may contain itself.
                let id = self.keep(Plan::Refuse);
                self.known.insert(name.clone(), id);
                if let Some(schema) = self.definition(&name)? {
                    let plan = self.plan(&schema)?;
                    if let Some(place) = self.plans.get_mut(id) {
                        *place = plan;
                    }
                }
                Ok(id)
            }
            "any" if has_only(schema, &[])? => Ok(ANY),
            _ => {
                let plan = self.plan(schema)?;
                Ok(self.keep(plan))
            }
        }
    }

    fn keep(&mut self, plan: Plan) -> Id {
        self.plans.push(plan);
        self.plans.len() - 1
    }

    fn definition(&self, name: &str) -> PyResult<Option<Bound<'py, PyDict>>> {
        for schema in self.definitions.iter().flat_map(|list| list.iter()) {
            let schema = schema.cast_into::<PyDict>()?;
            if get(&schema, "ref")?.is_some_and(|own| own.eq(name).unwrap_or(false)) {
                return Ok(Some(schema));
            }
        }
        Ok(None)
    }

    fn plan(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Plan> {
        let known = match type_of(schema)?.as_str() {
            "str" => has_only(schema, &[])?.then_some(Plan::Str),
            "int" => has_only(schema, &[])?.then_some(Plan::Int),
            "float" => has_only(schema, &[])?.then_some(Plan::Float),
            "bool" => has_only(schema, &[])?.then_some(Plan::Bool),
            "literal" => self.literal(schema)?,
            "nullable" => match has_only(schema, &["schema"])? {
                true => Some(Plan::Nullable(self.add(&inner(schema, "schema")?)?)),
                false => None,
            },
            "list" => match has_only(schema, &["items_schema"])? {
                true => Some(Plan::List(self.optional(schema, "items_schema")?)),
                false => None,
            },
            "dict" => self.dict(schema)?,
            "model" => self.model(schema)?.map(|model| Plan::Model(Box::new(model))),
            "union" => self.union(schema)?,
            "tagged-union" => self.tagged(schema)?,
            _ => None,
        };
        match known {
            Some(plan) => Ok(plan),
            None => self.left(schema),
        }
    }

    /// Leaves to pydantic this value, if it can be validated alone, or else the whole object.
    fn left(&self, schema: &Bound<'py, PyDict>) -> PyResult<Plan> {
        Ok(self.validator(schema)?.map_or(Plan::Refuse, Plan::Left))
    }

    fn validator(&self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Validator>> {
        if !self.stands_apart(schema.as_any())? {
            return Ok(None);
        }
        let Some(definitions) = &self.definitions else {
            return Ok(Some(Validator::new(schema.clone().into_any())));
        };
        let whole = PyDict::new(schema.py());
        whole.set_item("type", "definitions")?;
        whole.set_item("schema", schema)?;
        whole.set_item("definitions", definitions)?;
        Ok(Some(Validator::new(whole.into_any())))
    }

    /// Whether a value can be validated without the object that contains it. Functions of that
    /// object's class may read other fields; those of a nested class are its own.
    fn stands_apart(&self, schema: &Bound<'py, PyAny>) -> PyResult<bool> {
        if let Ok(schema) = schema.cast::<PyDict>() {
            if get(schema, "type")?.is_some() {
                match type_of(schema)?.as_str() {
                    "model" | "dataclass" | "typed-dict" => return Ok(true),
                    "definition-ref" => {
                        let name: String = required(schema, "schema_ref")?.extract()?;
                        let target = self.definition(&name)?;
                        let target = target.map(|target| type_of(&target)).transpose()?;
                        return Ok(target.as_deref() == Some("model"));
                    }
                    "nullable" | "any" | "default" => {}
                    other if APART.contains(&other) => {}
                    _ => return Ok(false),
                }
                if get(schema, "default_factory_takes_data")?.is_some() {
                    return Ok(false);
                }
            }
            for (key, value) in schema {
                let key = key.extract::<String>().unwrap_or_default();
                if !SILENT.contains(&key.as_str()) && !self.stands_apart(&value)? {
                    return Ok(false);
                }
            }
        } else if schema.is_instance_of::<PyList>() || schema.is_instance_of::<PyTuple>() {
            for value in schema.try_iter()? {
                if !self.stands_apart(&value?)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The plan of an optional part; without the part, any value is allowed.
    fn optional(&mut self, schema: &Bound<'py, PyDict>, key: &str) -> PyResult<Id> {
        match get(schema, key)? {
            Some(part) => self.add(&part.cast_into()?),
            None => Ok(ANY),
        }
    }

    fn literal(&self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Plan>> {
        if !has_only(schema, &["expected"])? {
            return Ok(None);
        }
        let expected = required(schema, "expected")?.try_iter()?.map(|value| {
            // Members of an enumeration may be strings too.
            let Ok(made) = value?.cast_into_exact::<PyString>() else { return Ok(None) };
            Ok::<_, PyErr>(Some(Expected { text: made.to_str()?.to_owned(), made: made.unbind() }))
        });
        Ok(expected.collect::<PyResult<Option<Vec<_>>>>()?.map(Plan::Literal))
    }

    fn dict(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Plan>> {
        if !has_only(schema, &["keys_schema", "values_schema"])? {
            return Ok(None);
        }
        if let Some(keys) = get(schema, "keys_schema")? {
            let keys = keys.cast_into::<PyDict>()?;
            if type_of(&keys)? != "str" || !has_only(&keys, &[])? {
                return Ok(None);
            }
        }
        Ok(Some(Plan::Dict(self.optional(schema, "values_schema")?)))
    }

    fn union(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Plan>> {
        if !has_only(schema, &["choices"])? {
            return Ok(None);
        }
        let Some(whole) = self.validator(schema)? else { return Ok(None) };
        let choices = required(schema, "choices")?.try_iter()?.map(|choice| {
            let choice = choice?;
            // With its own label, or without.
            let choice = match choice.cast::<PyTuple>() {
                Ok(labelled) => labelled.get_item(0)?,
                Err(_) => choice,
            };
            self.add(&choice.cast_into()?)
        });
        Ok(Some(Plan::Union { choices: choices.collect::<PyResult<_>>()?, whole }))
    }

    fn tagged(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Plan>> {
        if !has_only(schema, &["choices", "discriminator"])? {
            return Ok(None);
        }
        let Some(whole) = self.validator(schema)? else { return Ok(None) };
        let Ok(key) = required(schema, "discriminator")?.extract::<String>() else {
            return Ok(None);
        };
        let mut choices = Vec::new();
        for (tag, choice) in required(schema, "choices")?.cast_into::<PyDict>()? {
            let Ok(tag) = tag.cast_into_exact::<PyString>() else { return Ok(None) };
            let Ok(choice) = choice.cast_into::<PyDict>() else { return Ok(None) };
            choices.push((tag.to_str()?.to_owned(), self.add(&choice)?));
        }
        Ok(Some(Plan::Tagged { key, choices, whole }))
    }

    fn model(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Model>> {
        const KEYS: [&str; 6] =
            ["cls", "schema", "custom_init", "root_model", "config", "generic_origin"];
        if !has_only(schema, &KEYS)?
            || is_set(schema, "custom_init")?
            || is_set(schema, "root_model")?
        {
            return Ok(None);
        }
        let Some(extra) = extra_of(schema)? else { return Ok(None) };
        let class = required(schema, "cls")?.cast_into::<PyType>()?;
        let Some(class) = Instantiable::of(&class)? else { return Ok(None) };
        let fields = inner(schema, "schema")?;
        if type_of(&fields)? != "model-fields"
            || !has_only(&fields, &["fields", "model_name", "computed_fields"])?
        {
            return Ok(None);
        }
        let mut all = Vec::new();
        for (name, field) in required(&fields, "fields")?.cast_into::<PyDict>()? {
            match self.field(name.cast_into()?, &field.cast_into()?)? {
                Some(field) => all.push(field),
                None => return Ok(None),
            }
        }
        // Two fields with the same alias would both be set.
        let mut keys = HashSet::new();
        let is_clear = all.iter().all(|field| keys.insert(field.key.as_str()));
        Ok(is_clear.then_some(Model { class, fields: all, extra }))
    }

    fn field(
        &mut self,
        name: Bound<'py, PyString>,
        field: &Bound<'py, PyDict>,
    ) -> PyResult<Option<Field>> {
        const KEYS: [&str; 5] = [
            "schema",
            "validation_alias",
            "serialization_alias",
            "serialization_exclude",
            "frozen",
        ];
        if type_of(field)? != "model-field" || !has_only(field, &KEYS)? {
            return Ok(None);
        }
        let key = match get(field, "validation_alias")? {
            Some(alias) => match alias.extract::<String>() {
                Ok(alias) => alias,
                Err(_) => return Ok(None),
            },
            None => name.to_str()?.to_owned(),
        };
        let mut schema = inner(field, "schema")?;
        let mut default = None;
        if type_of(&schema)? == "default" {
            if !has_only(&schema, &["schema", "default"])? {
                return Ok(None);
            }
            let value = required(&schema, "default")?;
            if !is_plain(&value) {
                return Ok(None);
            }
            default = Some(value.unbind());
            schema = inner(&schema, "schema")?;
        }
        let plan = self.add(&schema)?;
        let is_named = name.to_str()? == key;
        Ok(Some(Field { key, name: name.unbind(), is_named, plan, default }))
    }
}

/// What the class does with other members; None if its configuration says more than that.
fn extra_of(model: &Bound<'_, PyDict>) -> PyResult<Option<Extra>> {
    let Some(config) = get(model, "config")? else { return Ok(Some(Extra::Ignore)) };
    let mut extra = Extra::Ignore;
    for (key, value) in config.cast_into::<PyDict>()? {
        match key.extract::<String>()?.as_str() {
            "title" => {}
            "extra_fields_behavior" => {
                extra = match value.extract::<String>()?.as_str() {
                    "allow" => Extra::Allow,
                    "forbid" => Extra::Forbid,
                    "ignore" => Extra::Ignore,
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(extra))
}

/// Whether all instances can share the default.
fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyString>()
}
