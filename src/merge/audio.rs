//! Audio: a transcript that grows and base64 data in fragments (contract, section 3).

use base64::Engine;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};

use super::extras::{Growth, Members};
use super::lists::Last;
use super::notes::Notes;
use crate::json::{Builder, Cursor, TextBuf};
use crate::stream::chat::present;

/// Fragments may be padded or not.
const FRAGMENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::with_decode_padding_mode(NO_PAD, DecodePaddingMode::Indifferent),
);

/// The audio of a message so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Audio {
    id: Last,
    data: Option<TextBuf>,
    /// Where each fragment of `data` ends, in its escaped bytes.
    fragment_ends: Vec<usize>,
    transcript: Option<TextBuf>,
    expires_at: Last,
    rest: Members,
}

impl Audio {
    /// Merges what a delta has.
    pub(super) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        if !value.is_object() {
            return notes.unexpected("audio", value);
        }
        for (key, value) in present(value) {
            match (&*key.to_wtf8(), value.as_text()) {
                (b"id", _) => self.id.set(value),
                (b"expires_at", _) => self.expires_at.set(value),
                (b"data", Some(fragment)) => {
                    let data = self.data.get_or_insert_default();
                    data.push(fragment);
                    self.fragment_ends.push(data.as_text().raw().len());
                }
                (b"transcript", Some(piece)) => self.transcript.get_or_insert_default().push(piece),
                _ => self.rest.merge(key, value, Growth::Deltas, notes),
            }
        }
    }

    /// The data as one base64 text: the fragments together if that is valid, else decoded one by
    /// one, joined, and encoded again; together after all if one cannot be decoded.
    fn whole_data(&self, data: &TextBuf) -> Option<String> {
        if data.as_text().is_escaped() || STANDARD.decode(data.as_text().raw()).is_ok() {
            return None;
        }
        let raw = data.as_text().raw();
        let mut bytes = Vec::with_capacity(raw.len());
        let mut start = 0;
        for end in &self.fragment_ends {
            bytes.extend(FRAGMENT.decode(raw.get(start..*end)?).ok()?);
            start = *end;
        }
        Some(STANDARD.encode(bytes))
    }

    pub(super) fn write_value(&self, json: &mut Builder) {
        json.begin_object();
        self.id.write("id", json);
        if let Some(data) = &self.data {
            json.key("data");
            match self.whole_data(data) {
                Some(encoded) => json.str(&encoded),
                None => json.text(data.as_text()),
            }
        }
        self.expires_at.write("expires_at", json);
        if let Some(transcript) = &self.transcript {
            json.key("transcript");
            json.text(transcript.as_text());
        }
        self.rest.write(json);
        json.end_object();
    }
}
