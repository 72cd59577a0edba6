//! An event in; what it does, and the members that say with what and where, out.

use crate::json::{Cursor, Text};

/// What an event does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Effect {
    /// Tells of the response before it ends.
    Tells,
    /// Ends the response, which then has this status.
    Ends(&'static str),
    /// Brings an item of the output.
    Item,
    /// Brings a part of one of the lists of an item.
    Part(&'static List),
    /// Adds to a string.
    Grows(&'static Growth),
    /// Brings all of the string.
    Grown(&'static Growth),
    /// Brings an annotation of a text.
    Annotates,
    /// Tells how far an item of this type is, if that is known.
    ItemStatus(&'static str, Option<&'static str>),
    /// Brings a preview of an image.
    Image,
    /// Adds to this string of the audio.
    Audio(&'static str),
    /// Tells of an error.
    Fails,
}

/// A list of parts that items have.
#[derive(Debug)]
pub(super) struct List {
    pub(super) name: &'static str,
    /// The type of item that has it
    pub(super) of: &'static str,
    /// The type that its parts have
    pub(super) part: &'static str,
}

/// A string that comes in pieces: its place, and the events that bring it.
#[derive(Debug)]
pub(super) struct Growth {
    /// What stands between `response.` and `.delta` or `.done`
    event: &'static str,
    /// The type of item that has it
    pub(super) item: &'static str,
    /// The list with the part that has it, if it is not the item itself
    pub(super) list: Option<&'static List>,
    pub(super) member: &'static str,
}

/// The texts of a message.
pub(super) static TEXTS: List = List { name: "content", of: "message", part: "output_text" };
static REFUSALS: List = List { name: "content", of: "message", part: "refusal" };
static THOUGHTS: List = List { name: "content", of: "reasoning", part: "reasoning_text" };
static SUMMARY: List = List { name: "summary", of: "reasoning", part: "summary_text" };

const fn in_part(event: &'static str, list: &'static List, member: &'static str) -> Growth {
    Growth { event, item: list.of, list: Some(list), member }
}

const fn in_item(event: &'static str, item: &'static str, member: &'static str) -> Growth {
    Growth { event, item, list: None, member }
}

/// Most frequent first. Some servers have shorter names for what becomes of reasoning.
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

/// Items of which events tell how far they are.
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
    /// That of an event with this type; none for types that nothing is known of.
    pub(super) fn of(kind: &str) -> Option<Self> {
        if kind == "error" {
            return Some(Effect::Fails);
        }
        let kind = kind.strip_prefix("response.")?;
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

    fn of_end(kind: &str) -> Option<Self> {
        let ends = ["completed", "incomplete", "failed", "cancelled"];
        if let Some(status) = ends.into_iter().find(|status| *status == kind) {
            return Some(Effect::Ends(status));
        }
        if let Some(event) = kind.strip_suffix(".done") {
            return growth(event).map(Effect::Grown);
        }
        let (tool, status) = kind.rsplit_once('.')?;
        let tool = TOOLS.into_iter().find(|known| *known == tool)?;
        // The class of a list of tools has no status.
        let has_status = tool != "mcp_list_tools";
        let status = STATUSES.into_iter().find(|known| has_status && *known == status);
        Some(Effect::ItemStatus(tool, status))
    }
}

impl Growth {
    /// The type of the events that add to it, in pieces.
    pub(super) fn delta(&self) -> [&'static [u8]; 3] {
        [b"response.", self.event.as_bytes(), b".delta"]
    }

    /// A number for it.
    pub(super) fn number(&self) -> Option<usize> {
        GROWTHS.iter().position(|growth| growth.event == self.event)
    }

    /// The one with this number.
    pub(super) fn numbered(number: usize) -> Option<&'static Growth> {
        GROWTHS.get(number)
    }
}

fn growth(event: &str) -> Option<&'static Growth> {
    GROWTHS.iter().find(|growth| growth.event == event)
}

/// The members of an event that mean something, unless they are null.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Event<'a> {
    pub(super) kind: Option<Text<'a>>,
    pub(super) number: Option<i64>,
    pub(super) output_index: Option<Cursor<'a>>,
    pub(super) item_id: Option<Text<'a>>,
    /// The index of a part, be it of the content or the summary
    pub(super) part_index: Option<Cursor<'a>>,
    pub(super) annotation_index: Option<Cursor<'a>>,
    /// What is brought, under whichever key the event has for it
    pub(super) value: Option<Cursor<'a>>,
    pub(super) logprobs: Option<Cursor<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) error: Option<Cursor<'a>>,
}

impl<'a> Event<'a> {
    /// Reads an object.
    pub(super) fn read(item: Cursor<'a>) -> Self {
        let mut event = Event::default();
        for (key, value) in item.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_wtf8() {
                b"type" => event.kind = value.as_text(),
                b"sequence_number" => event.number = value.as_i64(),
                b"output_index" => event.output_index = Some(value),
                b"item_id" => event.item_id = value.as_text(),
                b"content_index" | b"summary_index" => event.part_index = Some(value),
                b"annotation_index" => event.annotation_index = Some(value),
                b"delta" | b"text" | b"refusal" | b"arguments" | b"input" | b"code" | b"item"
                | b"part" | b"response" | b"annotation" | b"partial_image_b64" => {
                    event.value = Some(value);
                }
                b"logprobs" => event.logprobs = Some(value),
                b"name" => event.name = value.as_text(),
                b"error" => event.error = Some(value),
                _ => {}
            }
        }
        event
    }

    /// What tells the event from others of its stream that may have its number by mistake.
    pub(super) fn print(&self) -> u64 {
        let scalar = |value: Option<Cursor<'a>>| {
            value.filter(|value| !value.is_object() && !value.is_array()).map(Cursor::raw)
        };
        let kind = self.kind.map(Text::to_wtf8).unwrap_or_default();
        let places = [self.output_index, self.part_index, self.annotation_index].map(scalar);
        Print::of(&[&kind]).places(places).with(scalar(self.value))
    }
}

/// A hash that is made piece by piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Print(u64);

impl Print {
    /// That of the type of an event, in pieces.
    pub(super) fn of(kind: &[&[u8]]) -> Self {
        kind.iter().fold(Print(0xcbf2_9ce4_8422_2325), |print, piece| print.and(piece))
    }

    /// Adds the indexes that it has.
    pub(super) fn places(self, places: [Option<&[u8]>; 3]) -> Self {
        places.iter().fold(self, |print, place| print.and(place.unwrap_or_default()).and(b","))
    }

    /// Adds what the event brings.
    pub(super) fn with(self, value: Option<&[u8]>) -> u64 {
        self.and(value.unwrap_or_default()).0
    }

    /// FNV-1a: quick for what is short.
    fn and(self, piece: &[u8]) -> Self {
        let step =
            |print: u64, byte: &u8| (print ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Print(piece.iter().fold(self.0, step))
    }
}
