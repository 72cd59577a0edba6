//! What each chunk of a stream adds, in lanes: one for each choice and one for each tool call.

use std::collections::BTreeMap;

use crate::error::{Error, OutOfMemory, ensure};
use crate::recording::Recording;
use crate::table::{Cell, Made, Row, Table, Wanted};

/// The pieces of a stream, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The names of the lanes, in their order
    pub(super) lanes: Vec<String>,
    pub(super) marks: Vec<Mark>,
    /// Whether all marks have a time
    pub(super) has_times: bool,
}

/// A piece of a stream.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) lane: usize,
    /// The number of the chunk
    pub(super) seq: i64,
    /// Nanoseconds from the request or the first chunk
    pub(super) t_ns: Option<i64>,
    pub(super) choice: i64,
    pub(super) what: What,
    pub(super) text: String,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Content,
    Reasoning,
    Refusal,
    Arguments,
    /// A finish reason
    End,
}

impl What {
    pub(super) fn name(self) -> &'static str {
        match self {
            What::Content => "content",
            What::Reasoning => "reasoning",
            What::Refusal => "refusal",
            What::Arguments => "arguments",
            What::End => "end",
        }
    }
}

/// How the pieces of one lane, or of all, follow each other.
#[derive(Debug, Default)]
pub(super) struct Pace {
    pub(super) pieces: usize,
    /// Nanoseconds until the first piece
    pub(super) first: Option<i64>,
    /// Nanoseconds between two pieces: the median, and what 95 of 100 do not exceed
    pub(super) gaps: Option<(i64, i64)>,
}

impl Marks {
    /// # Errors
    ///
    /// If there is not enough memory for the pieces, or for a page of them.
    pub(super) fn of(recording: &Recording) -> Result<Self, OutOfMemory> {
        const PER_ROW: usize = 1 << 10;
        let Made { rows, error } = Wanted::from(Table::Chunks).rows(recording, &Default::default());
        if let Some(Error::OutOfMemory(error)) = error {
            return Err(error);
        }
        ensure(rows.len().saturating_mul(PER_ROW) + recording.length().saturating_mul(4))?;
        let start = recording.times().and_then(|times| times.start_ns.or_else(|| times.chunk(0)));
        let mut found: Vec<(Lane, Mark)> = Vec::new();
        let mut names: BTreeMap<Lane, String> = BTreeMap::new();
        for row in &rows {
            add(&Columns::of(row), start, &mut found, &mut names);
        }
        let mut lanes: Vec<Lane> = found.iter().map(|(lane, _)| *lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        let title = |lane: &Lane| match (names.get(lane), lane.tool) {
            (Some(name), _) => format!("choice {}, {name}", lane.choice),
            (None, Some(tool)) => format!("choice {}, tool call {tool}", lane.choice),
            (None, None) => format!("choice {}", lane.choice),
        };
        let has_times = !found.is_empty() && found.iter().all(|(_, mark)| mark.t_ns.is_some());
        let place = |(lane, mark): (Lane, Mark)| Mark {
            lane: lanes.binary_search(&lane).unwrap_or_default(),
            ..mark
        };
        Ok(Marks {
            lanes: lanes.iter().map(title).collect(),
            marks: found.into_iter().map(place).collect(),
            has_times,
        })
    }

    /// When a piece came; `None` if that is not known of all, so that they are shown in their order.
    pub(super) fn time(&self, mark: &Mark) -> Option<i64> {
        mark.t_ns.filter(|_| self.has_times)
    }

    /// How often a piece belongs to another choice than the one before it.
    pub(super) fn switches(&self) -> usize {
        self.marks.windows(2).filter(|pair| matches!(pair, [a, b] if a.choice != b.choice)).count()
    }

    pub(super) fn pace(&self, lane: usize) -> Pace {
        let own = || self.marks.iter().filter(|mark| mark.lane == lane && mark.what != What::End);
        let times: Vec<i64> = own().filter_map(|mark| mark.t_ns).collect();
        let mut gaps: Vec<i64> =
            times.iter().zip(times.iter().skip(1)).map(|(a, b)| b.saturating_sub(*a)).collect();
        gaps.sort_unstable();
        let of = |hundredths: usize| gaps.get((gaps.len().saturating_sub(1)) * hundredths / 100);
        Pace {
            pieces: own().count(),
            first: times.first().copied(),
            gaps: of(50).copied().zip(of(95).copied()),
        }
    }
}

/// A choice, or a tool call of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lane {
    choice: i64,
    tool: Option<i64>,
}

/// The cells of a row by the names of their columns.
struct Columns<'r> {
    row: &'r Row,
}

impl<'r> Columns<'r> {
    fn of(row: &'r Row) -> Self {
        Columns { row }
    }

    fn cell(&self, name: &str) -> Option<&'r Cell> {
        let place = Table::Chunks.columns().iter().position(|column| column.name == name)?;
        self.row.get(place)
    }

    fn text(&self, name: &str) -> Option<&'r str> {
        match self.cell(name) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn int(&self, name: &str) -> Option<i64> {
        match self.cell(name) {
            Some(Cell::Int(number)) => Some(*number),
            _ => None,
        }
    }
}

/// Adds a mark for each part of a row that has text.
fn add(
    row: &Columns<'_>,
    start: Option<i64>,
    found: &mut Vec<(Lane, Mark)>,
    names: &mut BTreeMap<Lane, String>,
) {
    let Some(choice) = row.int("choice_index") else { return };
    let tool = row.int("tool_index");
    if let (Some(_), Some(name)) = (tool, row.text("tool_name")) {
        names.entry(Lane { choice, tool }).or_insert_with(|| name.to_owned());
    }
    let t_ns = row.int("t_ns").zip(start).map(|(t, start)| t.saturating_sub(start));
    let seq = row.int("seq").unwrap_or_default();
    let mut push = |lane, what, text: &str| {
        let mark = Mark { lane: 0, seq, t_ns, choice, what, text: text.to_owned() };
        found.push((lane, mark));
    };
    let own = Lane { choice, tool: None };
    for (what, column) in
        [(What::Reasoning, "reasoning"), (What::Content, "content"), (What::Refusal, "refusal")]
    {
        if let Some(text) = row.text(column).filter(|text| !text.is_empty()) {
            push(own, what, text);
        }
    }
    if tool.is_some() {
        push(Lane { choice, tool }, What::Arguments, row.text("tool_arguments").unwrap_or(""));
    }
    if let Some(reason) = row.text("finish_reason") {
        push(own, What::End, reason);
    }
}
