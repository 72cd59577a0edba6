//! Responses split at random merge back to themselves, and candidates do not touch each other.

use proptest::prelude::*;

use super::GENAI;
use super::split::{any_candidates, as_on_the_wire, split, split_candidate};
use crate::family_support::{Dice, merge, merge_recorded};

proptest! {
    #[test]
    fn a_split_response_merges_back(candidates in any_candidates(), seed in any::<u64>(), on_wire in any::<bool>()) {
        let (mut whole, mut chunks) = split(&mut Dice(seed), &candidates);
        let has_dashes = format!("{candidates:?}").contains('_');
        if on_wire && !has_dashes {
            whole = serde_json::from_str(&as_on_the_wire(&whole.to_string())).expect("JSON");
            chunks.iter_mut().for_each(|chunk| *chunk = as_on_the_wire(chunk));
        }
        let merged = merge(GENAI, &chunks);
        prop_assert_eq!(&merged.json, &whole);
        prop_assert!(merged.info.complete);
        prop_assert!(merged.info.warnings.is_empty(), "{:?}", merged.info.warnings);
        let recorded = merge_recorded(GENAI, &chunks);
        prop_assert_eq!((&recorded.json, &recorded.info), (&merged.json, &merged.info));
        // Merging what is merged changes nothing.
        prop_assert_eq!(&merge(GENAI, &[&merged.json]).json, &merged.json);
    }

    #[test]
    fn every_candidate_is_what_its_stream_gives_alone(candidates in any_candidates(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let entries: Vec<_> = candidates.iter().enumerate().map(|(at, parts)| split_candidate(&mut dice, at, parts).1).collect();
        let chunk = |entry: &String| format!(r#"{{"candidates": [{entry}]}}"#);
        let together: Vec<_> = dice.interleave(&entries).iter().map(chunk).collect();
        let together = merge(GENAI, &together);
        for (at, entries) in entries.iter().enumerate() {
            let alone = merge(GENAI, &entries.iter().map(chunk).collect::<Vec<_>>());
            prop_assert_eq!(&alone.json["candidates"][0], &together.json["candidates"][at]);
        }
    }
}
