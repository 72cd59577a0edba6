//! Finds the values to which the paths of rules lead.

use std::ops::Range;

use super::path::{Child, PathStep, is_like};
use crate::error::{Allowance, Grow, OutOfMemory};
use crate::json::{Cursor, Items, Members};

/// A path of a rule.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The rule's number.
    pub(super) rule: u16,
    pub(super) steps: Vec<PathStep>,
    /// Whether the rule applies to the value as a whole, so that no other rule applies inside it.
    pub(super) whole: bool,
}

impl Pattern {
    /// Whether the path can lead to a member of the response with this key.
    pub(super) fn may_end_at(&self, key: &str) -> bool {
        let takes = |step: &PathStep, key: &str| match step {
            PathStep::Key(name) => name == key,
            PathStep::KeyLike(form) => is_like(form.as_bytes(), key.as_bytes()),
            PathStep::Item(_) | PathStep::EveryItem => false,
            PathStep::Deep => true,
        };
        let ends = [(self.steps.first(), "response"), (self.steps.last(), key)];
        ends.iter().all(|(step, key)| step.is_some_and(|step| takes(step, key)))
    }
}

/// How far a location has matched a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pattern: u16,
    step: u16,
}

/// A value to which paths lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The [`Cursor::index`] of its container, and its own.
    pub(super) container: u32,
    pub(super) value: u32,
    /// The numbers of the rules, in order.
    pub(super) rules: Vec<u16>,
}

/// The patterns of the rules that apply to one recording.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder<'p> {
    pub(super) patterns: &'p [Pattern],
}

impl Finder<'_> {
    /// The states in which every path begins.
    pub(super) fn start(&self, applies: impl Fn(u16) -> bool) -> Vec<State> {
        let numbered = self.patterns.iter().zip(0..);
        let applying = numbered.filter(|(pattern, _)| applies(pattern.rule));
        applying.map(|(_, pattern)| State { pattern, step: 0 }).collect()
    }

    /// Appends to `pool` the states at `child`, given the states of its container in `pool[from]`.
    /// Both are in order, which keeps each state once: of two `**` in a row, one is left.
    pub(super) fn advance(&self, pool: &mut Vec<State>, from: Range<usize>, child: Child<'_>) {
        let first = pool.len();
        let push = |state: State, pool: &mut Vec<State>| {
            if pool[first..].last() != Some(&state) {
                pool.push(state);
            }
        };
        for at in from {
            let Some(State { pattern, mut step }) = pool.get(at).copied() else { return };
            let Some(steps) = self.steps(pattern) else { continue };
            if steps.get(usize::from(step)) == Some(&PathStep::Deep) {
                push(State { pattern, step }, pool);
                step += 1;
            }
            if steps.get(usize::from(step)).is_some_and(|next| next.takes(child)) {
                push(State { pattern, step: step + 1 }, pool);
            }
        }
    }

    fn steps(&self, pattern: u16) -> Option<&[PathStep]> {
        Some(&self.patterns.get(usize::from(pattern))?.steps)
    }

    /// Whether the next step of some path is an item's number.
    pub(super) fn wants_numbers(&self, states: &[State]) -> bool {
        states.iter().any(|state| {
            let steps = self.steps(state.pattern).unwrap_or_default();
            let next = steps.get(usize::from(state.step)..).unwrap_or_default();
            let next = next.iter().find(|step| **step != PathStep::Deep);
            matches!(next, Some(PathStep::Item(_)))
        })
    }

    /// Whether some path ends in these states.
    pub(super) fn ends(&self, states: &[State]) -> bool {
        self.complete(states).is_some()
    }

    /// The rules whose paths end in these states, and whether one of them applies to the value as a
    /// whole.
    fn complete(&self, states: &[State]) -> Option<(Vec<u16>, bool)> {
        let ended = |state: &&State| {
            self.steps(state.pattern).is_some_and(|steps| steps.len() == usize::from(state.step))
        };
        let mut ended = states.iter().filter(ended).peekable();
        ended.peek()?;
        let ended = ended.filter_map(|state| self.patterns.get(usize::from(state.pattern)));
        let (mut rules, mut whole) = (Vec::new(), false);
        for pattern in ended {
            rules.push(pattern.rule);
            whole |= pattern.whole;
        }
        rules.sort_unstable();
        rules.dedup();
        Some((rules, whole))
    }

    /// Appends the hits below `root`, to which `states` lead, in text order.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn find(
        &self,
        root: Cursor<'_>,
        states: &[State],
        hits: &mut Vec<Hit>,
    ) -> Result<(), OutOfMemory> {
        self.find_until(root, states, hits, None).map(drop)
    }

    /// The same, but does not enter the list with index `stop`, whose states are returned.
    pub(super) fn find_until(
        &self,
        root: Cursor<'_>,
        states: &[State],
        hits: &mut Vec<Hit>,
        stop: Option<u32>,
    ) -> Result<Option<Vec<State>>, OutOfMemory> {
        let (mut stopped, mut allowance) = (None, Allowance::default());
        let mut pool = states.to_vec();
        let mut open = vec![SearchedContainer::of(root, 0..pool.len())];
        while let Some(innermost) = open.last_mut() {
            // The states of the previous children are not needed any more.
            pool.truncate(innermost.states.end);
            let Some((child, value)) = innermost.next() else {
                open.pop();
                continue;
            };
            let (from, container) = (innermost.states.clone(), innermost.container);
            let first = pool.len();
            self.advance(&mut pool, from, child);
            if pool.len() == first {
                continue;
            }
            let complete = self.complete(&pool[first..]);
            let whole = complete.as_ref().is_some_and(|(_, whole)| *whole);
            if let Some((rules, _)) = complete {
                allowance.take(size_of_val(&*rules))?;
                hits.try_push(Hit { container, value: value.index(), rules })?;
            }
            if stop == Some(value.index()) {
                stopped = Some(pool[first..].to_vec());
            } else if !whole && (value.is_object() || value.is_array()) {
                open.push(SearchedContainer::of(value, first..pool.len()));
            }
        }
        Ok(stopped)
    }
}

