//! `normalize_files`, `normalize_bytes` and their rules.

use std::collections::HashSet;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::input::{bytes_of, path_of};
use super::interrupt::{PATIENCE, from_file, interruptibly};
use super::path_text::PathText;
use super::scan::{paths_of, warn_of_nothing};
use crate::corpus::{
    FileWriter, Filter, Normalizing, Notable, PATIENCE_TO_STOP, RuleBook, Task, Waited, What,
    normalize,
};
use crate::error::{Error, Result};
use crate::normalize::{NormalizeOptions, Outcome, Rules, normalize_bytes as normalized};

/// The rules for normalizing.
///
/// `Rules(text)` reads TOML text, as in a deltafold.toml; without text, the rules are those of OGX.
/// `source` is the path of the file that the text is from, if it is from one: messages name it, and
/// a pyproject.toml has the rules in a table. Rules can be pickled.
///
///     >>> import deltafold
///     >>> none = deltafold.Rules("profile = 'none'")
///     >>> deltafold.normalize_bytes('{"response": {}}', "a.json", rules=none)
///     b'{"response": {}}'
///
/// Raises:
///     ParseError: the text is not TOML, or not valid as rules.
///     TypeError: the text is not a str.
#[pyclass(frozen, name = "Rules", module = "deltafold")]
pub(super) struct PyRules {
    rules: Arc<Rules>,
}

#[pymethods]
impl PyRules {
    #[new]
    #[pyo3(signature = (toml = "", source = None, /))]
    fn new(toml: &str, source: Option<PathBuf>) -> PyResult<Self> {
        Ok(Rules::from_toml(toml, source.as_deref())?.unwrap_or_default().into())
    }

    /// What makes them again: another process may not have their file.
    fn __getnewargs__(&self) -> (&str, Option<PathText>) {
        (self.rules.text(), self.rules.source().map(PathText::from))
    }

    /// Read a deltafold.toml, or a pyproject.toml with a table tool.deltafold.
    ///
    /// Raises:
    ///     OSError: the file cannot be read.
    ///     ParseError: the file is not TOML, or not valid as rules.
    ///     RecordingError: the file is not UTF-8, or is a pyproject.toml without that table.
    ///     TypeError: `path` is not a path.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Ok(from_file(py, path, RuleBook::read)?.into())
    }

    /// The configured rules that have not matched any value so far, each as "line: path".
    #[getter]
    fn unmatched(&self) -> Vec<String> {
        let places = self.rules.unmatched().into_iter();
        places.map(|place| format!("{}: {}", place.line, place.rule)).collect()
    }
}

impl From<Rules> for PyRules {
    fn from(rules: Rules) -> Self {
        PyRules { rules: Arc::new(rules) }
    }
}

/// Rules, given as such or as the path of a configuration.
fn rules_of(given: &Bound<'_, PyAny>) -> PyResult<Arc<Rules>> {
    if let Ok(rules) = given.cast::<PyRules>() {
        return Ok(rules.get().rules.clone());
    }
    let path = path_of(given)?
        .ok_or_else(|| PyTypeError::new_err("expected rules to be Rules, or a path, or None"))?;
    Ok(Arc::new(from_file(given.py(), path, RuleBook::read)?))
}

/// Normalize the bytes of one recording.
///
/// `name` is the name of its file, from which ids are made. Without `rules`, those of OGX are
/// applied; configuration files are not searched for. What no rule changes is returned unchanged,
/// unless `reformat` is set: then it is laid out as by `json.dump(…, indent=2)`, with a newline at
/// the end.
///
///     >>> import deltafold, json
///     >>> body = {"__type__": "openai.types.chat.ChatCompletion", "__data__": {"id": "c-9"}}
///     >>> data = json.dumps({"response": {"body": body}})
///     >>> json.loads(deltafold.normalize_bytes(data, "a.json"))["response"]["body"]["__data__"]
///     {'id': 'rec-a'}
///
/// Raises:
///     ParseError: `data` is not JSON, or the file `rules` is not valid.
///     RecordingError: `data` is not a recording, or rules keep changing their own results.
///     OSError: the file `rules` cannot be read.
///     TypeError: `data` is neither bytes nor str, `name` is not a path, or `rules` is neither
///         `Rules` nor a path.
#[pyfunction]
#[pyo3(signature = (data, name, *, rules = None, reformat = false))]
pub(super) fn normalize_bytes<'py>(
    data: &Bound<'py, PyAny>,
    name: PathBuf,
    rules: Option<&Bound<'py, PyAny>>,
    reformat: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = data.py();
    let rules = rules.map_or_else(|| Ok(Arc::new(Rules::ogx())), rules_of)?;
    let bytes = bytes_of(data)?;
    let options = NormalizeOptions { reformat, ..NormalizeOptions::default() };
    let is_long = bytes.len() > LONG;
    let work = move || -> Result<Vec<u8>> {
        Ok(match normalized(&bytes, &name, &rules, options)? {
            Outcome::Unchanged => bytes,
            Outcome::Changed(changed) => changed.bytes,
        })
    };
    let done = if is_long { interruptibly(py, work, || {})? } else { py.detach(work)? };
    Ok(PyBytes::new(py, &done))
}

/// Longer data may take so long that Ctrl-C must be able to interrupt it: a rule's regular expression
/// may take time that is quadratic in a text.
const LONG: usize = 1 << 17;

/// A recording that was normalized, or would be.
#[pyclass(frozen, name = "NormalizedFile", module = "deltafold")]
pub(super) struct PyNormalizedFile {
    path: PathBuf,
    /// How many values changed; 0 if only the layout did.
    #[pyo3(get)]
    changes: usize,
}

