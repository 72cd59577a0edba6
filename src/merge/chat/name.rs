//! Function names, which arrive whole, repeated, extended or in fragments (contract, section 4.5).

use crate::json::{Text, TextBuf};
use crate::merge::parts::identity::{same, starts_with};

/// Merges a name into the one so far.
///
/// An empty or equal name changes nothing; one that begins with the name so far replaces it; any
/// other is the next fragment.
pub(crate) fn merge_name(name: &mut TextBuf, incoming: Text<'_>) {
    if incoming.is_empty() || same(name.as_text(), incoming) {
        return;
    }
    if starts_with(incoming, name.as_text()) {
        *name = TextBuf::from(incoming);
    } else {
        name.push(incoming);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn merged(names: &str) -> crate::error::Result<String> {
        let list = Document::parse(names.into())?;
        let mut name = TextBuf::new();
        list.root().items().filter_map(|item| item.as_text()).for_each(|piece| {
            merge_name(&mut name, piece);
        });
        Ok(name.as_text().to_str().into_owned())
    }

    #[test]
    fn a_name_may_be_empty_repeated_grown_or_in_fragments() -> crate::error::Result<()> {
        assert_eq!(merged(r#"["get", "", "get"]"#)?, "get");
        assert_eq!(merged(r#"["get", "get_wea", "get_weather"]"#)?, "get_weather");
        assert_eq!(merged(r#"["get_", "wea", "ther"]"#)?, "get_weather");
        assert_eq!(merged(r#"["\u0067et", "get", "g\u0065t_x"]"#)?, "get_x");
        Ok(())
    }
}
