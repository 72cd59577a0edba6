//! The cells of a row, before they are appended to columns.

use crate::json::Text;

/// One value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// No value
    #[default]
    Null,
    /// A text
    Text(String),
    /// An integer
    Int(i64),
    /// A boolean
    Bool(bool),
    /// A list of integers
    Ints(Vec<i64>),
    /// A list of texts
    Texts(Vec<String>),
    /// The tool calls of a choice
    Calls(Vec<ToolCall>),
}

/// A row: a cell for each column.
pub type Row = Vec<Cell>;

/// One tool call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolCall {
    /// Its position among the calls of its choice.
    pub index: i64,
    /// The id that the result refers to.
    pub id: Option<String>,
    /// Its type, such as "function".
    pub kind: Option<String>,
    /// The tool.
    pub name: Option<String>,
    /// Its arguments as text: JSON where they are an object.
    pub arguments: Option<String>,
}

impl Cell {
    /// About how much memory the cell takes in a column.
    pub(super) fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(8, |text| text.len() + 8);
        match self {
            Cell::Null | Cell::Int(_) | Cell::Bool(_) => 8,
            Cell::Text(text) => text.len() + 8,
            Cell::Ints(numbers) => 8 * numbers.len() + 8,
            Cell::Texts(texts) => texts.iter().map(|text| text.len() + 8).sum(),
            Cell::Calls(calls) => calls
                .iter()
                .map(|call| {
                    8 + [&call.id, &call.kind, &call.name, &call.arguments]
                        .map(text)
                        .iter()
                        .sum::<usize>()
                })
                .sum(),
        }
    }

    /// The number of elements that the cell adds to the child of its column, if that is a list.
    pub(super) fn children(&self) -> usize {
        match self {
            Cell::Ints(numbers) => numbers.len(),
            Cell::Texts(texts) => texts.len(),
            Cell::Calls(calls) => calls.len(),
            _ => 0,
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<Text<'_>> for Cell {
    fn from(text: Text<'_>) -> Self {
        Cell::Text(text.to_str().into_owned())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Int(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Cell::Null, Cell::Int)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Cell::Bool(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}
