//! A request hash: 32 bytes, shown as 64 hexadecimal digits.

use std::fmt;

use super::sha::sha256;

/// The hash of a request.
///
/// ```
/// use deltafold::Document;
/// use deltafold::internals::request_hash::tool;
/// let arguments = Document::parse(br#"{"city": "Oslo"}"#.to_vec())?;
/// let hash = tool("weather", "forecast", Some(arguments.root()));
/// assert_eq!(hash.to_string().len(), 64);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestHash(pub(super) [u8; 32]);

impl RequestHash {
    /// The hash of a text returned by [`super::stored::StoredRequest::hashed_text`].
    pub fn of_text(text: &[u8]) -> Self {
        sha256(text)
    }

    /// Reads 64 digits as [`fmt::Display`] writes them.
    ///
    /// ```
    /// use deltafold::RequestHash;
    /// let digits = "0123456789abcdef".repeat(4);
    /// assert_eq!(RequestHash::from_digits(&digits).map(|hash| hash.to_string()), Some(digits));
    /// assert_eq!(RequestHash::from_digits("0123"), None);
    /// ```
    pub fn from_digits(digits: &str) -> Option<Self> {
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let mut hash = [0; 32];
        if digits.len() != 2 * hash.len() {
            return None;
        }
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Some(RequestHash(hash))
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for RequestHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' + value - 10 };
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        f.pad(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for RequestHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestHash({self})")
    }
}
