//! Reads an event: its effect, and the members that it applies to.

use crate::json::{Cursor, Text};

/// What an event does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// Describes the response before it ends.
    Tells,
    /// Ends the response, which then has this status.
    Ends(&'static str),
    /// Contains an output item.
    Item,
    /// Contains a part in one of an item's lists.
    Part(&'static List),
    /// Adds to a string.
    Grows(&'static Growth),
    /// Contains the whole string.
    Grown(&'static Growth),
    /// Contains an annotation of a text.
    Annotates,
    /// Gives the status of an item of this type, if it is known.
    ItemStatus(&'static str, Option<&'static str>),
    /// Contains a preview of an image.
    Image,
    /// Adds to this string of the audio.
    Audio(&'static str),
    /// Contains a command of a shell call: the next piece of it, or all of it.
    Command { is_all: bool },
    /// Contains the output of a shell command, in the same way.
    ShellOutput { is_all: bool },
    /// Contains the changes that a patch makes, in the same way.
    Diff { is_all: bool },
    /// Reports an error.
    Fails,
}

/// A list of parts that items have.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) name: &'static str,
    /// The type of item that has it
    pub(crate) of: &'static str,
    /// The type that its parts have
    pub(crate) part: &'static str,
}

/// A string that arrives in pieces: its place, and the events that contain it.
#[derive(Debug)]
pub(crate) struct Growth {
    /// The part of the type between `response.` and `.delta` or `.done`
    event: &'static str,
    /// The type of item that has it
    pub(crate) item: &'static str,
    /// The list with the part that has it, if it is not the item itself
    pub(crate) list: Option<&'static List>,
    pub(crate) member: &'static str,
}

/// The texts of a message.
pub(crate) static TEXTS: List = List { name: "content", of: "message", part: "output_text" };
static REFUSALS: List = List { name: "content", of: "message", part: "refusal" };
static THOUGHTS: List = List { name: "content", of: "reasoning", part: "reasoning_text" };
static SUMMARY: List = List { name: "summary", of: "reasoning", part: "summary_text" };

const fn in_part(event: &'static str, list: &'static List, member: &'static str) -> Growth {
    Growth { event, item: list.of, list: Some(list), member }
}

const fn in_item(event: &'static str, item: &'static str, member: &'static str) -> Growth {
    Growth { event, item, list: None, member }
}

/// Most frequent first. Some servers have shorter names for reasoning events.
static GROWTHS: [Growth; 10] = [
    in_part("output_text", &TEXTS, "text"),
    in_item("function_call_arguments", "function_call", "arguments"),
    in_part("reasoning_summary_text", &SUMMARY, "text"),
    in_part("reasoning_text", &THOUGHTS, "text"),
    in_part("refusal", &REFUSALS, "refusal"),
    in_item("custom_tool_call_input", "custom_tool_call", "input"),
    in_item("mcp_call_arguments", "mcp_call", "arguments"),
    in_item("code_interpreter_call_code", "code_interpreter_call", "code"),
    in_part("reasoning_summary", &SUMMARY, "text"),
    in_part("reasoning", &THOUGHTS, "text"),
];

/// Items whose status is given by events.
const TOOLS: [&str; 6] = [
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
];

const STATUSES: [&str; 8] = [
    "in_progress",
    "searching",
    "interpreting",
    "generating",
    "calling",
    "completed",
    "incomplete",
    "failed",
];

impl Effect {
    /// The effect of an event with this type; `None` for unknown types.
    fn of(kind: &str) -> Option<Self> {
        if kind == "error" {
            return Some(Effect::Fails);
        }
        let kind = today(kind.strip_prefix("response.")?);
        if let Some(effect) = Effect::of_tool(kind) {
            return Some(effect);
        }
        if let Some(event) = kind.strip_suffix(".delta") {
            let audio = ["audio.transcript", "audio"].iter().position(|name| *name == event);
            return match audio {
                Some(0) => Some(Effect::Audio("transcript")),
                Some(_) => Some(Effect::Audio("data")),
                None => growth(event).map(Effect::Grows),
            };
        }
        match kind {
            "created" | "queued" | "in_progress" => Some(Effect::Tells),
            "output_item.added" | "output_item.done" => Some(Effect::Item),
            "content_part.added" | "content_part.done" => Some(Effect::Part(&TEXTS)),
            "reasoning_summary_part.added" | "reasoning_summary_part.done" => {
                Some(Effect::Part(&SUMMARY))
            }
            "output_text.annotation.added" | "output_text_annotation.added" => {
                Some(Effect::Annotates)
            }
            "image_generation_call.partial_image" => Some(Effect::Image),
            _ => Effect::of_end(kind),
        }
    }

    /// The effect of an event about a tool that runs on the caller's machine.
    fn of_tool(kind: &str) -> Option<Self> {
        let (tool, what) = kind.rsplit_once('.')?;
        let is_all = match what {
            "added" | "done" => true,
            "delta" => false,
            "compacting" => return Some(Effect::ItemStatus("compaction", None)),
            _ => return None,
        };
        match tool {
            "shell_call_command" => Some(Effect::Command { is_all }),
            "shell_call_output_content" => Some(Effect::ShellOutput { is_all }),
            "apply_patch_call_operation_diff" => Some(Effect::Diff { is_all }),
            _ => None,
        }
    }

    fn of_end(kind: &str) -> Option<Self> {
        if let Some(status) = ended(kind) {
            return Some(Effect::Ends(status));
        }
        // Some gateways leave it to the response how it ended.
        if kind == "done" {
            return Some(Effect::Ends("completed"));
        }
        if let Some(event) = kind.strip_suffix(".done") {
            return growth(event).map(Effect::Grown);
        }
        let (tool, status) = kind.rsplit_once('.')?;
        let tool = TOOLS.into_iter().find(|known| *known == tool)?;
        // The class of a tool list has no status.
        let has_status = tool != "mcp_list_tools";
        let status = STATUSES.into_iter().find(|known| has_status && *known == status);
        Some(Effect::ItemStatus(tool, status))
    }
}

/// A status of a response that has ended.
pub(crate) fn ended(status: &str) -> Option<&'static str> {
    ["completed", "incomplete", "failed", "cancelled"].into_iter().find(|it| *it == status)
}

/// The name that an event has today; earlier releases had others.
fn today(kind: &str) -> &str {
    match kind {
        "mcp_call.arguments.delta" | "mcp_call.arguments_delta" => "mcp_call_arguments.delta",
        "mcp_call.arguments.done" | "mcp_call.arguments_done" => "mcp_call_arguments.done",
        "code_interpreter_call.code.delta" => "code_interpreter_call_code.delta",
        "code_interpreter_call.code.done" => "code_interpreter_call_code.done",
        kind => kind,
    }
}

fn growth(event: &str) -> Option<&'static Growth> {
    GROWTHS.iter().find(|growth| growth.event == event)
}

/// The members of an event that are used, unless they are null.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Event<'a> {
    pub(crate) kind: Option<Text<'a>>,
    pub(crate) number: Option<i64>,
    pub(crate) output_index: Option<Cursor<'a>>,
    pub(crate) item_id: Option<Text<'a>>,
    /// The id of a call, which some gateways send instead
    pub(crate) call_id: Option<Text<'a>>,
    /// The index of a part, either of the content or of the summary
    pub(crate) part_index: Option<Cursor<'a>>,
    pub(crate) annotation_index: Option<Cursor<'a>>,
    /// The added value, under whichever key the event has it
    pub(crate) value: Option<Cursor<'a>>,
    pub(crate) logprobs: Option<Cursor<'a>>,
    pub(crate) name: Option<Text<'a>>,
    pub(crate) error: Option<Cursor<'a>>,
}

