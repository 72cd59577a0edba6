//! `layout`: the file's bytes against those that the recorder would write.

use super::examined::Examined;
use super::finding::Finding;
use super::run::Rules;
use crate::error::Result;
use crate::json::{Document, Layout, write};

pub(super) fn check(examined: &Examined<'_>, _: &Rules) -> Result<Option<Finding>> {
    let document = Document::parse(examined.bytes.to_vec())?;
    let mut canonical = Vec::with_capacity(examined.bytes.len() + 1);
    write(document.root(), Layout::Indented, &mut canonical);
    canonical.push(b'\n');
    if canonical == examined.bytes {
        return Ok(None);
    }
    let same = canonical.iter().zip(examined.bytes).take_while(|(one, other)| one == other);
    let line = 1 + same.filter(|(byte, _)| **byte == b'\n').count();
    let what = format!("not in the recorder's layout (json.dump, indent=2): from line {line} on");
    Ok(Some(Finding::new("layout", what)))
}
