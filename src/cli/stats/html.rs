//! A corpus on a page: self-contained, without scripts.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;

use super::{Unreadable, counted_u64, duration, grouped, lists, quantiles, sorted};
use crate::cli::escape::{clipped, controls, size};
use crate::cli::show::{HEAD, escaped};
use crate::corpus::{Counts, Distribution, Stats};

/// So many entries of each list are shown.
const MOST: usize = 12;

/// So many characters of a name, path or message are shown.
const WIDE: usize = 160;

/// No rows are added to a page that has this many bytes.
const FULL: usize = 50_000;

/// The page about the recordings in `paths`.
pub(super) fn page(paths: &[OsString], stats: &Stats, unreadable: &Unreadable) -> String {
    let mut html = HEAD.replace("</style>", concat!(include_str!("page.css"), "</style>"));
    let shown = paths.iter().take(MOST).map(|path| Path::new(path).display().to_string());
    let shown = shown.collect::<Vec<_>>().join(", ");
    let _ = writeln!(html, "<h1>Recordings in {}</h1>", text(&shown));
    let files = counted_u64(stats.files, "file");
    let _ = writeln!(
        html,
        "<p class=\"facts\">{files}, {}; counted by deltafold {}</p>",
        size(stats.bytes),
        env!("CARGO_PKG_VERSION")
    );
    tiles(stats, unreadable, &mut html);
    html.push_str("<div class=\"lists\">\n");
    chart("Chunks of a stream", &stats.chunks_per_stream, grouped, &mut html);
    chart("Time to the first token", &stats.time_to_first_token, duration, &mut html);
    chart("Time between tokens", &stats.inter_token_gaps, duration, &mut html);
    for (name, counts) in lists(stats) {
        list(name, counts, &mut html);
    }
    html.push_str("</div>\n");
    let troubles = stats.troubles.iter().map(|trouble| (&*trouble.name, &*trouble.what));
    rows("Problems: failed, or not complete", stats.troubled, troubles, &mut html);
    let errors = unreadable.first.iter().map(|error| error.split_once(": ").unwrap_or(("", error)));
    rows("Not readable", unreadable.count, errors, &mut html);
    html.push_str("</body>\n</html>\n");
    html
}

/// Recorded text, of which a long one is clipped.
fn text(text: &str) -> String {
    escaped(&controls(&clipped(text, WIDE)))
}

fn tiles(stats: &Stats, unreadable: &Unreadable, html: &mut String) {
    let tiles = [
        ("recordings", stats.recordings, ""),
        ("streams", stats.streams, ""),
        ("chunks", stats.chunks, ""),
        ("choices", stats.choices, ""),
        ("tokens in", stats.input_tokens, ""),
        ("tokens out", stats.output_tokens, ""),
        ("problems", stats.troubled, "bad"),
        ("not readable", unreadable.count, "bad"),
    ];
    html.push_str("<dl class=\"tiles\">\n");
    for (name, number, class) in tiles {
        if class.is_empty() || number > 0 {
            let number = grouped(number);
            let _ = writeln!(html, "<div class=\"{class}\"><dt>{name}</dt><dd>{number}</dd></div>");
        }
    }
    html.push_str("</dl>\n");
}

/// A list of counts, each with a bar below the name.
fn list(name: &str, counts: &Counts, html: &mut String) {
    if counts.is_empty() {
        return;
    }
    let class = match name {
        "exceptions" | "not mergeable" => " bad",
        "warnings" => " warn",
        _ => "",
    };
    let sorted = sorted(counts);
    let most = sorted.first().map_or(1, |(_, count)| **count);
    let _ = writeln!(html, "<section><h2>{}</h2>\n<table class=\"counts{class}\">", capital(name));
    let mut written = 0;
    for (of, count) in sorted.iter().take(MOST) {
        if html.len() > FULL {
            break;
        }
        written += 1;
        let (part, of, count) = (part(**count, most), text(of), grouped(**count));
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\" style=\"--part:{part}\">{of}</th><td>{count}</td></tr>"
        );
    }
    html.push_str("</table>\n");
    if sorted.len() > written {
        let _ = writeln!(html, "<p class=\"facts\">and {} more</p>", sorted.len() - written);
    }
    html.push_str("</section>\n");
}

/// A bar for each power of two, and the quantiles.
fn chart(name: &str, of: &Distribution, shown: fn(u64) -> String, html: &mut String) {
    let bars = of.by_powers();
    let (Some((first, _)), Some((last, _))) = (bars.first(), bars.last()) else { return };
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let quantiles = quantiles(of, shown);
    let _ = writeln!(html, "<section><h2>{name}</h2>\n<p class=\"facts\">{quantiles}</p>");
    // A single bar is not as wide as the page.
    let _ = write!(
        html,
        "<div style=\"max-width:{}rem\"><div class=\"bars\">",
        (4 * bars.len()).max(8)
    );
    for (below, count) in &bars {
        let title = format!("{} below {}", grouped(*count), shown(*below));
        let _ = write!(html, "<i style=\"--part:{}\" title=\"{title}\"></i>", part(*count, most));
    }
    let (first, last) = (shown(first / 2), shown(*last));
    let _ = writeln!(
        html,
        "</div>\n<p class=\"ends\"><span>{first}</span><span>{last}</span></p></div>\n</section>"
    );
}

/// Rows of a name and a message each, as far as there is room on the page.
fn rows<'a>(
    name: &str,
    count: u64,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
    html: &mut String,
) {
    if count == 0 {
        return;
    }
    let _ = writeln!(html, "<h2>{name}</h2>\n<table class=\"troubles\">");
    let mut written = 0;
    for (name, what) in rows {
        if html.len() > FULL {
            break;
        }
        let (name, what) = (text(name), text(what));
        let _ = writeln!(html, "<tr><th scope=\"row\">{name}</th><td>{what}</td></tr>");
        written += 1;
    }
    html.push_str("</table>\n");
    if count > written {
        let _ = writeln!(html, "<p class=\"facts\">and {} more</p>", grouped(count - written));
    }
}

fn part(count: u64, most: u64) -> String {
    format!("{:.1}%", count as f64 * 100.0 / most.max(1) as f64)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
