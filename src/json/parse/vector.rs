//! Searches sixteen bytes at once. SSE2 is a part of every x86-64 processor, so nothing is detected
//! at run time; other processors take two steps of eight bytes.

#![cfg_attr(target_arch = "x86_64", allow(unsafe_code))]

/// The number of bytes that are searched at once.
pub(super) const BLOCK: usize = 16;

#[cfg(target_arch = "x86_64")]
mod search {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8,
    };

    use super::BLOCK;

    /// The number of bytes before the first quote, backslash or control character.
    #[inline(always)]
    pub(crate) fn plain(block: &[u8; BLOCK]) -> usize {
        // SAFETY: the processor has SSE2.
        unsafe {
            let bytes = load(block);
            let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
            let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
            let controls = _mm_cmpeq_epi8(bytes, _mm_min_epu8(bytes, _mm_set1_epi8(0x1F)));
            let found = _mm_or_si128(_mm_or_si128(quotes, backslashes), controls);
            (_mm_movemask_epi8(found) | 1 << BLOCK).trailing_zeros() as usize
        }
    }

    /// The number of spaces and line feeds before any other byte.
    #[inline(always)]
    pub(crate) fn spaces(block: &[u8; BLOCK]) -> usize {
        // SAFETY: the processor has SSE2.
        unsafe {
            let bytes = load(block);
            let spaces = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b' ' as i8));
            let feeds = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\n' as i8));
            (!_mm_movemask_epi8(_mm_or_si128(spaces, feeds))).trailing_zeros() as usize
        }
    }

    #[inline(always)]
    fn load(block: &[u8; BLOCK]) -> __m128i {
        // SAFETY: the processor has SSE2, and the pointer leads to sixteen bytes.
        unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
    }
}

/// The same for all processors; also compiled for tests.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::BLOCK;

    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;

    #[inline(always)]
    pub(crate) fn plain(block: &[u8; BLOCK]) -> usize {
        first(block, |word| {
            let quotes = zeros(word ^ (ONES * u64::from(b'"')));
            let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
            quotes | backslashes | word.wrapping_sub(ONES * 0x20) & !word & HIGHS
        })
    }

    #[inline(always)]
    pub(crate) fn spaces(block: &[u8; BLOCK]) -> usize {
        block.iter().position(|byte| !matches!(byte, b' ' | b'\n')).unwrap_or(BLOCK)
    }

    /// Marks bytes that are zero. There may be false marks, but only above a correct one.
    #[inline(always)]
    fn zeros(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGHS
    }

    /// The number of the first byte that is marked.
    #[inline(always)]
    fn first(block: &[u8; BLOCK], marks: impl Fn(u64) -> u64) -> usize {
        let [low, high] = block.as_chunks::<8>().0 else { return BLOCK };
        match marks(u64::from_le_bytes(*low)) {
            0 => 8 + (marks(u64::from_le_bytes(*high)).trailing_zeros() / 8) as usize,
            low => (low.trailing_zeros() / 8) as usize,
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) use portable::{plain, spaces};
#[cfg(target_arch = "x86_64")]
pub(super) use search::{plain, spaces};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_found_at_each_place() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                let ends = |is_found: bool| if is_found { place } else { BLOCK };
                // What follows must not matter, nor what comes before if it is not searched for.
                for (before, after) in [(b'!', 0xFF), (0x7F, b'"'), (0xFF, b'\\'), (b'[', 0x1F)] {
                    let mut block = [before; BLOCK];
                    block[place] = byte;
                    let is_found = matches!(byte, b'"' | b'\\' | 0..0x20);
                    assert_eq!(plain(&block), ends(is_found), "{byte} at {place}");
                    assert_eq!(portable::plain(&block), ends(is_found), "{byte} at {place}");
                    if is_found {
                        block[place + 1..].fill(after);
                        assert_eq!(plain(&block), place, "{byte} at {place}");
                        assert_eq!(portable::plain(&block), place, "{byte} at {place}");
                    }
                }
                for before in *b" \n" {
                    let mut block = [before; BLOCK];
                    block[place] = byte;
                    let is_found = !matches!(byte, b' ' | b'\n');
                    assert_eq!(spaces(&block), ends(is_found), "{byte} at {place}");
                    assert_eq!(portable::spaces(&block), ends(is_found), "{byte} at {place}");
                }
            }
        }
    }
}
