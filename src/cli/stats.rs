//! `stats`: counts the contents of files and folders.

use std::io;
use std::path::PathBuf;

use super::args::{Format, Stats as StatsArgs};
use super::escape;
use super::paint::{Page, Tone, counted};
use super::progress::Progress;
use super::session::Session;
use crate::corpus::{Counts, Durations, Filter, Stats, stats, why_nothing_found};
use crate::json::Builder;

/// How many entries of each list are shown to people.
const FEW: usize = 12;

pub(super) fn run(args: &StatsArgs, session: &mut Session<'_, '_>) -> io::Result<()> {
    let paths: Vec<_> = args.paths.iter().map(PathBuf::from).collect();
    let mut totals = Stats::default();
    let mut unreadable = 0;
    let progress = Progress::new(session.err_look().terminal);
    for found in stats(paths.clone(), args.threads.count()) {
        if session.is_interrupted() {
            break;
        }
        match found {
            Ok(stats) => totals.add(stats),
            Err(error) => {
                unreadable += 1;
                progress.aside(|| session.fail_with(&error));
            }
        }
        let files = usize::try_from(totals.files).unwrap_or(usize::MAX);
        progress.set(files, || counted_u64(totals.recordings, "recording"));
    }
    drop(progress);
    if totals.recordings == 0 && unreadable == 0 {
        session.note_nothing_found(why_nothing_found(&paths, &Filter::any_format()));
    }
    match args.format {
        Format::Json => session.write_recorded(&json(&totals, unreadable)),
        Format::Text => {
            let page = page(&totals, unreadable, Page::new(session.look()));
            session.write(page.as_bytes())
        }
    }
}

fn page(stats: &Stats, unreadable: u64, mut page: Page) -> String {
    let files = counted_u64(stats.files, "file");
    page.field("files", &format!("{files}, {}", escape::size(stats.bytes)));
    if unreadable > 0 {
        page.toned_field("unreadable", &counted_u64(unreadable, "file"), Tone::Bad);
    }
    page.field("recordings", &grouped(stats.recordings));
    let mut streams = grouped(stats.streams);
    for (count, what) in [(stats.incomplete, "incomplete"), (stats.failed, "ended in an error")] {
        if count > 0 {
            streams.push_str(&format!(", {} {what}", grouped(count)));
        }
    }
    page.field("streams", &streams);
    page.field("chunks", &grouped(stats.chunks));
    page.field("choices", &grouped(stats.choices));
    let (input, output) = (grouped(stats.input_tokens), grouped(stats.output_tokens));
    page.field("tokens", &format!("{input} in, {output} out"));
    add_durations("first token", &stats.time_to_first_token, &mut page);
    add_durations("token gaps", &stats.inter_token_gaps, &mut page);
    for (name, counts) in lists(stats) {
        add_counts(name, counts, &mut page);
    }
    page.finish()
}

/// The counts by name, in the order in which they are printed.
fn lists(stats: &Stats) -> [(&'static str, &Counts); 9] {
    [
        ("kinds", &stats.kinds),
        ("providers", &stats.providers),
        ("models", &stats.models),
        ("statuses", &stats.statuses),
        ("finish reasons", &stats.finish_reasons),
        ("tool calls", &stats.tool_calls),
        ("exceptions", &stats.exceptions),
        ("warnings", &stats.warnings),
        ("not mergeable", &stats.unmergeable),
    ]
}

/// A list, with the highest counts first.
fn add_counts(name: &str, counts: &Counts, page: &mut Page) {
    if counts.is_empty() {
        return;
    }
    page.gap();
    page.heading(name);
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let most = sorted.first().map_or(0, |(_, count)| grouped(**count).len());
    for (of, count) in sorted.iter().take(FEW) {
        page.block(
            &format!("{:>most$}  {}", grouped(**count), escape::clipped(of, 90)),
            Tone::Plain,
        );
    }
    if sorted.len() > FEW {
        page.block(&format!("… and {} more", sorted.len() - FEW), Tone::Quiet);
    }
}

/// The printed quantiles, with their names.
const QUANTILES: [(&str, f64); 4] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)];

fn add_durations(label: &str, durations: &Durations, page: &mut Page) {
    let quantiles = QUANTILES.iter().filter_map(|(name, part)| {
        Some(format!("{name} {:.1} ms", durations.at(*part)? as f64 / 1e6))
    });
    let quantiles = quantiles.collect::<Vec<_>>().join(", ");
    if !quantiles.is_empty() {
        page.field(label, &quantiles);
    }
}

fn json(stats: &Stats, unreadable: u64) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_object();
    let numbers = [
        ("files", stats.files),
        ("bytes", stats.bytes),
        ("unreadable", unreadable),
        ("recordings", stats.recordings),
        ("streams", stats.streams),
        ("incomplete", stats.incomplete),
        ("failed", stats.failed),
        ("chunks", stats.chunks),
        ("choices", stats.choices),
        ("input_tokens", stats.input_tokens),
        ("output_tokens", stats.output_tokens),
    ];
    for (name, number) in numbers {
        write_number(name, number, &mut json);
    }
    for (name, counts) in lists(stats) {
        json.key(&name.replace(' ', "_"));
        json.begin_object();
        counts.iter().for_each(|(of, count)| write_number(of, *count, &mut json));
        json.end_object();
    }
    let durations = [
        ("time_to_first_token_ns", &stats.time_to_first_token),
        ("inter_token_gaps_ns", &stats.inter_token_gaps),
    ];
    for (name, durations) in durations {
        json.key(name);
        write_durations(durations, &mut json);
    }
    json.end_object();
    let mut json = json.finish();
    json.push(b'\n');
    json
}

/// Null where no times were recorded.
fn write_durations(durations: &Durations, json: &mut Builder) {
    if durations.count() == 0 {
        return json.null();
    }
    json.begin_object();
    write_number("count", durations.count(), json);
    for (name, part) in QUANTILES {
        write_number(name, durations.at(part).unwrap_or(0), json);
    }
    json.end_object();
}

fn write_number(key: &str, number: u64, json: &mut Builder) {
    json.key(key);
    json.int(i64::try_from(number).unwrap_or(i64::MAX));
}

fn counted_u64(count: u64, of: &str) -> String {
    match count {
        1 => counted(1, of),
        _ => format!("{} {of}s", grouped(count)),
    }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::cli::stats::grouped;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
