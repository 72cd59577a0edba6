//! Converts a view to an object of the package that it mirrors, which is only imported here.

use std::sync::Arc;

use pyo3::exceptions::{PyImportError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::dump::{self, Method, Options};
use super::sequence::Sequence;
use super::spec::Spec;
use super::view::View;
use crate::python_values::to_python;
use crate::sdk_objects::{ItemsAs, imported_module};

const OURS: &str = "deltafold.types";

/// A package whose classes are mirrored.
#[derive(Debug)]
struct Sdk {
    /// Its path below `deltafold.types`; empty for the package that all other modules mirror
    ours: &'static str,
    /// The package's module that is mirrored there
    theirs: &'static str,
    /// The name under which it is installed
    name: &'static str,
    /// Whether only its validation of JSON text accepts every value, such as bytes as base64
    from_text: bool,
}

static SDKS: [Sdk; 6] = [
    Sdk { ours: "anthropic", theirs: "anthropic.types", name: "anthropic", from_text: false },
    Sdk { ours: "cohere", theirs: "cohere", name: "cohere", from_text: false },
    Sdk { ours: "genai", theirs: "google.genai.types", name: "google-genai", from_text: true },
    Sdk {
        ours: "interactions",
        theirs: "google.genai.interactions",
        name: "google-genai",
        from_text: true,
    },
    Sdk { ours: "ollama", theirs: "ollama._types", name: "ollama", from_text: true },
    OPENAI,
];

const OPENAI: Sdk = Sdk { ours: "", theirs: "openai.types", name: "openai", from_text: false };

/// A module whose names are those of a service: its package has no classes for them.
const NO_SDK: &str = "converse";

/// The object that the mirrored class makes of the JSON that `view` shows.
///
/// # Errors
///
/// `ImportError` if its package is not installed, its `ValidationError` if the object is not what
/// the class demands, `TypeError` if no class is mirrored.
pub(crate) fn to_sdk<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    made(view, "to_sdk", |_| true)
}

/// The class that `view` mirrors, if [`to_sdk`] passes dicts to it.
///
/// # Errors
///
/// As [`to_sdk`].
fn mirrored_class<'py>(view: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyType>>> {
    let Ok(view) = view.cast::<View>() else { return Ok(None) };
    let spec = Spec::of(&view.get_type())?;
    let mirrored = Mirrored::kept(spec.get(), &view.get_type(), "to_sdk", |_| true)?;
    let class = mirrored.class.bind(view.py()).cast::<PyType>().ok();
    Ok(class.filter(|_| !mirrored.sdk.from_text).cloned())
}

/// The objects of the items that a [`Sequence`] shows.
pub(crate) static SDK_ITEMS: ItemsAs = ItemsAs { class: item_class, object: item_object };

fn item_class<'py>(
    items: &Bound<'py, PyAny>,
    number: usize,
) -> PyResult<Option<Bound<'py, PyType>>> {
    match item_view(items, number)? {
        Some(view) => mirrored_class(&view),
        None => Ok(None),
    }
}

fn item_object<'py>(
    items: &Bound<'py, PyAny>,
    number: usize,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(view) = item_view(items, number)? else { return Ok(None) };
    match view.cast::<View>() {
        Ok(view) => to_sdk(view).map(Some),
        Err(_) => Ok(Some(view)),
    }
}

fn item_view<'py>(items: &Bound<'py, PyAny>, number: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
    items.cast::<Sequence>()?.get().item(items.py(), number)
}

/// The same for views that mirror an openai class.
///
/// # Errors
///
/// As [`to_sdk`]; also `TypeError` if the mirrored class is of another package.
pub(super) fn to_openai<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    made(view, "to_openai", |sdk| sdk.name == OPENAI.name)
}

fn made<'py>(
    view: &Bound<'py, View>,
    method: &str,
    is_meant: impl Fn(&Sdk) -> bool,
) -> PyResult<Bound<'py, PyAny>> {
    let py = view.py();
    let spec = Spec::of(&view.get_type())?;
    let mirrored = Mirrored::kept(spec.get(), &view.get_type(), method, &is_meant)?;
    if !is_meant(mirrored.sdk) {
        return Err(no_class(&view.get_type())?);
    }
    let theirs = mirrored.class.bind(py);
    if mirrored.sdk.from_text {
        let text = dump::to_text(view, &Options::of(Method::ToJson, None)?)?;
        return theirs.call_method1(intern!(py, "model_validate_json"), (text,));
    }
    // In the order of the JSON, not of the fields, since extras keep it.
    let dict = to_python(py, view.get().cursor())?;
    theirs.call_method1(intern!(py, "model_validate"), (dict,))
}

