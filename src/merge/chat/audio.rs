//! Audio: a transcript that grows and base64 data in fragments (contract, section 3).

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};

use super::chunk::present;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::{Notes, Path};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
const WHOLE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
/// Fragments may be padded or not.
const FRAGMENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    LENIENT.with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The audio of a message so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audio {
    id: Identity,
    /// All fragments of the data, decoded from JSON but not from base64
    data: Option<Vec<u8>>,
    fragment_ends: Vec<usize>,
    transcript: Option<TextBuf>,
    expires_at: Last,
    rest: Members,
}

impl Audio {
    /// Merges a delta's audio.
    pub(crate) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in present(value) {
            match (&*key.to_wtf8(), value.as_text()) {
                (b"id", Some(id)) => self.id.set_last(id),
                (b"expires_at", _) => self.expires_at.replace(value),
                (b"data", Some(fragment)) => {
                    let data = self.data.get_or_insert_default();
                    data.extend_from_slice(&fragment.to_wtf8());
                    self.fragment_ends.push(data.len());
                }
                (b"transcript", Some(piece)) => self.transcript.get_or_insert_default().push(piece),
                (b"id" | b"data" | b"transcript", None) => {
                    notes.unexpected(&format!("audio.{}", key.to_str()), value);
                }
                _ => self.rest.merge(key, value, Rule::Delta, &Path::to("audio"), notes),
            }
        }
    }

    /// The fragments decoded one by one, joined, and encoded again, if together they are not valid
    /// base64; `None` if they are, or if one of them is not valid base64 either.
    fn encoded_again(&self, data: &[u8]) -> Option<String> {
        if WHOLE.decode(data).is_ok() {
            return None;
        }
        let mut bytes = Vec::with_capacity(data.len());
        let mut start = 0;
        for end in &self.fragment_ends {
            bytes.extend(FRAGMENT.decode(data.get(start..*end)?).ok()?);
            start = *end;
        }
        Some(WHOLE.encode(bytes))
    }

    /// What is said so far.
    pub(crate) fn transcript(&self) -> Option<Text<'_>> {
        self.transcript.as_ref().map(TextBuf::as_text)
    }

    pub(crate) fn write_value(&self, json: &mut Builder) {
        json.begin_object();
        if let Some(id) = self.id.get() {
            json.key("id");
            json.text(id);
        }
        if let Some(data) = &self.data {
            json.key("data");
            match self.encoded_again(data) {
                Some(encoded) => json.str(&encoded),
                None => json.wtf8(data),
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
