//! A view in, the object of the package that it mirrors out. Imports that package only here.

use pyo3::exceptions::{PyImportError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::dump::{self, Method, Options};
use super::view::View;

const OURS: &str = "deltafold.types";

/// A package whose classes are mirrored.
struct Sdk {
    /// What stands below `deltafold.types`; nothing for the package whose modules all else mirrors
    ours: &'static str,
    /// Its module that stands there
    theirs: &'static str,
    /// What installs it
    name: &'static str,
    /// Whether only its reading of JSON text takes every value: bytes as base64
    from_text: bool,
}

static SDKS: [Sdk; 5] = [
    Sdk { ours: "anthropic", theirs: "anthropic.types", name: "anthropic", from_text: false },
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

/// The object that the mirrored class makes of `view.to_dict()`.
///
/// # Errors
///
/// `ImportError` if its package is not installed, its `ValidationError` if the object is not what
/// the class demands, `TypeError` if no class is mirrored.
pub(super) fn to_sdk<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let class = view.get_type();
    match mirrored(&class)? {
        Some((sdk, module, name)) => made(view, sdk, &module, &name, "to_sdk"),
        None => Err(no_class(&class, "a package")?),
    }
}

/// The same for views that mirror a class of openai.
///
/// # Errors
///
/// As [`to_sdk`]; also `TypeError` if the mirrored class is of another package.
pub(super) fn to_openai<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let class = view.get_type();
    match mirrored(&class)? {
        Some((sdk, module, name)) if sdk.name == OPENAI.name => {
            made(view, sdk, &module, &name, "to_openai")
        }
        _ => Err(no_class(&class, "openai")?),
    }
}

fn no_class(class: &Bound<'_, PyType>, of: &str) -> PyResult<PyErr> {
    Ok(PyTypeError::new_err(format!("{} mirrors no class of {of}", class.qualname()?)))
}

fn made<'py>(
    view: &Bound<'py, View>,
    sdk: &Sdk,
    module: &str,
    name: &str,
    method: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let py = view.py();
    let mut theirs = py.import(module).map(Bound::into_any).map_err(|error| {
        let package = sdk.name;
        let hint = format!("{method}() needs the {package} package: pip install {package}");
        let missing = PyImportError::new_err(hint);
        missing.set_cause(py, Some(error));
        missing
    })?;
    for part in name.split('.') {
        theirs = theirs
            .getattr(part)
            .map_err(|_| PyTypeError::new_err(format!("{module} has no class {name}")))?;
    }
    if sdk.from_text {
        let text = dump::to_text(view, &Options::of(Method::ToJson, None)?)?;
        return theirs.call_method1(intern!(py, "model_validate_json"), (text,));
    }
    let dict = dump::to_dict(view, &Options::of(Method::ToDict, None)?)?;
    theirs.call_method1(intern!(py, "model_validate"), (dict,))
}

/// The package, the module and the name of the class that `class`, or a base of it, mirrors.
fn mirrored(class: &Bound<'_, PyType>) -> PyResult<Option<(&'static Sdk, String, String)>> {
    for class in class.mro() {
        let class = class.cast_into::<PyType>()?;
        let module = class.module()?.to_string();
        let Some(path) = module.strip_prefix(OURS) else { continue };
        let path = path.strip_prefix('.').unwrap_or(path);
        let below = |sdk: &&Sdk| match path.strip_prefix(sdk.ours) {
            Some(rest) => sdk.ours.is_empty() || rest.is_empty() || rest.starts_with('.'),
            None => false,
        };
        let Some(sdk) = SDKS.iter().find(below) else { continue };
        let mut theirs = sdk.theirs.to_owned();
        // Modules of ours that they do not have begin with an underscore.
        let rest = path.get(sdk.ours.len()..).unwrap_or_default();
        for part in rest.split('.').filter(|part| !part.is_empty() && !part.starts_with('_')) {
            theirs.push('.');
            theirs.push_str(part);
        }
        return Ok(Some((sdk, theirs, class.qualname()?.to_string())));
    }
    Ok(None)
}
