//! Paths as texts from which the path can be restored.

use std::ffi::OsStr;

/// A path as Python's `os.fsdecode` reads it, in WTF-8: each byte that is not UTF-8 becomes a lone
/// surrogate.
///
/// ```
/// use std::ffi::OsStr;
/// use deltafold::internals::corpus::path_text;
/// assert_eq!(path_text(OsStr::new("a/é.json")), "a/é.json".as_bytes());
/// ```
pub fn path_text(path: &OsStr) -> Vec<u8> {
    let mut text = Vec::with_capacity(path.len());
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            // U+DC80 to U+DCFF, in the three bytes that UTF-8 would have for them.
            text.extend([0xED, 0xB0 | (byte >> 6), 0x80 | (byte & 0x3F)]);
        }
    }
    text
}
