//! Whole recordings, or items pushed in any form, in; completions out.
