//! Chunks in, accumulators, completions out.
