//! Items that are nested so deep that the merged result might exceed the depth limit of documents.

use super::family::Family;
use super::options::Options;
use super::parts::depth::{SAFE_DEPTH, depth};
use crate::error::{Error, Result};
use crate::json::{Cursor, MAX_DEPTH};

/// Refuses an item whose completion would be nested deeper than documents can be.
///
/// # Errors
///
/// [`Error::Merge`].
#[inline]
pub(crate) fn check_depth(
    item: Cursor<'_>,
    family: &'static Family,
    options: Options,
) -> Result<()> {
    // Each level takes a token.
    if item.span() < SAFE_DEPTH || depth(item.raw()) < SAFE_DEPTH {
        return Ok(());
    }
    let mut merger = (family.merger)(options);
    merger.push(item)?;
    match merger.snapshot().document() {
        Ok(_) => Ok(()),
        Err(_) => {
            let what = "the item is nested too deeply: merged, it would exceed";
            Err(Error::merge(format!("{what} {MAX_DEPTH} levels")))
        }
    }
}
