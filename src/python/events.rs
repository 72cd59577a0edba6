//! The events of a stream as Python sees them: instances of the classes of `deltafold.types.events`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyString, PyTuple};

use crate::json::{Document, TextBuf};
use crate::merge::{PartEvent, PartKind, SoFar, StreamEvent};
use crate::python_values::{Partial, text_to_python, to_python};

/// What the events of one stream share.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The values that were read from the arguments of each tool call.
    values: HashMap<usize, Arc<Mutex<Values>>>,
    /// The log probabilities of each choice so far.
    logprobs: HashMap<(i64, &'static str), Py<PyList>>,
}

/// The text of a part up to one of its events, which an event reads when it is asked for it.
///
/// All events of a part share one text.
#[pyclass(frozen, name = "TextSoFar", module = "deltafold._core")]
#[derive(Debug)]
pub(super) struct TextSoFar {
    text: SoFar,
    values: Arc<Mutex<Values>>,
}

#[pymethods]
impl TextSoFar {
    /// The text.
    #[getter]
    fn text<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        let text = self.text.with(0, <[u8]>::to_vec);
        to_str(py, &text)
    }

    /// What the text is as JSON, as far as it goes.
    #[getter]
    fn parsed(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.values.try_lock() {
            Ok(mut values) => values.at(py, &self.text),
            // Asked by the collector while it is being asked.
            Err(_) => parsed_from_start(py, &self.text),
        }
    }
}

/// The values of growing JSON that callers may still have: each is at another length, and only one
/// that no caller has can grow.
#[derive(Debug, Default)]
struct Values {
    values: Vec<Partial>,
}

/// More are not kept. Callers that keep more values than this get each parsed from the start.
const MOST: usize = 4;

impl Values {
    fn at(&mut self, py: Python<'_>, text: &SoFar) -> PyResult<Py<PyAny>> {
        let length = text.len();
        if let Some(known) = self.values.iter().find(|value| value.position() == length) {
            return Ok(known.value(py));
        }
        let may_grow = |value: &&mut Partial| value.position() < length && value.is_exclusive(py);
        let latest = self.values.iter_mut().filter(may_grow).max_by_key(|it| it.position());
        if let Some(value) = latest {
            let new = text.with(value.position(), <[u8]>::to_vec);
            value.read(py, &new)?;
            return Ok(value.value(py));
        }
        if self.values.len() >= MOST {
            return parsed_from_start(py, text);
        }
        let mut value = Partial::default();
        value.read(py, &text.with(0, <[u8]>::to_vec))?;
        let found = value.value(py);
        self.values.push(value);
        Ok(found)
    }
}

fn parsed_from_start(py: Python<'_>, text: &SoFar) -> PyResult<Py<PyAny>> {
    let mut value = Partial::default();
    value.read(py, &text.with(0, <[u8]>::to_vec))?;
    Ok(value.value(py))
}

/// The value that a text is as JSON, as far as it goes; None if it has none.
///
/// Strings are cut where the text is, numbers and words only count if they may be whole, and nothing
/// after the first fault counts.
///
///     >>> from deltafold._core import partial_json
///     >>> partial_json('{"city": "Par')
///     {'city': 'Par'}
#[pyfunction]
pub(super) fn partial_json(py: Python<'_>, text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
    let bytes = match text.to_str() {
        Ok(text) => text.as_bytes().to_vec(),
        Err(_) => {
            let arguments = (intern!(py, "utf-8"), intern!(py, "surrogatepass"));
            text.call_method1(intern!(py, "encode"), arguments)?.extract()?
        }
    };
    let mut value = Partial::default();
    value.read(py, &bytes)?;
    Ok(value.value(py))
}

