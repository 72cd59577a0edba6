//! Reasoning that models write in tags at the start of their text, such as `<think>…</think>`:
//! moved out of the text.

use memchr::memmem;

use super::completion::Completion;
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, TextBuf};

/// The tags that are in use.
const USUAL: [&str; 3] = ["reasoning", "think", "thinking"];

/// The names of the tags that hold reasoning.
///
/// ```
/// use deltafold::{Accumulator, Options, ReasoningTags};
/// let mut merged = Accumulator::new(Options::default()).with_reasoning_tags(ReasoningTags::usual());
/// merged.push(br#"{"choices": [{"delta": {"content": "<thi"}}]}"#)?;
/// merged.push(br#"{"choices": [{"delta": {"content": "nk>Why?</think>So."}}]}"#)?;
/// let json = String::from_utf8_lossy(&merged.finish()?.to_json()).into_owned();
/// assert!(json.contains(r#""content":"So.""#) && json.contains(r#""reasoning":"Why?""#));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasoningTags {
    /// Each opening tag with its closing tag.
    tags: Vec<(Vec<u8>, Vec<u8>)>,
}

impl ReasoningTags {
    /// `<reasoning>`, `<think>` and `<thinking>`.
    pub fn usual() -> Self {
        Self::of(USUAL)
    }

    /// The tags with these names.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if there is no name, or one is empty or has white space, `<`, `>` or `/`.
    pub fn named(names: &[impl AsRef<str>]) -> Result<Self> {
        let is_bad = |name: &str| {
            let is_odd = |letter: char| letter.is_whitespace() || "<>/".contains(letter);
            name.is_empty() || name.contains(is_odd)
        };
        if names.is_empty() {
            return Err(Error::merge("expected the names of reasoning tags, found none"));
        }
        match names.iter().find(|name| is_bad(name.as_ref())) {
            Some(name) => Err(Error::merge(format!(
                "expected the name of a reasoning tag, such as \"think\", found {:?}",
                name.as_ref()
            ))),
            None => Ok(Self::of(names.iter().map(AsRef::as_ref))),
        }
    }

    fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let tag = |name| (format!("<{name}>").into_bytes(), format!("</{name}>").into_bytes());
        ReasoningTags { tags: names.into_iter().map(tag).collect() }
    }

    /// The names of the tags.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let name = |opening: &[u8]| opening.get(1..opening.len() - 1).unwrap_or_default().to_vec();
        self.tags.iter().map(move |(open, _)| String::from_utf8_lossy(&name(open)).into_owned())
    }

    /// The completion with the tagged stretches at the start of each text in `reasoning`, after what
    /// is there, and the rest as the text. A text in which no tag begins is unchanged, and so is
    /// text in parts, for which providers have reasoning parts.
    pub fn apart(&self, completion: Completion) -> Completion {
        let Completion { merge_info, .. } = &completion;
        match Document::parse(completion.to_json()) {
            Ok(document) => match self.apart_in(document.root()) {
                Some(json) => Completion::new(json, merge_info.clone()),
                None => completion,
            },
            Err(_) => completion,
        }
    }

    /// The JSON of a whole response with its reasoning apart; `None` if nothing changes.
    pub fn apart_in(&self, response: Cursor<'_>) -> Option<Vec<u8>> {
        let mut json = Builder::new();
        self.write_response(response, &mut json).then(|| json.finish())
    }

    /// Writes a response; returns whether anything changed.
    fn write_response(&self, response: Cursor<'_>, json: &mut Builder) -> bool {
        let mut changed = false;
        json.begin_object();
        for (key, value) in response.members() {
            json.key_text(key);
            if key == *"choices" && value.is_array() {
                json.begin_array();
                value.items().for_each(|choice| changed |= self.write_choice(choice, json));
                json.end_array();
            } else if key == *"message" {
                changed |= self.write_holder(value, "content", json);
            } else {
                json.value(value);
            }
        }
        json.end_object();
        let own = response.get("response").filter(|text| text.as_text().is_some());
        if changed || own.is_none() {
            return changed;
        }
        *json = Builder::new();
        self.write_holder(response, "response", json)
    }

    fn write_choice(&self, choice: Cursor<'_>, json: &mut Builder) -> bool {
        if choice.get("message").is_none() {
            return self.write_holder(choice, "text", json);
        }
        let mut changed = false;
        json.begin_object();
        for (key, value) in choice.members() {
            json.key_text(key);
            match key == *"message" {
                true => changed |= self.write_holder(value, "content", json),
                false => json.value(value),
            }
        }
        json.end_object();
        changed
    }

    /// Writes the object that has the text as its member `name`.
    fn write_holder(&self, holder: Cursor<'_>, name: &str, json: &mut Builder) -> bool {
        let text = holder.get(name).and_then(Cursor::as_text).map(|text| text.to_wtf8());
        let known = holder.get("reasoning").and_then(Cursor::non_null);
        let is_text = known.is_none_or(|known| known.as_text().is_some());
        let split = text.as_deref().filter(|_| is_text).and_then(|text| self.split(text));
        let Some((reasoning, rest)) = split else {
            json.value(holder);
            return false;
        };
        let mut all = TextBuf::new();
        if let Some(known) = known.and_then(Cursor::as_text) {
            all.push(known);
        }
        all.push_wtf8(&reasoning);
        json.begin_object();
        for (key, value) in holder.members() {
            json.key_text(key);
            if key == *name {
                json.wtf8(&rest);
            } else if key == *"reasoning" {
                json.text(all.as_text());
            } else {
                json.value(value);
            }
        }
        if holder.get("reasoning").is_none() {
            json.key("reasoning");
            json.text(all.as_text());
        }
        json.end_object();
        true
    }

    /// What is inside the tag with which a text begins, and the tag that closes it.
    pub(crate) fn opened<'t>(&self, text: &'t [u8]) -> Option<(&'t [u8], &[u8])> {
        let mut tags = self.tags.iter();
        tags.find_map(|(open, close)| Some((text.strip_prefix(open.as_slice())?, &close[..])))
    }

    /// Whether a text may begin with a tag when more of it has arrived.
    pub(crate) fn may_open(&self, text: &[u8]) -> bool {
        self.tags.iter().any(|(open, _)| open.starts_with(text))
    }

    /// The tagged stretches at the start of a text, joined, and the rest with the white space
    /// between them; `None` if the text does not begin with a tag. A stretch that does not end goes
    /// on to the end of the text.
    fn split(&self, text: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let (mut reasoning, mut rest) = (Vec::new(), Vec::new());
        let (mut left, mut found) = (text, false);
        loop {
            let inner = left.trim_ascii_start();
            let Some((inside, close)) = self.opened(inner) else { break };
            found = true;
            rest.extend_from_slice(&left[..left.len() - inner.len()]);
            let end = memmem::find(inside, close);
            let (stretch, after) = match end {
                Some(end) => (&inside[..end], &inside[end + close.len()..]),
                None => (inside, &b""[..]),
            };
            reasoning.extend_from_slice(stretch);
            left = after;
        }
        rest.extend_from_slice(left);
        found.then_some((reasoning, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(String, String)> {
        let (reasoning, rest) = ReasoningTags::usual().split(text.as_bytes())?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Some((text(reasoning), text(rest)))
    }

    #[test]
    fn stretches_at_the_start_are_moved() {
        for (text, reasoning, rest) in [
            ("<think>a</think>b", "a", "b"),
            ("<reasoning>a</reasoning><reasoning> b</reasoning>c", "a b", "c"),
            ("\n<think>a</think>\n<thinking>b</thinking>\n c", "ab", "\n\n\n c"),
            ("<think>a <b> </reasoning></think>", "a <b> </reasoning>", ""),
            ("<think>a", "a", ""),
            ("<think></think>b<think>c</think>", "", "b<think>c</think>"),
        ] {
            assert_eq!(split(text), Some((reasoning.into(), rest.into())), "{text}");
        }
        for text in ["", "a", "a<think>b</think>", "<Think>a</Think>", "<think", "</think>a"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_checked() {
        assert!(ReasoningTags::named(&["thought", "seed:think"]).is_ok());
        for names in [&[][..], &[""], &["a b"], &["<a>"], &["think", "/a"]] {
            assert!(ReasoningTags::named(names).is_err(), "{names:?}");
        }
    }
}
