//! A page that shows streams as pictures: self-contained, readable without scripts.

use std::fmt::Write;

use super::marks::{Marks, What};
use crate::json::Builder;
use crate::recording::Recording;

/// What comes before the first recording.
pub(in crate::cli) const HEAD: &str = concat!(
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    "<title>deltafold</title>\n<style>\n",
    include_str!("page.css"),
    "</style>\n</head>\n<body>\n"
);

/// What comes after the last one.
pub(super) const TAIL: &str =
    concat!("<script>\n", include_str!("page.js"), "</script>\n</body>\n</html>\n");

/// The part of the page about one recording: the text of the page without markup, and the stream.
pub(super) fn section(name: &str, page: &str, marks: &Marks) -> String {
    let mut html = String::new();
    let _ = writeln!(html, "<section>\n<h1>{}</h1>", escaped(name));
    if marks.marks.is_empty() {
        let _ = writeln!(html, "<pre>{}</pre>\n</section>", escaped(page));
        return html;
    }
    picture(marks, &mut html);
    if !page.is_empty() {
        let page = escaped(page);
        let _ =
            writeln!(html, "<details open><summary>Summary</summary>\n<pre>{page}</pre></details>");
    }
    html.push_str("</section>\n");
    html
}

/// The page of one stream, in a frame for a notebook; `None` if there is no stream.
pub fn framed(recording: &Recording, name: &str) -> Option<String> {
    let marks = Marks::of(recording).ok()?;
    let page = || escaped(&format!("{HEAD}{}{TAIL}", section(name, "", &marks)));
    (!marks.marks.is_empty()).then(|| {
        let style = "width:100%;height:26rem;border:0";
        format!("<iframe title=\"stream\" style=\"{style}\" srcdoc=\"{}\"></iframe>", page())
    })
}

/// The lanes, as a table that the script draws into, and the pieces as JSON.
fn picture(marks: &Marks, html: &mut String) {
    let order = if marks.has_times { "time" } else { "order" };
    let _ = writeln!(
        html,
        "<p class=\"facts\">{} pieces in {} lanes, {} switches between choices, by {order}</p>",
        marks.marks.iter().filter(|mark| mark.what != What::End).count(),
        marks.lanes.len(),
        marks.switches()
    );
    html.push_str("<p class=\"key\">");
    for what in [What::Content, What::Reasoning, What::Refusal, What::Arguments, What::End] {
        if marks.marks.iter().any(|mark| mark.what == what) {
            let _ = write!(html, "<span class=\"{0}\">{0}</span> ", what.name());
        }
    }
    html.push_str("</p>\n<div class=\"stream\">\n");
    for (lane, title) in marks.lanes.iter().enumerate() {
        let pace = marks.pace(lane);
        let _ = write!(html, "<div class=\"lane\"><h2>{}</h2><p>", escaped(title));
        let _ = write!(html, "{} pieces", pace.pieces);
        if let Some(first) = pace.first {
            let _ = write!(html, ", first after {}", milliseconds(first));
        }
        if let Some((half, most)) = pace.gaps {
            let _ = write!(html, ", gaps {} (95 %: {})", milliseconds(half), milliseconds(most));
        }
        html.push_str("</p><canvas height=\"28\"></canvas><p class=\"text\">");
        for mark in marks.marks.iter().filter(|mark| mark.lane == lane) {
            let text = escaped(&mark.text);
            let _ = write!(html, "<span class=\"{}\">{text}</span>", mark.what.name());
        }
        html.push_str("</p></div>\n");
    }
    html.push_str("</div>\n<script type=\"application/json\">");
    html.push_str(&data(marks));
    html.push_str("</script>\n");
}

/// For each piece: its lane, and its place on the way from the first to the last.
fn data(marks: &Marks) -> String {
    let mut json = Builder::new();
    json.begin_array();
    for mark in &marks.marks {
        json.begin_array();
        json.int(i64::try_from(mark.lane).unwrap_or_default());
        json.int(marks.time(mark).unwrap_or(mark.seq));
        json.str(mark.what.name());
        json.end_array();
    }
    json.end_array();
    String::from_utf8_lossy(&json.finish()).into_owned()
}

fn milliseconds(ns: i64) -> String {
    format!("{:.1} ms", ns as f64 / 1e6)
}

/// Text that cannot be taken for markup.
pub(in crate::cli) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\0' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}
