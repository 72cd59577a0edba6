//! The fast path: repeated chunks are compared instead of parsed, rules are applied to what differs
//! in them, and in a text in canonical form only the bytes that change are touched.

use super::edits::Edits;
use super::hits::{Finder, Hit, State};
use super::path::Child;
use super::subject::{Subject, check_envelope};
use super::verdict::Verdict;
use super::{FoundEdits, NormalizeOptions, Wanted};
use crate::error::Result;
use crate::json::{Cursor, Element, FoldedText};

/// The list whose elements are folded.
const BODY: [&str; 2] = ["response", "body"];

/// What the rules match in the elements of one shape, whose locations and members are the same in
/// each.
struct EditPlan {
    hits: Vec<Hit>,
    /// The scalars that determine what changes; `None` if that does not depend on scalars alone.
    deciding: Option<Vec<u32>>,
    /// The number of values that change in the first element.
    first: usize,
}

/// Determines what changes in `text`; `None` if that requires all of its values at once.
///
/// # Errors
///
/// Those of parsing; [`crate::error::Error::NotARecording`]; those of rules.
pub(super) fn look(
    text: &[u8],
    subject: &Subject<'_>,
    options: NormalizeOptions,
) -> Result<Option<FoundEdits>> {
    let Some(folded) = FoldedText::parse(text, &BODY)? else { return Ok(None) };
    check_envelope(folded.head())?;
    let finder = subject.finder();
    let mut hits = Vec::new();
    let list = folded.list();
    let at_list = finder.find_until(folded.head(), &subject.start(), &mut hits, list)?;
    let states = match list {
        None => Vec::new(),
        Some(list) => match states_of_items(finder, folded.head(), list, at_list, &hits) {
            Some(states) => states,
            None => return Ok(None),
        },
    };
    let look = Look { subject, finder, folded: &folded, hits, states };
    let values = look.count_in_head()? + look.count_in_elements()?;
    let wants_bytes = options.wanted == Wanted::Bytes;
    let needs_form = values == 0 && options.reformat || values > 0 && wants_bytes;
    if !needs_form {
        return Ok(Some(FoundEdits { values, edits: None }));
    }
    match (folded.canonical_places(), values) {
        (None, _) => Ok(None),
        (Some(_), 0) => Ok(Some(FoundEdits { values, edits: None })),
        (Some(places), _) => {
            let edits = look.edits(&places)?;
            let fits = !edits.needs_layout;
            Ok(fits.then(|| FoundEdits { values, edits: Some(edits.sorted()) }))
        }
    }
}

/// The states at each item of the list; `None` if a rule applies to the list itself, to its
/// container, to an item, or to an item by its number.
fn states_of_items(
    finder: Finder<'_>,
    head: Cursor<'_>,
    list: u32,
    at_list: Option<Vec<State>>,
    hits: &[Hit],
) -> Option<Vec<State>> {
    let response = head.get("response").map(Cursor::index);
    if hits.iter().any(|hit| hit.value == list || Some(hit.value) == response) {
        return None;
    }
    let mut states = at_list.unwrap_or_default();
    let (above, numbered) = (states.len(), finder.wants_numbers(&states));
    finder.advance(&mut states, 0..above, Child::Item(0));
    states.drain(..above);
    let suits = !numbered && !finder.ends(&states);
    suits.then_some(states)
}

struct Look<'l, 't> {
    subject: &'l Subject<'l>,
    finder: Finder<'l>,
    folded: &'l FoldedText<'t>,
    /// The hits of the rules outside the elements.
    hits: Vec<Hit>,
    /// The states at each element.
    states: Vec<State>,
}

impl Look<'_, '_> {
    fn count_in_head(&self) -> Result<usize> {
        self.note_matches(&self.hits);
        let (root, mut values) = (self.folded.head(), 0);
        for hit in &self.hits {
            let verdict = self.judge(root, hit)?;
            self.subject.check_envelope_stays(root, hit, &verdict)?;
            values += usize::from(verdict != Verdict::Same);
        }
        Ok(values)
    }