/// The values of an event by the kind of their keys, of which servers may send several.
#[derive(Clone, Copy, Debug, Default)]
struct Values<'a> {
    delta: Option<Cursor<'a>>,
    /// A whole response, item, part or annotation
    whole: Option<Cursor<'a>>,
    /// All of a member
    member: Option<Cursor<'a>>,
}

impl<'a> Values<'a> {
    /// The value that an event of this type is about, or else another one.
    fn of(self, kind: Option<Text<'a>>) -> Option<Cursor<'a>> {
        let Values { delta, whole, member } = self;
        let kind = kind.map(Text::raw).unwrap_or_default();
        if kind.ends_with(b"delta") {
            delta.or(member).or(whole)
        } else if kind.ends_with(b".done")
            && ![b"item.done", b"part.done"].iter().any(|end| kind.ends_with(*end))
        {
            member.or(delta).or(whole)
        } else {
            whole.or(member).or(delta)
        }
    }
}

impl<'a> Event<'a> {
    /// Reads an object.
    pub(crate) fn read(item: Cursor<'a>) -> Self {
        let (mut event, mut values) = (Event::default(), Values::default());
        for (key, value) in item.members().filter(|(_, value)| !value.is_null()) {
            key.with_wtf8(|key| event.note(key, value, &mut values));
        }
        event.value = values.of(event.kind);
        event
    }

