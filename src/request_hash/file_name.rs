//! Reads the hash in a file name.

use std::path::Path;

use super::hash::RequestHash;

/// The number of hash digits in old names.
const OLD_DIGITS: usize = 12;
const DIGITS: usize = 64;

/// The parts of a recording's file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileName<'a> {
    /// The hash, whole or its first 12 digits.
    pub(crate) hash: &'a str,
    /// The digest of the ids, in the names of model lists.
    pub(crate) digest: Option<&'a str>,
    /// Whether it has a number: a further answer to the same request, as in `<hash>_002.json`.
    pub(crate) is_further: bool,
}

impl FileName<'_> {
    /// Whether it has this hash, or the beginning of it.
    pub(crate) fn fits(&self, hash: &RequestHash) -> bool {
        let mut digits = [0; 2 * 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(hash.bytes()) {
            pair.copy_from_slice(&[byte >> 4, byte & 15]);
        }
        let value = |digit: u8| if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 };
        self.hash.bytes().zip(digits).all(|(digit, expected)| value(digit) == expected)
    }

    /// The hash, if it has all digits.
    pub(crate) fn whole(&self) -> Option<RequestHash> {
        RequestHash::from_digits(self.hash)
    }
}

impl<'a> FileName<'a> {
    /// `None` if the name has no hash in it.
    pub(crate) fn of(path: &'a Path) -> Option<Self> {
        let (stem, is_further) = unnumbered_stem(path)?;
        let name = match stem.strip_prefix("models-") {
            Some(rest) => {
                let (hash, digest) = rest.split_once('-')?;
                FileName { hash, digest: Some(digest), is_further }
            }
            None => FileName { hash: stem, digest: None, is_further },
        };
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_hash =
            matches!(name.hash.len(), OLD_DIGITS | DIGITS) && name.hash.bytes().all(is_digit);
        is_hash.then_some(name)
    }
}

/// A file's name without its ending, and without the number that a further answer to the same request
/// has; and whether it has one. `None` if it is not Unicode.
pub(crate) fn unnumbered_stem(path: &Path) -> Option<(&str, bool)> {
    const LEAST_DIGITS: usize = 3;
    let stem = path.file_stem()?.to_str()?;
    let is_number =
        |text: &str| text.len() >= LEAST_DIGITS && text.bytes().all(|digit| digit.is_ascii_digit());
    match stem.rsplit_once('_') {
        Some((first, number)) if is_number(number) => Some((first, true)),
        _ => Some((stem, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hashes_old_hashes_and_those_of_model_lists() {
        let hash = "0123456789abcdef".repeat(4);
        let of = |name: &str| {
            let path = format!("recordings/{name}.json");
            FileName::of(Path::new(&path)).map(|name| (name.hash.len(), name.digest.is_some()))
        };
        assert_eq!(of(&hash), Some((64, false)));
        assert_eq!(of(&hash[..12]), Some((12, false)));
        assert_eq!(of(&format!("models-{hash}-01234567")), Some((64, true)));
        assert_eq!(of(&format!("{hash}_002")), Some((64, false)));
        for number in ["_02", "_", "_00a", "-002", "_002_"] {
            assert_eq!(of(&format!("{hash}{number}")), None, "{number}");
        }
        for other in ["seed", &hash[..13], &hash.to_uppercase(), &format!("models-{hash}"), ""] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
