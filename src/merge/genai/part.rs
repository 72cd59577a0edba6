//! One part of a content.

use super::call::Call;
use crate::json::{self, Builder, Cursor, TextBuf};
use crate::merge::events::{Part as GrownPart, PartKind};
use crate::merge::parts::spelling::Spelling;

/// A part so far.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(Text),
    Call(Box<Call>),
    Whole(Whole),
}

/// A text so far, with only the members that belong to texts.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    text: TextBuf,
    thought: Option<bool>,
    /// It ends the part: a following text is another part.
    signature: Option<TextBuf>,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextPiece<'a> {
    text: json::Text<'a>,
    thought: Option<bool>,
    signature: Option<json::Text<'a>>,
}

/// A part of any other kind: the JSON of its members that are not null.
#[derive(Clone, Debug)]
pub(crate) struct Whole(Vec<u8>);

impl Part {
    pub(crate) fn write(&self, spelling: &Spelling, json: &mut Builder) {
        match self {
            Part::Text(text) => text.write(spelling, json),
            Part::Call(call) => call.write(spelling, json),
            Part::Whole(Whole(part)) => json.raw(part),
        }
    }
}

impl<'a> TextPiece<'a> {
    /// `part` as a text, unless it has members that texts do not have.
    pub(crate) fn of(part: Cursor<'a>, spelling: &mut Spelling) -> Option<Self> {
        let (mut text, mut thought, mut signature) = (None, None, None);
        let mut spelled = "";
        for (key, value) in part.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_str() {
                "text" => text = Some(value.as_text()?),
                "thought" => thought = Some(value.as_bool()?),
                key if signature.is_none() => {
                    spelled = SIGNATURES.into_iter().find(|name| key == *name)?;
                    signature = Some(value.as_text()?);
                }
                _ => return None,
            }
        }
        let text = text?;
        spelling.note(spelled);
        Some(TextPiece { text, thought, signature })
    }
}

impl TextPiece<'_> {
    pub(crate) fn is_signed(&self) -> bool {
        self.signature.is_some()
    }
}

const SIGNATURES: [&str; 2] = ["thought_signature", "thoughtSignature"];

impl From<TextPiece<'_>> for Text {
    fn from(piece: TextPiece<'_>) -> Self {
        let signature = piece.signature.map(TextBuf::from);
        Text { text: piece.text.into(), thought: piece.thought, signature }
    }
}

impl Text {
    /// Whether `next` is the next piece of the same text.
    pub(crate) fn goes_on_with(&self, next: TextPiece<'_>) -> bool {
        let is_thought = self.thought == Some(true);
        self.signature.is_none() && is_thought == (next.thought == Some(true))
    }

    pub(crate) fn append(&mut self, next: TextPiece<'_>) {
        self.text.push(next.text);
        self.thought = self.thought.or(next.thought);
        self.signature = next.signature.map(TextBuf::from);
    }

    /// Appends a text without a signature, like the piece before.
    pub(crate) fn go_on(&mut self, text: json::Text<'_>) -> Option<()> {
        if self.signature.is_some() {
            return None;
        }
        self.text.push(text);
        Some(())
    }

    pub(crate) fn part(&self, choice: i64) -> GrownPart<'_> {
        let is_thought = self.thought == Some(true);
        let kind = if is_thought { PartKind::Reasoning } else { PartKind::Content };
        GrownPart::new(kind, choice, self.text.as_text())
    }

    fn write(&self, spelling: &Spelling, json: &mut Builder) {
        json.begin_object();
        json.key("text");
        json.text(self.text.as_text());
        if let Some(thought) = self.thought {
            json.key("thought");
            json.bool(thought);
        }
        if let Some(signature) = &self.signature {
            json.key(spelling.of("thought_signature"));
            json.text(signature.as_text());
        }
        json.end_object();
    }
}

impl Whole {
    pub(crate) fn of(part: Cursor<'_>) -> Self {
        let mut json = Builder::new();
        json.begin_object();
        for (key, value) in part.members().filter(|(_, value)| !value.is_null()) {
            json.key_text(key);
            json.value(value);
        }
        json.end_object();
        Whole(json.finish())
    }
}
