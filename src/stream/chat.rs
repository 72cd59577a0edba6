//! Chunks of chat completions: an object in, its known fields out, in one pass and borrowed.
//!
//! Null is absent in all of them: a field that is null is not given.

use crate::json::{Cursor, Text};

/// A field of a chunk.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each has the name that the chunk has for it
pub enum ChunkField<'a> {
    Id(Cursor<'a>),
    Created(Cursor<'a>),
    Model(Cursor<'a>),
    SystemFingerprint(Cursor<'a>),
    ServiceTier(Cursor<'a>),
    Moderation(Cursor<'a>),
    Usage(Cursor<'a>),
    Error(Cursor<'a>),
    Choices(Cursor<'a>),
    /// Any other
    Other(Text<'a>, Cursor<'a>),
}

/// A field of a choice of a chunk.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each has the name that the choice has for it
pub enum ChoiceField<'a> {
    /// Already taken by [`index_of`]
    Index,
    Delta(Cursor<'a>),
    FinishReason(Cursor<'a>),
    Logprobs(Cursor<'a>),
    /// `content_filter_results`, `content_filter_offsets` or `content_filter_result`
    ContentFilter(Text<'a>, Cursor<'a>),
    TokenIds(Cursor<'a>),
    /// A whole message, which has no place in a chunk
    Message,
    /// Any other
    Other(Text<'a>, Cursor<'a>),
}

/// A field of a delta.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each has the name that the delta has for it
pub enum DeltaField<'a> {
    Role(Cursor<'a>),
    Content(Cursor<'a>),
    Refusal(Cursor<'a>),
    ToolCalls(Cursor<'a>),
    FunctionCall(Cursor<'a>),
    Audio(Cursor<'a>),
    Annotations(Cursor<'a>),
    Images(Cursor<'a>),
    ReasoningDetails(Cursor<'a>),
    ThinkingBlocks(Cursor<'a>),
    /// Any other
    Other(Text<'a>, Cursor<'a>),
}

/// The members of `object` that are not null.
#[inline(always)]
pub fn present(object: Cursor<'_>) -> impl Iterator<Item = (Text<'_>, Cursor<'_>)> {
    object.members().filter(|(_, value)| !value.is_null())
}

/// The fields of a chunk; `object` and `obfuscation` say nothing and are left out.
#[inline(always)]
pub fn chunk_fields(chunk: Cursor<'_>) -> impl Iterator<Item = ChunkField<'_>> {
    present(chunk).filter_map(|(key, value)| {
        key.with_wtf8(|name| match name {
            b"object" | b"obfuscation" => None,
            b"id" => Some(ChunkField::Id(value)),
            b"choices" => Some(ChunkField::Choices(value)),
            b"created" => Some(ChunkField::Created(value)),
            b"model" => Some(ChunkField::Model(value)),
            b"service_tier" => Some(ChunkField::ServiceTier(value)),
            b"system_fingerprint" => Some(ChunkField::SystemFingerprint(value)),
            b"usage" => Some(ChunkField::Usage(value)),
            b"moderation" => Some(ChunkField::Moderation(value)),
            b"error" => Some(ChunkField::Error(value)),
            _ => Some(ChunkField::Other(key, value)),
        })
    })
}

/// The fields of a choice; `obfuscation` says nothing and is left out.
#[inline(always)]
pub fn choice_fields(choice: Cursor<'_>) -> impl Iterator<Item = ChoiceField<'_>> {
    present(choice).filter_map(|(key, value)| {
        key.with_wtf8(|name| match name {
            b"obfuscation" => None,
            b"delta" => Some(ChoiceField::Delta(value)),
            b"index" => Some(ChoiceField::Index),
            b"finish_reason" => Some(ChoiceField::FinishReason(value)),
            b"logprobs" => Some(ChoiceField::Logprobs(value)),
            b"content_filter_results" | b"content_filter_offsets" | b"content_filter_result" => {
                Some(ChoiceField::ContentFilter(key, value))
            }
            b"token_ids" => Some(ChoiceField::TokenIds(value)),
            b"message" => Some(ChoiceField::Message),
            _ => Some(ChoiceField::Other(key, value)),
        })
    })
}

/// The index of a choice or tool call, if it has one that is an integer.
#[inline(always)]
pub fn index_of(entry: Cursor<'_>) -> Option<i64> {
    entry.get("index")?.as_i64()
}

/// The fields of a delta.
#[inline(always)]
pub fn delta_fields(delta: Cursor<'_>) -> impl Iterator<Item = DeltaField<'_>> {
    present(delta).map(|(key, value)| delta_field(key, value))
}

/// The field of a delta that has this key.
#[inline(always)]
pub fn delta_field<'a>(key: Text<'a>, value: Cursor<'a>) -> DeltaField<'a> {
    key.with_wtf8(|name| match name {
        b"content" => DeltaField::Content(value),
        b"role" => DeltaField::Role(value),
        b"refusal" => DeltaField::Refusal(value),
        b"tool_calls" => DeltaField::ToolCalls(value),
        b"function_call" => DeltaField::FunctionCall(value),
        b"audio" => DeltaField::Audio(value),
        b"annotations" => DeltaField::Annotations(value),
        b"images" => DeltaField::Images(value),
        b"reasoning_details" => DeltaField::ReasoningDetails(value),
        b"thinking_blocks" => DeltaField::ThinkingBlocks(value),
        _ => DeltaField::Other(key, value),
    })
}