impl Shown {
    /// The events in their order.
    pub(super) fn list<'py>(
        &mut self,
        py: Python<'py>,
        events: Vec<StreamEvent>,
    ) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for event in events {
            list.append(self.event(py, event)?)?;
        }
        Ok(list)
    }

    fn event<'py>(&mut self, py: Python<'py>, event: StreamEvent) -> PyResult<Bound<'py, PyAny>> {
        match event {
            StreamEvent::Delta { part, delta } => {
                let delta = to_str(py, &delta)?;
                let name = class_of(part.kind, true);
                let so_far = self.so_far(py, &part)?;
                match part.kind {
                    PartKind::ToolCall => {
                        let (id, called) = called(py, &part)?;
                        let about = (part.choice, part.index, id, called);
                        make(
                            py,
                            name,
                            (about.0, about.1, about.2, about.3, delta, so_far, part.is_json),
                        )
                    }
                    _ => make(py, name, (part.choice, part.index, delta, so_far)),
                }
            }
            StreamEvent::Done { part, text } => {
                self.values.remove(&part.number);
                let text = to_str(py, &text)?;
                let name = class_of(part.kind, false);
                match part.kind {
                    PartKind::ToolCall => {
                        let (id, called) = called(py, &part)?;
                        make(py, name, (part.choice, part.index, id, called, text, part.is_json))
                    }
                    _ => make(py, name, (part.choice, part.index, text)),
                }
            }
            StreamEvent::Logprobs { choice, of, entries, is_done } => {
                let entries = to_python(py, Document::parse(entries)?.root())?;
                let is_content = of == "content";
                if is_done {
                    let name = match is_content {
                        true => "LogprobsContentDoneEvent",
                        false => "LogprobsRefusalDoneEvent",
                    };
                    return make(py, name, (choice, entries));
                }
                let known = self.logprobs.entry((choice, of));
                let known = known.or_insert_with(|| PyList::empty(py).unbind()).bind(py);
                known.call_method1(intern!(py, "extend"), (&entries,))?;
                let name = match is_content {
                    true => "LogprobsContentDeltaEvent",
                    false => "LogprobsRefusalDeltaEvent",
                };
                make(py, name, (choice, entries, known, known.len()))
            }
            StreamEvent::ChoiceDone { choice, finish_reason } => {
                let reason = finish_reason.map(|reason| to_str(py, &reason)).transpose()?;
                make(py, "ChoiceDoneEvent", (choice, reason))
            }
            StreamEvent::Error { choice, error } => {
                let error = to_python(py, Document::parse(error)?.root())?;
                make(py, "ErrorEvent", (choice, error))
            }
        }
    }

    fn so_far(&mut self, py: Python<'_>, part: &PartEvent) -> PyResult<Py<TextSoFar>> {
        let values = match part.kind {
            PartKind::ToolCall => self.values.entry(part.number).or_default().clone(),
            _ => Arc::default(),
        };
        Py::new(py, TextSoFar { text: part.so_far.clone(), values })
    }
}

type Called<'py> = (Option<Bound<'py, PyString>>, Option<Bound<'py, PyString>>);

fn called<'py>(py: Python<'py>, part: &PartEvent) -> PyResult<Called<'py>> {
    let text = |text: &Option<Arc<[u8]>>| text.as_ref().map(|text| to_str(py, text)).transpose();
    Ok((text(&part.id)?, text(&part.name)?))
}

fn class_of(kind: PartKind, is_delta: bool) -> &'static str {
    match (kind, is_delta) {
        (PartKind::Content, true) => "ContentDeltaEvent",
        (PartKind::Content, false) => "ContentDoneEvent",
        (PartKind::Reasoning, true) => "ReasoningDeltaEvent",
        (PartKind::Reasoning, false) => "ReasoningDoneEvent",
        (PartKind::Refusal, true) => "RefusalDeltaEvent",
        (PartKind::Refusal, false) => "RefusalDoneEvent",
        (PartKind::Transcript, true) => "AudioTranscriptDeltaEvent",
        (PartKind::Transcript, false) => "AudioTranscriptDoneEvent",
        (PartKind::ToolCall, true) => "ToolCallArgumentsDeltaEvent",
        (PartKind::ToolCall, false) => "ToolCallDoneEvent",
    }
}

/// An instance of a class of `deltafold.types.events`.
fn make<'py>(
    py: Python<'py>,
    name: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Error = PyErr, Output = Bound<'py, PyTuple>>,
) -> PyResult<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || {
        PyModule::import(py, "deltafold.types.events").map(Bound::unbind)
    })?;
    module.bind(py).getattr(name)?.call1(arguments.into_pyobject(py)?)
}

/// Text in WTF-8 as a str; unpaired surrogates are kept.
fn to_str<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyString>> {
    if let Ok(text) = std::str::from_utf8(text) {
        return Ok(PyString::new(py, text));
    }
    let mut escaped = TextBuf::new();
    escaped.push_wtf8(text);
    text_to_python(py, escaped.as_text())
}