    fn count_in(&self, root: Cursor<'_>, hits: &[Hit]) -> Result<usize> {
        let mut values = 0;
        for hit in hits {
            values += usize::from(self.judge(root, hit)? != Verdict::Same);
        }
        Ok(values)
    }

    fn judge(&self, root: Cursor<'_>, hit: &Hit) -> Result<Verdict<'_>> {
        let object = root.beside(hit.container).get("object");
        self.subject.judge(self.subject.rules_of(hit), root.beside(hit.value), object)
    }

    fn note_matches(&self, hits: &[Hit]) {
        hits.iter()
            .flat_map(|hit| self.subject.rules_of(hit))
            .for_each(super::rule::Rule::note_match);
    }

    fn count_in_elements(&self) -> Result<usize> {
        let (mut plans, mut values) = (Vec::new(), 0);
        if self.states.is_empty() {
            return Ok(0);
        }
        self.folded.try_each_element(|_, mut element| {
            let shape = element.shape() as usize;
            if shape == plans.len() {
                plans.push(self.plan(element.unfold())?);
            }
            values += match plans.get(shape) {
                None => 0,
                Some(plan) => self.count_in_element(plan, &mut element)?,
            };
            Ok::<_, crate::error::Error>(())
        })?;
        Ok(values)
    }

    fn plan(&self, element: Cursor<'_>) -> Result<EditPlan> {
        let mut hits = Vec::new();
        if element.is_object() || element.is_array() {
            self.finder.find(element, &self.states, &mut hits)?;
        }
        self.note_matches(&hits);
        let first = self.count_in(element, &hits)?;
        let is_scalar = |value: Cursor<'_>| !(value.is_object() || value.is_array());
        let mut deciding = Vec::new();
        for hit in &hits {
            let object = element.beside(hit.container).get("object");
            let values =
                [Some(element.beside(hit.value)), object.filter(|object| is_scalar(*object))];
            deciding.extend(values.into_iter().flatten());
        }
        let scalars_decide = deciding.iter().all(|value| is_scalar(*value));
        let deciding = deciding.into_iter().map(Cursor::index).collect();
        Ok(EditPlan { hits, deciding: scalars_decide.then_some(deciding), first })
    }

    fn count_in_element(&self, plan: &EditPlan, element: &mut Element<'_>) -> Result<usize> {
        let is_as_first = match &plan.deciding {
            Some(deciding) => element.changes().all(|change| !deciding.contains(&change)),
            None => element.changes().next().is_none(),
        };
        if plan.hits.is_empty() || is_as_first {
            return Ok(plan.first);
        }
        self.count_in(element.unfold(), &plan.hits)
    }

    /// The changes in a text whose elements start at `places`.
    fn edits(&self, places: &[usize]) -> Result<Edits> {
        let mut edits = Edits::default();
        self.add_edits(&mut edits, self.folded.head(), 0, &self.hits)?;
        if self.states.is_empty() {
            return Ok(edits);
        }
        let mut plans = Vec::new();
        self.folded.try_each_element(|number, mut element| {
            let shape = element.shape() as usize;
            if shape == plans.len() {
                plans.push(self.plan(element.unfold())?);
            }
            match (plans.get(shape), places.get(number)) {
                (Some(plan), Some(place)) if !plan.hits.is_empty() => {
                    self.add_edits(&mut edits, element.unfold(), *place, &plan.hits)
                }
                _ => Ok(()),
            }
        })?;
        Ok(edits)
    }

    fn add_edits(
        &self,
        edits: &mut Edits,
        root: Cursor<'_>,
        base: usize,
        hits: &[Hit],
    ) -> Result<()> {
        let mut verdicts = Vec::new();
        for hit in hits {
            let verdict = self.judge(root, hit)?;
            if verdict != Verdict::Same {
                verdicts.push((root.beside(hit.container), root.beside(hit.value), verdict));
            }
        }
        Ok(edits.add_all(base, verdicts)?)
    }
}
