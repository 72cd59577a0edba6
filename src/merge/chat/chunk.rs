//! Chunks of chat completions: splits an object into its known fields, in one pass and borrowed.
//!
//! A field that is null counts as absent and is not yielded.

use crate::json::{Cursor, Text};

/// A field of a chunk.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each is named as in the chunk
pub enum ChunkField<'a> {
    Id(Cursor<'a>),
    Created(Cursor<'a>),
    Model(Cursor<'a>),
    SystemFingerprint(Cursor<'a>),
    ServiceTier(Cursor<'a>),
    Moderation(Cursor<'a>),
    Usage(Cursor<'a>),
    Error,
    Choices(Cursor<'a>),
    /// Any other
    Other(Text<'a>, Cursor<'a>),
}

/// A field of a delta.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each is named as in the delta
pub enum DeltaField<'a> {
    Role(Cursor<'a>),
    Content(Cursor<'a>),
    Refusal(Cursor<'a>),
    ToolCalls(Cursor<'a>),
    FunctionCall(Cursor<'a>),
    Audio(Cursor<'a>),
    Annotations(Cursor<'a>),
    /// Any other
    Other(Text<'a>, Cursor<'a>),
}

/// One entry of a chunk's `choices`.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each is named as in the choice
pub struct ChunkChoice<'a> {
    pub(crate) entry: Cursor<'a>,
    pub(crate) has_others: bool,
    pub index: Option<Cursor<'a>>,
    pub delta: Option<Cursor<'a>>,
    pub finish_reason: Option<Cursor<'a>>,
    pub logprobs: Option<Cursor<'a>>,
}

/// The members of `object` that are not null.
#[inline(always)]
pub fn present(object: Cursor<'_>) -> impl Iterator<Item = (Text<'_>, Cursor<'_>)> {
    object.members().filter(|(_, value)| !value.is_null())
}

/// The fields of a chunk; `object`, and `obfuscation` and Mistral's `p`, which only hide its length,
/// carry no information and are left out.
#[inline(always)]
pub fn chunk_fields(chunk: Cursor<'_>) -> impl Iterator<Item = ChunkField<'_>> {
    present(chunk).filter_map(|(key, value)| key.with_wtf8(|name| chunk_field(name, key, value)))
}

/// Comparing with one constant of the right length is cheaper than byte by byte.
#[inline(always)]
fn chunk_field<'a>(name: &[u8], key: Text<'a>, value: Cursor<'a>) -> Option<ChunkField<'a>> {
    Some(match name.len() {
        1 if name == b"p" && value.as_text().is_some() => return None,
        2 if name == b"id" => ChunkField::Id(value),
        5 if name == b"model" => ChunkField::Model(value),
        5 if name == b"usage" => ChunkField::Usage(value),
        5 if name == b"error" => ChunkField::Error,
        6 if name == b"object" => return None,
        7 if name == b"choices" => ChunkField::Choices(value),
        7 if name == b"created" => ChunkField::Created(value),
        10 if name == b"moderation" => ChunkField::Moderation(value),
        11 if name == b"obfuscation" => return None,
        12 if name == b"service_tier" => ChunkField::ServiceTier(value),
        18 if name == b"system_fingerprint" => ChunkField::SystemFingerprint(value),
        _ => ChunkField::Other(key, value),
    })
}

impl<'a> ChunkChoice<'a> {
    /// Reads an entry; `obfuscation` carries no information and is left out.
    #[inline(always)]
    pub fn new(entry: Cursor<'a>) -> Self {
        let (index, delta, finish_reason, logprobs) = (None, None, None, None);
        let has_others = false;
        let mut choice = Self { entry, has_others, index, delta, finish_reason, logprobs };
        for (key, value) in present(entry) {
            key.with_wtf8(Field::of).take(value, &mut choice);
        }
        choice
    }

    /// The fields that are not known here.
    pub fn others(self) -> impl Iterator<Item = (Text<'a>, Cursor<'a>)> {
        let entry = self.has_others.then_some(self.entry);
        let others = entry.into_iter().flat_map(present);
        others.filter(|(key, _)| key.with_wtf8(|name| matches!(Field::of(name), Field::Other)))
    }
}

enum Field {
    Index,
    Delta,
    FinishReason,
    Logprobs,
    Nothing,
    Other,
}

impl Field {
    #[inline(always)]
    fn of(name: &[u8]) -> Self {
        match name.len() {
            5 if name == b"delta" => Field::Delta,
            5 if name == b"index" => Field::Index,
            8 if name == b"logprobs" => Field::Logprobs,
            11 if name == b"obfuscation" => Field::Nothing,
            13 if name == b"finish_reason" => Field::FinishReason,
            _ => Field::Other,
        }
    }

    #[inline(always)]
    fn take<'a>(self, value: Cursor<'a>, choice: &mut ChunkChoice<'a>) {
        match self {
            Field::Index => choice.index = Some(value),
            Field::Delta => choice.delta = Some(value),
            Field::FinishReason => choice.finish_reason = Some(value),
            Field::Logprobs => choice.logprobs = Some(value),
            Field::Nothing => {}
            Field::Other => choice.has_others = true,
        }
    }
}

/// The fields of a delta.
#[inline(always)]
pub fn delta_fields(delta: Cursor<'_>) -> impl Iterator<Item = DeltaField<'_>> {
    present(delta).map(|(key, value)| delta_field(key, value))
}

/// The field of a delta that has this key.
#[inline(always)]
pub fn delta_field<'a>(key: Text<'a>, value: Cursor<'a>) -> DeltaField<'a> {
    key.with_wtf8(|name| match name.len() {
        4 if name == b"role" => DeltaField::Role(value),
        5 if name == b"audio" => DeltaField::Audio(value),
        7 if name == b"content" => DeltaField::Content(value),
        7 if name == b"refusal" => DeltaField::Refusal(value),
        10 if name == b"tool_calls" => DeltaField::ToolCalls(value),
        11 if name == b"annotations" => DeltaField::Annotations(value),
        13 if name == b"function_call" => DeltaField::FunctionCall(value),
        _ => DeltaField::Other(key, value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn keys_may_be_escaped() -> crate::error::Result<()> {
        let chunk = Document::parse(br#"{"\u0069d": "c", "object": ""}"#.to_vec())?;
        let fields: Vec<_> = chunk_fields(chunk.root()).collect();
        assert!(matches!(fields[..], [ChunkField::Id(_)]));
        Ok(())
    }

    #[test]
    fn null_fields_are_not_given() -> crate::error::Result<()> {
        let entry = Document::parse(br#"{"delta": null, "index": 3, "x": null, "y": 1}"#.to_vec())?;
        let choice = ChunkChoice::new(entry.root());
        assert!(choice.delta.is_none());
        assert_eq!(choice.index.and_then(Cursor::as_i64), Some(3));
        assert_eq!(choice.others().count(), 1);
        Ok(())
    }
}
