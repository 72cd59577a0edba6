//! Reads the [`Plans`] of a pydantic class from the schema from which the class was built.
//!
//! A schema whose type or keys are not listed here, such as one of a later release, is
//! [`Plan::Fixed`] if its values can only depend on themselves. If they may depend on other fields,
//! so is the class that contains it.

use std::collections::{HashMap, HashSet};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

use super::instance::Instantiable;
use super::plan::{ANY, Field, Id, Model, Plan, Plans};
use super::schema_dict::{SILENT, get, has_only, inner, is_set, required, type_of};

/// Schemas of values that do not depend on the object that contains them, if none of the schemas
/// within them does.
const APART: [&str; 25] = [
    "nullable",
    "any",
    "default",
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
    "list",
    "dict",
];

/// The plans of a class; None if its objects cannot be copied.
///
/// # Errors
///
/// What inspecting the class raises.
pub(crate) fn plans_of(class: &Bound<'_, PyType>) -> PyResult<Option<Plans>> {
    let schema = class.getattr(intern!(class.py(), "__pydantic_core_schema__"))?;
    let mut reader = Reader { plans: vec![Plan::Any], definitions: None, known: HashMap::new() };
    let Some(root) = reader.add(&schema.cast_into()?)? else { return Ok(None) };
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
    /// The number of the plan for `schema`; None if its values may depend on other fields of the
    /// object that contains them.
    fn add(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Id>> {
        match type_of(schema)?.as_str() {
            "definitions" => {
                self.definitions = Some(required(schema, "definitions")?.cast_into()?);
                self.add(&inner(schema, "schema")?)
            }
            "definition-ref" => {
                let name: String = required(schema, "schema_ref")?.extract()?;
                if let Some(id) = self.known.get(&name) {
                    return Ok(Some(*id));
                }
                let Some(schema) = self.definition(&name)? else { return Ok(None) };
                if !has_own_fields(&schema)? {
                    return Ok(None);
                }
                // Noted before it is read, since it may contain itself.
                let id = self.keep(Plan::Fixed);
                self.known.insert(name, id);
                if let (Some(plan), Some(place)) = (self.plan(&schema)?, self.plans.get_mut(id)) {
                    *place = plan;
                }
                Ok(Some(id))
            }
            _ => Ok(self.plan(schema)?.map(|plan| self.keep(plan))),
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

    fn plan(&mut self, schema: &Bound<'py, PyDict>) -> PyResult<Option<Plan>> {
        let known = match type_of(schema)?.as_str() {
            "any" if has_only(schema, &[])? => Some(Plan::Any),
            "str" if has_only(schema, &[])? => Some(Plan::Str),
            "int" if has_only(schema, &[])? => Some(Plan::Int),
            "float" if has_only(schema, &[])? => Some(Plan::Float),
            "bool" if has_only(schema, &[])? => Some(Plan::Bool),
            "nullable" if has_only(schema, &["schema"])? => {
                return Ok(self.add(&inner(schema, "schema")?)?.map(Plan::Nullable));
            }
            "list" if has_only(schema, &["items_schema"])? => {
                return Ok(self.optional(schema, "items_schema")?.map(Plan::List));
            }
            "dict" if has_only(schema, &["keys_schema", "values_schema"])? => {
                let has_plain_keys = match get(schema, "keys_schema")? {
                    Some(keys) => {
                        let keys = keys.cast_into::<PyDict>()?;
                        type_of(&keys)? == "str" && has_only(&keys, &[])?
                    }
                    None => true,
                };
                if has_plain_keys {
                    return Ok(self.optional(schema, "values_schema")?.map(Plan::Dict));
                }
                None
            }
            "model" => self.model(schema)?.map(|model| Plan::Model(Box::new(model))),
            _ => None,
        };
        if known.is_some() {
            return Ok(known);
        }
        Ok(self.is_apart(schema.as_any())?.then_some(Plan::Fixed))
    }

    /// Whether a value can be validated without the object that contains it. Functions of that
    /// object's class may read other fields; those of a nested class are its own.
    fn is_apart(&self, schema: &Bound<'py, PyAny>) -> PyResult<bool> {
        if let Ok(schema) = schema.cast::<PyDict>() {
            if get(schema, "type")?.is_some() {
                if has_own_fields(schema)? {
                    return Ok(true);
                }
                let kind = type_of(schema)?;
                if kind == "definition-ref" {
                    let name: String = required(schema, "schema_ref")?.extract()?;
                    return self.definition(&name)?.map_or(Ok(false), |it| has_own_fields(&it));
                }
                // A factory may give something else each time.
                if !APART.contains(&kind.as_str()) || get(schema, "default_factory")?.is_some() {
                    return Ok(false);
                }
            }
            for (key, value) in schema {
                let key = key.extract::<String>().unwrap_or_default();
                if !SILENT.contains(&key.as_str()) && !self.is_apart(&value)? {
                    return Ok(false);
                }
            }
        } else if schema.is_instance_of::<PyList>() || schema.is_instance_of::<PyTuple>() {
            for value in schema.try_iter()? {
                if !self.is_apart(&value?)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The plan of an optional part; without the part, any value is allowed.
    fn optional(&mut self, schema: &Bound<'py, PyDict>, key: &str) -> PyResult<Option<Id>> {
        match get(schema, key)? {
            Some(part) => self.add(&part.cast_into()?),
            None => Ok(Some(ANY)),
        }
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
        let Some(forbids_others) = forbids_others(schema)? else { return Ok(None) };
        let class = required(schema, "cls")?.cast_into::<PyType>()?;
        let Some(class) = Instantiable::of(&class)? else { return Ok(None) };
        let schema = inner(schema, "schema")?;
        if type_of(&schema)? != "model-fields"
            || !has_only(&schema, &["fields", "model_name", "computed_fields"])?
        {
            return Ok(None);
        }
        let mut fields = Vec::new();
        for (name, field) in required(&schema, "fields")?.cast_into::<PyDict>()? {
            match self.field(name.cast_into()?, &field.cast_into()?)? {
                Some(field) => fields.push(field),
                None => return Ok(None),
            }
        }
        // Two fields with the same alias would both be set.
        let mut keys = HashSet::new();
        let is_clear = fields.iter().all(|field: &Field| keys.insert(field.key.clone()));
        Ok(is_clear.then_some(Model { class, fields, forbids_others }))
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
        if type_of(&schema)? == "default" {
            if !has_only(&schema, &["schema", "default"])? {
                return Ok(None);
            }
            schema = inner(&schema, "schema")?;
        }
        let Some(plan) = self.add(&schema)? else { return Ok(None) };
        let is_named = name.to_str()? == key;
        Ok(Some(Field { key, name: name.unbind(), is_named, plan }))
    }
}

/// Whether the schema is that of a class whose functions only know its own fields.
fn has_own_fields(schema: &Bound<'_, PyDict>) -> PyResult<bool> {
    Ok(matches!(type_of(schema)?.as_str(), "model" | "dataclass" | "typed-dict"))
}

/// Whether the class refuses undeclared members; None if its configuration says more than that.
fn forbids_others(model: &Bound<'_, PyDict>) -> PyResult<Option<bool>> {
    let Some(config) = get(model, "config")? else { return Ok(Some(false)) };
    let mut forbids = false;
    for (key, value) in config.cast_into::<PyDict>()? {
        match key.extract::<String>()?.as_str() {
            "title" => {}
            "extra_fields_behavior" => match value.extract::<String>()?.as_str() {
                "forbid" => forbids = true,
                "allow" | "ignore" => {}
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }
    }
    Ok(Some(forbids))
}
