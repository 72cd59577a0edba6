//! `stats`: counts the contents of files and folders.

mod html;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::args::{Format, Stats as StatsArgs};
use super::escape;
use super::input;
use super::paint::{Page, Tone, counted};
use super::progress::Progress;
use super::session::Session;
use crate::corpus::{
    Counts, Distribution, FileWriter, Filter, MOST_TROUBLES, Stats, stats, why_nothing_found,
};
use crate::error::Error;
use crate::json::Builder;

/// How many entries of each list are shown to people.
const FEW: usize = 12;

pub(super) fn run(args: &StatsArgs, session: &mut Session<'_, '_>) -> io::Result<()> {
    if let Some(file) = &args.html
        && !may_be_replaced(file)
    {
        session.fail(&file.display().to_string(), "is not an HTML page: it is not replaced");
        return Ok(());
    }
    let paths = input::paths(&args.paths);
    let mut totals = Stats::default();
    let mut unreadable = Unreadable::default();
    let progress = Progress::new(session.err_look().terminal);
    for found in stats(paths.clone(), args.threads.count()) {
        if session.is_interrupted() {
            break;
        }
        match found {
            Ok(stats) => totals.add(stats),
            Err(error) => {
                unreadable.add(&error);
                progress.aside(|| session.fail_with(&error));
            }
        }
        let files = usize::try_from(totals.files).unwrap_or(usize::MAX);
        progress.set(files, || counted_u64(totals.recordings, "recording"));
    }
    drop(progress);
    if totals.recordings == 0 && unreadable.count == 0 {
        session.note_nothing_found(why_nothing_found(&paths, &Filter::any_format()));
    }
    if let Some(file) = &args.html {
        return write_html(file, &html::page(&args.paths, &totals, &unreadable), session);
    }
    match args.format {
        Format::Json => session.write_recorded(&json(&totals, unreadable.count)),
        Format::Text => {
            let page = page(&totals, unreadable.count, Page::new(session.look()));
            session.write(page.as_bytes())
        }
    }
}

/// Files that could not be read.
#[derive(Default)]
struct Unreadable {
    count: u64,
    /// What was said about the first of them.
    first: Vec<String>,
}

impl Unreadable {
    fn add(&mut self, error: &Error) {
        self.count += 1;
        if self.first.len() < MOST_TROUBLES {
            self.first.push(error.to_string());
        }
    }
}

/// Whether a page may take the place of a file: of an earlier page, but not of a recording, which is the first path
/// where the name of the page was forgotten.
fn may_be_replaced(file: &Path) -> bool {
    const START: &[u8] = b"<!doctype html";
    if !file.is_file() {
        return true;
    }
    let mut start = Vec::new();
    let read =
        File::open(file).and_then(|file| file.take(START.len() as u64).read_to_end(&mut start));
    read.is_ok() && (start.is_empty() || start.eq_ignore_ascii_case(START))
}

/// Writes the page to a file, or for `-` to standard output.
fn write_html(file: &Path, page: &str, session: &mut Session<'_, '_>) -> io::Result<()> {
    if file.as_os_str() == "-" {
        return session.write(page.as_bytes());
    }
    let writer = Arc::new(FileWriter::new(&[file]));
    session.interrupt_stops(&writer);
    if let Err(error) = writer.create(file, page.as_bytes(), true)
        && !session.is_interrupted()
    {
        session.fail_with(&error);
    }
    Ok(())
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
    let of_stream = &stats.chunks_per_stream;
    add_quantiles("per stream", of_stream, grouped, &mut page);
    page.field("choices", &grouped(stats.choices));
    let (input, output) = (grouped(stats.input_tokens), grouped(stats.output_tokens));
    page.field("tokens", &format!("{input} in, {output} out"));
    add_quantiles("first token", &stats.time_to_first_token, duration, &mut page);
    add_quantiles("token gaps", &stats.inter_token_gaps, duration, &mut page);
    for (name, counts) in lists(stats) {
        add_counts(name, counts, &mut page);
    }
    page.finish()
}

/// The counts by name, in the order in which they are printed.
fn lists(stats: &Stats) -> [(&'static str, &Counts); 10] {
    [
        ("kinds", &stats.kinds),
        ("formats", &stats.formats),
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
    let sorted = sorted(counts);
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

/// The entries of a list, the highest counts first.
fn sorted(counts: &Counts) -> Vec<(&String, &u64)> {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    sorted
}

/// The printed quantiles, with their names.
const QUANTILES: [(&str, f64); 4] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)];

fn add_quantiles(label: &str, of: &Distribution, shown: fn(u64) -> String, page: &mut Page) {
    let quantiles = quantiles(of, shown);
    if !quantiles.is_empty() {
        page.field(label, &quantiles);
    }
}

/// `p50 1, p90 2, p99 3, max 4`; empty if there are no numbers.
fn quantiles(of: &Distribution, shown: fn(u64) -> String) -> String {
    let each = QUANTILES
        .iter()
        .filter_map(|(name, part)| Some(format!("{name} {}", shown(of.at(*part)?))));
    each.collect::<Vec<_>>().join(", ")
}

/// `1.5 µs`, `1.5 ms` or `1.5 s`.
fn duration(ns: u64) -> String {
    match ns as f64 {
        ns if ns < 1e5 => format!("{:.1} µs", ns / 1e3),
        ns if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        ns => format!("{:.1} s", ns / 1e9),
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
    let distributions = [
        ("chunks_per_stream", &stats.chunks_per_stream),
        ("time_to_first_token_ns", &stats.time_to_first_token),
        ("inter_token_gaps_ns", &stats.inter_token_gaps),
    ];
    for (name, distribution) in distributions {
        json.key(name);
        write_quantiles(distribution, &mut json);
    }
    json.end_object();
    let mut json = json.finish();
    json.push(b'\n');
    json
}

/// Null where there are no numbers, such as where no times were recorded.
fn write_quantiles(of: &Distribution, json: &mut Builder) {
    if of.count() == 0 {
        return json.null();
    }
    json.begin_object();
    write_number("count", of.count(), json);
    for (name, part) in QUANTILES {
        write_number(name, of.at(part).unwrap_or(0), json);
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
    use crate::cli::stats::{duration, grouped};

    #[test]
    fn durations_have_a_unit_that_fits() {
        let shown = [0, 1_500, 99_999, 100_000, 813_700_000, 61_000_000_000].map(duration);
        assert_eq!(shown, ["0.0 µs", "1.5 µs", "100.0 µs", "0.1 ms", "813.7 ms", "61.0 s"]);
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