    fn note(&mut self, key: &[u8], value: Cursor<'a>, values: &mut Values<'a>) {
        match key {
            b"type" => self.kind = value.as_text(),
            b"sequence_number" => self.number = value.as_i64(),
            b"output_index" => self.output_index = Some(value),
            b"item_id" => self.item_id = value.as_text(),
            b"call_id" => self.call_id = value.as_text(),
            b"content_index" | b"summary_index" | b"command_index" => self.part_index = Some(value),
            b"annotation_index" => self.annotation_index = Some(value),
            b"delta" => values.delta = Some(value),
            b"item" | b"part" | b"response" | b"annotation" => values.whole = Some(value),
            b"text" | b"refusal" | b"arguments" | b"input" | b"code" | b"partial_image_b64"
            | b"command" | b"diff" | b"output" => values.member = Some(value),
            b"logprobs" => self.logprobs = Some(value),
            b"name" => self.name = value.as_text(),
            b"error" => self.error = Some(value),
            _ => {}
        }
    }

    /// Its effect, if its type is known.
    pub(crate) fn effect(&self) -> Option<Effect> {
        self.kind?.with_wtf8(|kind| Effect::of(std::str::from_utf8(kind).ok()?))
    }

    /// What distinguishes the event from others of its stream, apart from its value.
    pub(crate) fn print(&self) -> Print {
        let kind = self.kind.map(Text::raw).unwrap_or_default();
        let places = [self.output_index, self.part_index, self.annotation_index];
        places.iter().fold(Print(0).and(kind), |print, place| print.with(*place))
    }
}

/// A hash, to check whether two events with the same number are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Print(u64);

impl Print {
    /// A print for each number.
    #[cfg(test)]
    pub(crate) fn numbered(number: u64) -> Self {
        Print(number)
    }

    /// Adds a value; all lists and objects count as equal.
    pub(crate) fn with(self, value: Option<Cursor<'_>>) -> Self {
        match value {
            Some(value) if !value.is_object() && !value.is_array() => self.and(value.raw()),
            _ => self.and(b""),
        }
    }

    /// Fast for short texts; texts of different lengths differ.
    fn and(self, piece: &[u8]) -> Self {
        let step = |print: u64, word: u64| {
            (print.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        };
        let (words, rest) = piece.as_chunks::<8>();
        let print = words.iter().fold(step(self.0, piece.len() as u64), |print, word| {
            step(print, u64::from_le_bytes(*word))
        });
        Print(step(print, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))))
    }
}
