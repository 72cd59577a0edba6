//! Finds where strings occur in a text as whole words. The automaton of Aho and Corasick, read
//! backwards: each place keeps the longest string that begins there, so that memory and time grow
//! with the strings and the text, whatever occurs within what.

use std::collections::HashMap;

use crate::error::{Grow, OutOfMemory};

/// Strings to be found.
#[derive(Debug)]
pub(super) struct Strings {
    /// The root is the first.
    nodes: Vec<Node>,
    edges: HashMap<(u32, u16), u32>,
    /// Whether some string ends with this byte: most bytes of most texts need no more than that.
    ends: [bool; 256],
}

/// The end of one or more strings, spelled from the last byte to the first.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The node that spells the most of what this one does without its first bytes.
    shorter: u32,
    /// The number of the longest string that ends here.
    string: Option<u32>,
}

impl Strings {
    /// `strings` are not empty, and have their numbers with them.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn new<'s>(
        strings: impl Iterator<Item = (u32, &'s [u8])>,
    ) -> Result<Self, OutOfMemory> {
        let root = Node { shorter: 0, string: None };
        let mut new = Strings { nodes: vec![root], edges: HashMap::new(), ends: [false; 256] };
        // The strings, each with the number of its bytes that are left, and its node so far. All
        // grow by one byte in each round: what is shorter is complete before it is needed.
        let mut open = Vec::new();
        for (number, string) in strings {
            string.last().into_iter().for_each(|last| new.ends[usize::from(*last)] = true);
            open.try_push((number, string, string.len(), 0))?;
        }
        while !open.is_empty() {
            for (number, string, left, node) in &mut open {
                *left -= 1;
                *node = new.grown(*node, symbol(string, *left))?;
                if let (0, Some(end)) = (*left, new.nodes.get_mut(*node as usize)) {
                    end.string = Some(*number);
                }
            }
            open.retain(|(_, _, left, _)| *left > 0);
        }
        Ok(new)
    }

    /// The node to which `symbol` leads from `node`, which is made if there is none.
    fn grown(&mut self, node: u32, symbol: u16) -> Result<u32, OutOfMemory> {
        if let Some(known) = self.edges.get(&(node, symbol)) {
            return Ok(*known);
        }
        let shorter = if node == 0 { 0 } else { self.next(self.at(node).shorter, symbol) };
        let made = u32::try_from(self.nodes.len()).map_err(|_| OutOfMemory)?;
        self.nodes.try_push(Node { shorter, string: self.at(shorter).string })?;
        self.edges.try_reserve(1)?;
        self.edges.insert((node, symbol), made);
        Ok(made)
    }

    fn at(&self, node: u32) -> Node {
        self.nodes.get(node as usize).copied().unwrap_or(Node { shorter: 0, string: None })
    }

    /// The node that spells the most of what `node` does with one byte more.
    fn next(&self, mut node: u32, symbol: u16) -> u32 {
        loop {
            if let Some(next) = self.edges.get(&(node, symbol)) {
                return *next;
            }
            if node == 0 {
                return 0;
            }
            node = self.at(node).shorter;
        }
    }

    /// The places in `text` where strings begin, each with the number of the longest; from the end
    /// of the text to its beginning.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn found_in(&self, text: &[u8]) -> Result<Vec<(usize, u32)>, OutOfMemory> {
        let (mut found, mut node) = (Vec::new(), 0);
        for (at, byte) in text.iter().enumerate().rev() {
            if node == 0 && !self.ends[usize::from(*byte)] {
                continue;
            }
            node = self.next(node, symbol(text, at));
            if let Some(string) = self.at(node).string.filter(|_| !is_within_word(text, at)) {
                found.try_push((at, string))?;
            }
        }
        Ok(found)
    }
}

/// A byte, and whether the next one belongs to the same word: no string ends there.
fn symbol(text: &[u8], at: usize) -> u16 {
    u16::from(text[at]) | u16::from(is_within_word(text, at + 1)) << 8
}

/// Whether a word has bytes on both sides of this place.
fn is_within_word(text: &[u8], at: usize) -> bool {
    let in_word = |at: Option<usize>| {
        let byte = at.and_then(|at| text.get(at));
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    in_word(at.checked_sub(1)) && in_word(Some(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All strings are tried at all places.
    fn tried(strings: &[&[u8]], text: &[u8]) -> Vec<(usize, u32)> {
        let longest = |at: &usize| {
            let fits = |string: &&[u8]| {
                let end = at + string.len();
                text[*at..].starts_with(string)
                    && !is_within_word(text, *at)
                    && !is_within_word(text, end)
            };
            let fitting = (0..).zip(strings).filter(|(_, string)| fits(string));
            let (number, _) = fitting.max_by_key(|(_, string)| string.len())?;
            Some((*at, number))
        };
        (0..text.len()).rev().filter_map(|at| longest(&at)).collect()
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_is_there(
            strings in prop::collection::hash_set("[ab/ ]{1,5}", 0..12),
            text in "[ab/ ]{0,40}",
        ) {
            let strings: Vec<&[u8]> = strings.iter().map(String::as_bytes).collect();
            let finder = Strings::new((0..).zip(strings.iter().copied())).unwrap();
            let found = finder.found_in(text.as_bytes()).unwrap();
            prop_assert_eq!(found, tried(&strings, text.as_bytes()));
        }
    }
}