#[pymethods]
impl PyNormalizedFile {
    /// The path of its file.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PathText::from(&self.path).pathlib(py)
    }

    fn __repr__(&self) -> String {
        format!("NormalizedFile(path={:?}, changes={})", self.path, self.changes)
    }
}

/// What `normalize_files` did.
#[pyclass(frozen, get_all, name = "Report", module = "deltafold")]
pub(super) struct PyReport {
    /// How many recordings changed, or would have.
    changed: usize,
    /// How many followed every rule already.
    unchanged: usize,
    /// How many files in directories are not recordings.
    skipped: usize,
    /// The recordings that changed, in path order.
    files: Vec<Py<PyNormalizedFile>>,
    /// The errors of the files that could not be normalized, in path order.
    errors: Vec<Py<PyAny>>,
}

#[pymethods]
impl PyReport {
    fn __repr__(&self) -> String {
        let PyReport { changed, unchanged, skipped, errors, .. } = self;
        let errors = errors.len();
        format!(
            "Report(changed={changed}, unchanged={unchanged}, skipped={skipped}, errors={errors})"
        )
    }
}

/// Normalize every recording below directories, or in the given files, in parallel.
///
/// With `check`, nothing is written. Without `rules`, those of the nearest deltafold.toml or
/// pyproject.toml above each file are applied, or else those of OGX. `jobs` is the number of
/// threads, by default the number of processors. `reformat` is as for `normalize_bytes`. Files that
/// cannot be normalized are listed in the report's `errors`; the others are normalized
/// nevertheless. If there are no recordings at all, a `UserWarning` says why.
///
///     >>> import deltafold
///     >>> deltafold.normalize_files("examples/two-choices.json", check=True).changed
///     1
///
/// Raises:
///     TypeError: `paths` is neither a path nor an iterable of paths, or `rules` is neither `Rules`
///         nor a path.
///     ValueError, OverflowError: `jobs` is less than 1.
///     OSError, ParseError, RecordingError: the file `rules` cannot be read or is not valid.
#[pyfunction]
#[pyo3(signature = (paths, *, check = false, jobs = None, rules = None, reformat = false))]
pub(super) fn normalize_files(
    py: Python<'_>,
    paths: &Bound<'_, PyAny>,
    check: bool,
    jobs: Option<NonZero<usize>>,
    rules: Option<&Bound<'_, PyAny>>,
    reformat: bool,
) -> PyResult<PyReport> {
    let paths = paths_of(paths)?;
    let rules = match rules {
        Some(rules) => RuleBook::given(rules_of(rules)?),
        None => RuleBook::found(),
    };
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = jobs.map_or_else(processors, NonZero::get);
    let (rules, filter) = (Arc::new(rules), Filter::default());
    let task = Task { reformat, ..Task::default() };
    let writer = (!check).then(|| py.detach(|| Arc::new(FileWriter::new(&paths))));
    // After Ctrl-C no more files are written, and none is left half-written.
    let stop = || {
        if let Some(writer) = &writer {
            writer.stop(PATIENCE_TO_STOP);
        }
    };
    let mut files = normalize(paths.clone(), filter.clone(), rules, task, writer.clone(), jobs);
    let mut collecting = Collecting::default();
    let collected = collecting.collect(py, &mut files);
    collected.inspect_err(|_| py.detach(stop))?;
    // Waiting for the disk may take long.
    let unwritten = interruptibly(py, move || Ok(files.finish()), stop)?;
    collecting.take_back(unwritten);
    if collecting.has_none() {
        warn_of_nothing(py, &paths, &filter)?;
    }
    collecting.report(py)
}

/// The results so far.
#[derive(Default)]
struct Collecting {
    unchanged: usize,
    skipped: usize,
    files: Vec<PyNormalizedFile>,
    errors: Vec<Error>,
    /// The addresses of errors that concern many files, so that each is reported once.
    given: HashSet<*const Error>,
}

impl Collecting {
    /// Goes through all files.
    fn collect(&mut self, py: Python<'_>, files: &mut Normalizing) -> PyResult<()> {
        loop {
            let waited = py.detach(|| files.next_within(PATIENCE));
            py.check_signals()?;
            match waited {
                Waited::NotYet => {}
                Waited::Ended => return Ok(()),
                Waited::Ready(batch) => {
                    self.unchanged += batch.unchanged;
                    self.skipped += batch.passed_over;
                    batch.notable.into_iter().for_each(|file| self.add(file));
                }
            }
        }
    }

    /// Whether there were no recordings.
    fn has_none(&self) -> bool {
        self.unchanged == 0 && self.files.is_empty() && self.errors.is_empty()
    }

    fn add(&mut self, Notable { path, what }: Notable) {
        match what {
            What::Changed { values: changes, .. } => {
                self.files.push(PyNormalizedFile { path, changes });
            }
            What::Failed(error) => self.errors.push(error),
            What::InvalidRules(error) => {
                if self.given.insert(Arc::as_ptr(&error)) {
                    self.errors.push(Error::clone(&error));
                }
            }
        }
    }

    /// Removes changed files that could not be written.
    fn take_back(&mut self, errors: Vec<Error>) {
        let unwritten: HashSet<_> = errors.iter().filter_map(Error::path).collect();
        self.files.retain(|file| !unwritten.contains(file.path.as_path()));
        self.errors.extend(errors);
    }

    fn report(self, py: Python<'_>) -> PyResult<PyReport> {
        let files = self.files.into_iter().map(|file| Py::new(py, file));
        let errors =
            self.errors.into_iter().map(|error| PyErr::from(error).into_value(py).into_any());
        let files = files.collect::<PyResult<Vec<_>>>()?;
        Ok(PyReport {
            changed: files.len(),
            unchanged: self.unchanged,
            skipped: self.skipped,
            files,
            errors: errors.collect(),
        })
    }
}
