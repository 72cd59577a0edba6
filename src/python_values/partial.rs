//! JSON that is still arriving, as the objects that `json.loads` gives for what is there.

use memchr::memchr2;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::characters::Characters;
use super::growing_text::{append, references};
use super::to_python::{text_to_python, to_python};
use crate::json::{Document, MAX_DEPTH, TextBuf};

/// A number with more digits than this only counts when it has ended.
const LONGEST_NUMBER: usize = 4300;

/// A value of which a beginning has been read. Reading on costs what is new: the value grows in
/// place.
#[derive(Debug, Default)]
pub(crate) struct Partial {
    /// How many bytes were read.
    position: usize,
    expects: Expects,
    token: Token,
    /// The new characters of a string.
    new: Characters,
    /// The bytes of a number or word.
    raw: Vec<u8>,
    open: Vec<Open>,
    root: Option<Py<PyAny>>,
    /// The string that is growing.
    text: Option<Py<PyString>>,
    /// Whether the value that is growing is in its container.
    is_placed: bool,
    /// What another member with the same key had.
    shadowed: Option<Py<PyAny>>,
    is_broken: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expects {
    #[default]
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Token {
    #[default]
    None,
    Key,
    Text,
    Escape {
        is_key: bool,
    },
    Scalar,
}

/// A container that has not ended.
#[derive(Debug)]
enum Open {
    Dict(Py<PyDict>, Option<Py<PyString>>),
    List(Py<PyList>),
}

/// The value is not JSON from here on.
struct Broken;

/// What stops reading.
enum Stop {
    Broken,
    Raised(PyErr),
}

impl From<Broken> for Stop {
    fn from(_: Broken) -> Self {
        Stop::Broken
    }
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Self {
        Stop::Raised(error)
    }
}

impl Partial {
    /// How many bytes were read.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Whether nobody else has the containers that grow.
    pub(crate) fn is_exclusive(&self, py: Python<'_>) -> bool {
        // The container itself, and what holds it.
        const OWN: isize = 2;
        self.open.iter().all(|open| match open {
            Open::Dict(dict, _) => references(dict.bind(py)) <= OWN,
            Open::List(list) => references(list.bind(py)) <= OWN,
        })
    }

    /// The value so far: strings as far as they go, numbers and words if they may be whole. What
    /// follows the first fault does not count. None if there is no value yet.
    pub(crate) fn value(&self, py: Python<'_>) -> Py<PyAny> {
        self.root.as_ref().map_or_else(|| py.None(), |root| root.clone_ref(py))
    }

    /// Reads on.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn read(&mut self, py: Python<'_>, text: &[u8]) -> PyResult<()> {
        self.position += text.len();
        if self.is_broken {
            return Ok(());
        }
        match self.read_all(py, text) {
            Ok(()) => {}
            Err(Stop::Broken) => self.is_broken = true,
            Err(Stop::Raised(error)) => {
                self.is_broken = true;
                return Err(error);
            }
        }
        self.place_what_grows(py)
    }

    fn read_all(&mut self, py: Python<'_>, text: &[u8]) -> Result<(), Stop> {
        let mut rest = text;
        while let Some((first, after)) = rest.split_first() {
            rest = match self.token {
                Token::Key | Token::Text => self.read_text(py, rest)?,
                Token::Escape { is_key } => {
                    if self.new.push_escaped(*first).map_err(|_| Broken)? {
                        self.token = if is_key { Token::Key } else { Token::Text };
                    }
                    after
                }
                Token::Scalar => {
                    let end = rest.iter().position(|byte| b",]}: \t\n\r\"[{".contains(byte));
                    self.raw.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
                    if end.is_some() {
                        self.end_scalar(py)?;
                    }
                    &rest[end.unwrap_or(rest.len())..]
                }
                Token::None => {
                    if !first.is_ascii_whitespace() {
                        self.begin(py, *first)?;
                    }
                    after
                }
            };
        }
        Ok(())
    }

    fn begin(&mut self, py: Python<'_>, byte: u8) -> Result<(), Stop> {
        use Expects::{Colon, CommaOrEnd, Key, KeyOrEnd, Nothing, Value, ValueOrEnd};
        match (byte, self.expects) {
            (b'"', Key | KeyOrEnd) => self.token = Token::Key,
            (b':', Colon) => self.expects = Value,
            (b',', CommaOrEnd) => {
                let is_dict = matches!(self.open.last(), Some(Open::Dict(..)));
                self.expects = if is_dict { Key } else { Value };
            }
            (b'}', KeyOrEnd | CommaOrEnd) if matches!(self.open.last(), Some(Open::Dict(..))) => {
                self.end_container();
            }
            (b']', ValueOrEnd | CommaOrEnd) if matches!(self.open.last(), Some(Open::List(_))) => {
                self.end_container();
            }
            (b'{', Value | ValueOrEnd) => {
                let dict = PyDict::new(py);
                self.place(py, dict.as_any())?;
                self.open(Open::Dict(dict.unbind(), None), KeyOrEnd)?;
            }
            (b'[', Value | ValueOrEnd) => {
                let list = PyList::empty(py);
                self.place(py, list.as_any())?;
                self.open(Open::List(list.unbind()), ValueOrEnd)?;
            }
            (b'"', Value | ValueOrEnd) => self.token = Token::Text,
            (b'}' | b']' | b',' | b':', _) | (_, Key | KeyOrEnd | Colon | CommaOrEnd | Nothing) => {
                return Err(Stop::Broken);
            }
            (_, Value | ValueOrEnd) => {
                self.raw.push(byte);
                self.token = Token::Scalar;
            }
        }
        Ok(())
    }

    fn open(&mut self, open: Open, expects: Expects) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Broken);
        }
        (self.is_placed, self.shadowed) = (false, None);
        self.open.push(open);
        self.expects = expects;
        Ok(())
    }

    fn end_container(&mut self) {
        self.open.pop();
        self.end_value();
    }

    fn end_value(&mut self) {
        (self.is_placed, self.shadowed, self.token) = (false, None, Token::None);
        self.expects = match self.open.last() {
            Some(_) => Expects::CommaOrEnd,
            None => Expects::Nothing,
        };
    }

    /// Reads the characters of a string up to an escape or its end.
    fn read_text<'t>(&mut self, py: Python<'_>, rest: &'t [u8]) -> Result<&'t [u8], Stop> {
        let end = memchr2(b'"', b'\\', rest);
        let run = &rest[..end.unwrap_or(rest.len())];
        if run.iter().any(|byte| *byte < 0x20) {
            return Err(Stop::Broken);
        }
        self.new.push(run);
        let Some(end) = end else { return Ok(&[]) };
        match rest[end] {
            b'"' => self.end_text(py)?,
            _ => self.token = Token::Escape { is_key: self.token == Token::Key },
        }
        Ok(&rest[end + 1..])
    }

    fn end_text(&mut self, py: Python<'_>) -> Result<(), Stop> {
        self.new.end();
        if self.token == Token::Key {
            let name = self.new_text(py)?;
            if let Some(Open::Dict(_, key)) = self.open.last_mut() {
                *key = Some(name);
            }
            (self.token, self.expects) = (Token::None, Expects::Colon);
            return Ok(());
        }
        self.place_text(py)?;
        self.text = None;
        self.end_value();
        Ok(())
    }

    fn end_scalar(&mut self, py: Python<'_>) -> Result<(), Stop> {
        let raw = std::mem::take(&mut self.raw);
        let value = Document::parse(raw).map_err(|_| Broken)?;
        let value = to_python(py, value.root())?;
        self.place(py, &value)?;
        self.end_value();
        Ok(())
    }

    /// Places a string or number that has not ended.
    fn place_what_grows(&mut self, py: Python<'_>) -> PyResult<()> {
        match self.token {
            Token::Text | Token::Escape { is_key: false } => self.place_text(py),
            Token::Scalar => {
                let raw = Some(&self.raw).filter(|raw| raw.len() <= LONGEST_NUMBER);
                let value = raw.and_then(|raw| Document::parse(raw.clone()).ok());
                match value {
                    Some(value) => {
                        let value = to_python(py, value.root())?;
                        self.place(py, &value)
                    }
                    None => self.take_back(py),
                }
            }
            _ => Ok(()),
        }
    }

    fn place_text(&mut self, py: Python<'_>) -> PyResult<()> {
        if self.text.is_some() && self.new.is_empty() && self.is_placed {
            return Ok(());
        }
        let new = self.new_text(py)?;
        let text = match self.text.take() {
            None => new,
            Some(text) => {
                // A string grows in place if nobody else has it, not even its container.
                self.place(py, py.None().bind(py))?;
                append(py, text, new.bind(py))?
            }
        };
        self.place(py, text.bind(py))?;
        self.text = Some(text);
        Ok(())
    }

    fn new_text(&mut self, py: Python<'_>) -> PyResult<Py<PyString>> {
        let new = self.new.take();
        if std::str::from_utf8(&new).is_ok() {
            return Ok(PyString::from_bytes(py, &new)?.unbind());
        }
        let mut text = TextBuf::new();
        text.push_wtf8(&new);
        Ok(text_to_python(py, text.as_text())?.unbind())
    }

    fn place(&mut self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        match self.open.last() {
            None => self.root = Some(value.clone().unbind()),
            Some(Open::Dict(dict, key)) => {
                let (dict, key) = (dict.bind(py), key.as_ref());
                if !self.is_placed
                    && let Some(key) = key
                {
                    self.shadowed = dict.get_item(key)?.map(Bound::unbind);
                }
                dict.set_item(key, value)?;
            }
            Some(Open::List(list)) => {
                let list = list.bind(py);
                match self.is_placed {
                    true => list.set_item(list.len().saturating_sub(1), value)?,
                    false => list.append(value)?,
                }
            }
        }
        self.is_placed = true;
        Ok(())
    }

    /// Takes back a number that turned out not to be whole.
    fn take_back(&mut self, py: Python<'_>) -> PyResult<()> {
        if !std::mem::take(&mut self.is_placed) {
            return Ok(());
        }
        match self.open.last() {
            None => self.root = None,
            Some(Open::Dict(dict, key)) => match self.shadowed.take() {
                Some(value) => dict.bind(py).set_item(key.as_ref(), value)?,
                None => dict.bind(py).del_item(key.as_ref())?,
            },
            Some(Open::List(list)) => {
                let list = list.bind(py);
                list.del_item(list.len().saturating_sub(1))?;
            }
        }
        Ok(())
    }
}
