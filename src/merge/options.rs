//! How streams are merged.

/// The highest index that a choice can sensibly have (contract, section 2).
pub const MAX_CHOICE_INDEX: i64 = 128;

/// How streams are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Invalid values are errors: a choice's index that is negative or above [`MAX_CHOICE_INDEX`].
    pub strict: bool,
    /// All choices are merged into choice 0, for providers that count them up chunk by chunk.
    pub single_choice: bool,
}
