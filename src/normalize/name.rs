//! Makes the id of recorded objects from the name of their file.

use std::path::Path;

use super::verdict::as_json;

/// The number of characters of the hash that an id contains.
const ID_LENGTH: usize = 12;

/// `rec-` and the first characters of the hash in the file name, as JSON text.
pub(super) fn recording_id(name: &Path) -> Vec<u8> {
    let name = name.file_name().unwrap_or_default().as_encoded_bytes();
    let mut id = b"rec-".to_vec();
    push_first_characters(hash_in(name), ID_LENGTH, &mut id);
    as_json(&id)
}

/// The stem, as defined by Python's `Path.stem`; if it has hyphens, the part after the last one.
fn hash_in(name: &[u8]) -> &[u8] {
    let stem = match memchr::memrchr(b'.', name) {
        Some(dot) if dot > 0 && dot + 1 < name.len() => &name[..dot],
        _ => name,
    };
    memchr::memrchr(b'-', stem).map_or(stem, |hyphen| &stem[hyphen + 1..])
}

/// Appends at most `count` characters in WTF-8. Bytes that are not UTF-8 are represented as Python
/// does in file names: as U+DC80 to U+DCFF.
fn push_first_characters(text: &[u8], count: usize, out: &mut Vec<u8>) {
    let mut left = count;
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars().take(left) {
            out.extend(character.encode_utf8(&mut [0; 4]).bytes());
            left -= 1;
        }
        for byte in chunk.invalid().iter().take(left) {
            out.extend([0xED, 0xB0 | (byte >> 6), 0x80 | (byte & 0x3F)]);
            left -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_in_the_name() {
        for (name, id) in [
            ("recordings/0123456789abcdef.json", "rec-0123456789ab"),
            ("models-0123456789abcdef-fedcba98.json", "rec-fedcba98"),
            ("short.json", "rec-short"),
            ("a.b.c.json", "rec-a.b.c"),
            (".json", "rec-.json"),
            ("dot.", "rec-dot."),
            ("x-.json", "rec-"),
            ("-", "rec-"),
            ("äaaaaaaaaaaaaaaa", "rec-\\u00e4aaaaaaaaaaa"),
            ("", "rec-"),
            ("say \"hi\".json", "rec-say \\\"hi\\\""),
        ] {
            let json = String::from_utf8(recording_id(Path::new(name))).unwrap();
            assert_eq!(json, format!("\"{id}\""), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        let name = Path::new(std::ffi::OsStr::from_bytes(b"\xFFa.json"));
        assert_eq!(recording_id(name).to_ascii_lowercase(), br#""rec-\udcffa""#);
    }
}
