//! Detects duplicate keys in an object, at little cost for the many objects without.

use super::parser::{ESCAPED, Token};
use crate::error::{Grow, OutOfMemory};
use crate::json::cursor::Cursor;

/// Up to this number of keys, each new key is compared with the previous ones. Beyond it, all keys
/// are compared once, when the object ends.
const FEW: u32 = 32;

/// What is remembered of the keys of an object that has not ended yet.
#[derive(Debug, Default)]
pub(crate) struct SeenKeys {
    count: u32,
    /// One bit per key seen, by its hash: a key whose bit is unset is new.
    bits: u64,
    /// Whether there are too many keys, or escaped ones, to compare each.
    compare_at_end: bool,
}

impl SeenKeys {
    /// Whether the key at token `new`, of the object at token `object`, is a known duplicate.
    #[inline(always)]
    pub(crate) fn is_duplicate(
        &mut self,
        text: &[u8],
        tokens: &[Token],
        object: usize,
        new: usize,
    ) -> bool {
        let key = tokens[new];
        self.count += 1;
        if self.count > FEW || key.extra & ESCAPED != 0 {
            self.compare_at_end = true;
            return false;
        }
        let bit = 1 << (hash(text, key) >> 58);
        if self.bits & bit == 0 {
            self.bits |= bit;
            return false;
        }
        stands_before(text, tokens, object + 1, new)
    }

    /// Whether the object at token `object`, which ends now, has duplicate keys not reported
    /// before.
    #[inline(always)]
    pub(crate) fn has_duplicates(
        &self,
        text: &[u8],
        tokens: &[Token],
        object: usize,
    ) -> Result<bool, OutOfMemory> {
        Ok(self.compare_at_end && compare_all(text, tokens, object)?)
    }
}

/// Whether the key at `new` equals one of the keys from token `key` on.
fn stands_before(text: &[u8], tokens: &[Token], mut key: usize, new: usize) -> bool {
    let bytes = |token: Token| {
        let start = token.pos as usize + 1;
        &text[start..start + (token.extra & !ESCAPED) as usize]
    };
    let wanted = tokens[new];
    while key < new {
        let token = tokens[key];
        if token.extra == wanted.extra && bytes(token) == bytes(wanted) {
            return true;
        }
        let value = tokens[key + 1];
        let is_container = matches!(text[value.pos as usize], b'{' | b'[');
        key += 1 + if is_container { value.extra as usize } else { 1 };
    }
    false
}

#[cold]
fn compare_all(text: &[u8], tokens: &[Token], object: usize) -> Result<bool, OutOfMemory> {
    let keys = SortedKeys::of(Cursor::new(text, tokens, object))?;
    Ok(keys.groups().any(|group| group.len() > 1))
}

/// The keys of an object, with equal ones next to each other.
pub(crate) struct SortedKeys<'a> {
    /// The decoded form of the keys that have escapes.
    decoded: Vec<u8>,
    sorted: Vec<Key<'a>>,
}

/// A key, and the number of its member in the object.
#[derive(Clone, Copy)]
pub(crate) struct Key<'a> {
    /// The key as it occurs in the text, or its location among the decoded ones.
    name: Name<'a>,
    pub(crate) member: usize,
}

#[derive(Clone, Copy)]
enum Name<'a> {
    Plain(&'a [u8]),
    Decoded(usize, usize),
}

impl Name<'_> {
    fn bytes<'n>(&'n self, decoded: &'n [u8]) -> &'n [u8] {
        match *self {
            Name::Plain(bytes) => bytes,
            Name::Decoded(start, end) => &decoded[start..end],
        }
    }
}

impl<'a> SortedKeys<'a> {
    pub(crate) fn of(object: Cursor<'a>) -> Result<Self, OutOfMemory> {
        let (mut decoded, mut sorted) = (Vec::new(), Vec::new());
        for (member, (key, _)) in object.members().enumerate() {
            let name = match key.is_escaped() {
                false => Name::Plain(key.raw()),
                true => {
                    let start = decoded.len();
                    key.decode_into(&mut decoded)?;
                    Name::Decoded(start, decoded.len())
                }
            };
            sorted.try_push(Key { name, member })?;
        }
        // The length comes first: it is already known, and differs for most keys.
        let order = |a: &Key<'_>, b: &Key<'_>| {
            let (one, other) = (a.name.bytes(&decoded), b.name.bytes(&decoded));
            let of_names = one.len().cmp(&other.len()).then_with(|| one.cmp(other));
            of_names.then(a.member.cmp(&b.member))
        };
        sorted.sort_unstable_by(order);
        Ok(SortedKeys { decoded, sorted })
    }

    /// The groups of equal keys, in the order of their members.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Key<'a>]> {
        let decoded = &self.decoded;
        self.sorted.chunk_by(|a, b| a.name.bytes(decoded) == b.name.bytes(decoded))
    }
}

/// A hash whose high bits distinguish keys by length and first bytes.
#[inline(always)]
fn hash(text: &[u8], key: Token) -> u64 {
    let length = key.extra as usize;
    let key = text.get(key.pos as usize + 1..).unwrap_or_default();
    let head = match key.first_chunk::<8>() {
        Some(bytes) if length >= 8 => u64::from_le_bytes(*bytes),
        Some(bytes) => u64::from_le_bytes(*bytes) & ((1 << (8 * length)) - 1),
        // Close to the end of the text: the same number, from the bytes that are left.
        None => key.iter().take(length).rfold(0, |head, byte| head << 8 | u64::from(*byte)),
    };
    (head ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