fn no_class(class: &Bound<'_, PyType>) -> PyResult<PyErr> {
    Ok(PyTypeError::new_err(format!("{} does not mirror a class of openai", class.qualname()?)))
}

/// The class of a package that a class of views mirrors.
#[derive(Debug)]
pub(super) struct Mirrored {
    sdk: &'static Sdk,
    module_name: String,
    module: Py<PyAny>,
    class: Py<PyAny>,
}

impl Mirrored {
    /// That of `class`, whose fields are `spec`.
    fn kept(
        spec: &Spec,
        class: &Bound<'_, PyType>,
        method: &str,
        is_meant: impl Fn(&Sdk) -> bool,
    ) -> PyResult<Arc<Self>> {
        let py = class.py();
        match spec.mirrored().get() {
            Some(mirrored) if mirrored.is_current(py)? => Ok(mirrored.clone()),
            Some(_) => Mirrored::of(class, method, is_meant).map(Arc::new),
            None => {
                let mirrored = Arc::new(Mirrored::of(class, method, is_meant)?);
                Ok(spec.mirrored().get_or_init(|| mirrored).clone())
            }
        }
    }

    /// Whether importing the module would give the same one.
    fn is_current(&self, py: Python<'_>) -> PyResult<bool> {
        let now = imported_module(py, &self.module_name)?;
        Ok(now.is_some_and(|now| now.is(&self.module)))
    }

    fn of(
        class: &Bound<'_, PyType>,
        method: &str,
        is_meant: impl Fn(&Sdk) -> bool,
    ) -> PyResult<Self> {
        let py = class.py();
        let (sdk, module, name) = match mirrored(class)? {
            Some(found) if is_meant(found.0) => found,
            Some(_) => return Err(no_class(class)?),
            None if method == "to_openai" => return Err(no_class(class)?),
            None => {
                let class = class.qualname()?;
                return Err(PyTypeError::new_err(format!(
                    "{class} does not mirror a class of a package"
                )));
            }
        };
        let found = py.import(&*module).map(Bound::into_any).map_err(|error| {
            let package = sdk.name;
            let hint = format!("{method}() needs the {package} package: pip install {package}");
            let missing = PyImportError::new_err(hint);
            missing.set_cause(py, Some(error));
            missing
        })?;
        let mut theirs = found.clone();
        for part in name.split('.') {
            theirs = theirs
                .getattr(part)
                .map_err(|_| PyTypeError::new_err(format!("{module} has no class {name}")))?;
        }
        Ok(Mirrored { sdk, module_name: module, module: found.unbind(), class: theirs.unbind() })
    }
}

/// The package, the module and the name of the class that `class`, or a base of it, mirrors.
fn mirrored(class: &Bound<'_, PyType>) -> PyResult<Option<(&'static Sdk, String, String)>> {
    for class in class.mro() {
        let class = class.cast_into::<PyType>()?;
        let module = class.module()?.to_string();
        let Some(path) = module.strip_prefix(OURS) else { continue };
        let path = path.strip_prefix('.').unwrap_or(path);
        if path == NO_SDK {
            return Ok(None);
        }
        let below = |sdk: &&Sdk| match path.strip_prefix(sdk.ours) {
            Some(rest) => sdk.ours.is_empty() || rest.is_empty() || rest.starts_with('.'),
            None => false,
        };
        let Some(sdk) = SDKS.iter().find(below) else { continue };
        let mut theirs = sdk.theirs.to_owned();
        // Our modules that the package does not have begin with an underscore.
        let rest = path.get(sdk.ours.len()..).unwrap_or_default();
        for part in rest.split('.').filter(|part| !part.is_empty() && !part.starts_with('_')) {
            theirs.push('.');
            theirs.push_str(part);
        }
        return Ok(Some((sdk, theirs, class.qualname()?.to_string())));
    }
    Ok(None)
}