/// A container that is being searched.
struct SearchedContainer<'a> {
    container: u32,
    children: Children<'a>,
    /// The range of its own states in the pool.
    states: Range<usize>,
}

enum Children<'a> {
    Members(Members<'a>),
    Items(usize, Items<'a>),
}

impl<'a> SearchedContainer<'a> {
    fn of(value: Cursor<'a>, states: Range<usize>) -> Self {
        let children = match value.is_array() {
            true => Children::Items(0, value.items()),
            false => Children::Members(value.members()),
        };
        SearchedContainer { container: value.index(), children, states }
    }

    fn next(&mut self) -> Option<(Child<'a>, Cursor<'a>)> {
        match &mut self.children {
            Children::Members(members) => {
                members.next().map(|(key, value)| (Child::Member(key), value))
            }
            Children::Items(number, items) => {
                let item = items.next()?;
                *number += 1;
                Some((Child::Item(*number - 1), item))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::normalize::path::parse_path;

    /// The raw values that the paths lead to, with the numbers of their paths.
    fn found(json: &str, paths: &[&str]) -> Vec<(String, Vec<u16>)> {
        let document = Document::parse(json.into()).unwrap();
        let pattern = |(rule, path): (u16, &&str)| Pattern {
            rule,
            steps: parse_path(path).unwrap(),
            whole: false,
        };
        let patterns: Vec<_> = (0..).zip(paths).map(pattern).collect();
        let finder = Finder { patterns: &patterns };
        let mut hits = Vec::new();
        finder.find(document.root(), &finder.start(|_| true), &mut hits).unwrap();
        let raw = |hit: Hit| {
            let raw = document.at(hit.value).raw();
            (String::from_utf8_lossy(raw).into_owned(), hit.rules)
        };
        hits.into_iter().map(raw).collect()
    }

    fn values(json: &str, path: &str) -> Vec<String> {
        found(json, &[path]).into_iter().map(|(value, _)| value).collect()
    }

    #[test]
    fn each_wildcard_leads_to_its_values() {
        let json = r#"{"a": [{"b": 1, "c": 2}, {"b": 3}, 4], "d": {"a": {"b": 5}}}"#;
        assert_eq!(values(json, "a[*].b"), ["1", "3"]);
        assert_eq!(values(json, "a[1].b"), ["3"]);
        assert_eq!(values(json, "a[*].*"), ["1", "2", "3"]);
        assert_eq!(values(json, "**.b"), ["1", "3", "5"]);
        assert_eq!(values(json, "**.a.b"), ["5"]);
        assert_eq!(values(json, "*.a"), [r#"{"b": 5}"#]);
        assert_eq!(values(json, "d.**.b"), ["5"]);
        assert_eq!(values(json, "d.a.b.c"), Vec::<String>::new());
        assert_eq!(values(json, "**[*]").len(), 3);
    }

    #[test]
    fn a_value_has_each_of_its_rules_once() {
        let nested = r#"{"a": {"a": {"a": {"b": 1}}}}"#;
        let paths = ["**.a.**.b", "a.*.a.b", "**.**.b"];
        assert_eq!(found(nested, &paths), [("1".to_owned(), vec![0, 1, 2])]);
    }

    #[test]
    fn each_state_is_there_once() {
        let nested = r#"{"a":"#.repeat(40) + "1" + &"}".repeat(40);
        for path in ["**.a".to_owned(), "**.".repeat(30) + "a", "**.a.".repeat(30) + "a"] {
            let pattern = Pattern { rule: 0, steps: parse_path(&path).unwrap(), whole: false };
            let (document, finder) =
                (Document::parse(nested.clone().into()).unwrap(), Finder { patterns: &[pattern] });
            let (mut states, mut value) = (finder.start(|_| true), document.root());
            while let Some((key, inner)) = value.members().next() {
                let from = states.len();
                finder.advance(&mut states, 0..from, Child::Member(key));
                states.drain(..from);
                let steps: Vec<_> = states.iter().map(|state| state.step).collect();
                assert!(steps.is_sorted_by(|a, b| a < b), "{path}: {steps:?}");
                value = inner;
            }
            assert!(finder.ends(&states), "{path}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("{}{}", "{\"a\":".repeat(999), "1") + &"}".repeat(999);
        assert_eq!(values(&deep, "**.a.**.a.**.a").len(), 997);
    }
}
