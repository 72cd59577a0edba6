//! An answer as markup for a notebook. It takes the notebook's own colours and fonts.

use std::fmt::Write;

use super::html::escaped;
use crate::json::Document;
use crate::summary::{Choice, Summary, message_of};

/// Of every text, which wraps and scrolls.
const TEXT: &str = "white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto;\
                    margin:.3rem 0;padding:0;background:none;border:0;color:inherit";

/// Of what is about the answer.
const FACTS: &str = "margin:.2rem 0;opacity:.7";

/// The text of each choice, its reasoning and its tool calls apart, the usage, and how the stream
/// ended.
///
/// ```
/// use deltafold::Document;
/// use deltafold::internals::cli::answer_html;
/// use deltafold::internals::merge::CHAT;
/// let chat = r#"{"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "<3"}}]}"#;
/// let answer = (CHAT.summary)(Document::parse(chat.into())?.root());
/// assert!(answer_html(&answer, true, &[], None).contains("&lt;3</pre>"));
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn answer_html(
    answer: &Summary,
    complete: bool,
    warnings: &[String],
    error: Option<&Document>,
) -> String {
    let mut html = String::from("<div>\n");
    for choice in &answer.choices {
        add_choice(choice, &mut html);
    }
    let mut facts = |name: &str, what: &str| {
        let _ = writeln!(html, "<p style=\"{FACTS}\">{name} {}</p>", escaped(what));
    };
    if let Some(model) = &answer.model {
        facts("model", model);
    }
    let counts: Vec<_> =
        answer.usage.iter().map(|(name, count)| format!("{name} {count}")).collect();
    if !counts.is_empty() {
        facts("usage", &counts.join(", "));
    }
    warnings.iter().for_each(|warning| facts("<b>warning</b>", warning));
    match error {
        Some(error) => facts("<b>error</b>", &message_of(error.root())),
        None if !complete => facts("<b>not complete</b>", ""),
        None => {}
    }
    html.push_str("</div>");
    html
}

fn add_choice(choice: &Choice, html: &mut String) {
    let end = choice.finish_reason.as_deref().unwrap_or("no finish reason");
    let (index, end) = (choice.index, escaped(end));
    let _ = writeln!(html, "<p style=\"margin:.6rem 0 0\"><b>choice {index}</b> {end}</p>");
    // Reasoning is long, and seldom what is asked for.
    add_text("<details><summary>reasoning</summary>", &choice.reasoning, "</details>", html);
    add_text("", &choice.text, "", html);
    add_text("<b>refusal</b>", &choice.refusal, "", html);
    for call in &choice.calls {
        add_text("<b>tool call</b>", &Some(call.to_string()), "", html);
    }
    if !choice.notes.is_empty() {
        let _ =
            writeln!(html, "<p style=\"{FACTS}\">also {}</p>", escaped(&choice.notes.join(", ")));
    }
}

fn add_text(before: &str, text: &Option<String>, after: &str, html: &mut String) {
    if let Some(text) = text.as_ref().filter(|text| !text.is_empty()) {
        let _ = writeln!(html, "{before}<pre style=\"{TEXT}\">{}</pre>{after}", escaped(text));
    }
}
