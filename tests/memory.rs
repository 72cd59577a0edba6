//! What reading takes, counted: bytes of memory held and asked for, bytes read.

#![allow(unsafe_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Seek, SeekFrom, Write as _};

use deltafold::internals::json::{Document, FoldedDocument};
use deltafold::internals::normalize::{NormalizeOptions, Outcome, Rules, normalize_bytes};
use deltafold::internals::recording::{Recording, Recordings};

/// Counts what each thread asks for, so that tests beside each other do not disturb.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(by: isize) {
    let held = HELD.get() + by;
    HELD.set(held);
    MOST.set(MOST.get().max(held));
}

// SAFETY: all is left to the system's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What `make` gives, how many bytes it holds, and how many it had at most.
fn counted<T>(make: impl FnOnce() -> T) -> (T, usize, usize) {
    let before = HELD.get();
    MOST.set(before);
    let made = make();
    (made, (HELD.get() - before) as usize, (MOST.get() - before) as usize)
}

/// A recording whose body is a list of these elements.
fn recording(elements: impl Iterator<Item = String>) -> Vec<u8> {
    let elements: Vec<_> = elements.collect();
    format!(r#"{{"response":{{"body":[{}]}}}}"#, elements.join(",")).into_bytes()
}

const MANY: usize = 100_000;

/// What a list may be made of that repeats little, or in pieces too small to be worth sharing.
fn not_a_recording() -> Vec<(&'static str, Vec<u8>)> {
    let list = |element: fn(usize) -> String| recording((0..MANY).map(element));
    vec![
        ("digits", list(|n| (n % 10).to_string())),
        ("integers", list(|n| n.to_string())),
        ("floats", list(|n| format!("{}.5e{}", n, n % 300))),
        ("literals", list(|n| ["null", "true", "false"][n % 3].to_owned())),
        ("strings", list(|n| format!("\"s{n}\""))),
        ("one string", list(|_| "\"\"".to_owned())),
        ("objects with other keys", list(|n| format!(r#"{{"k{n}":{n}}}"#))),
        ("small objects", list(|n| format!(r#"{{"a":{n}}}"#))),
        ("empty objects", list(|_| "{}".to_owned())),
        ("empty lists", list(|_| "[]".to_owned())),
        ("nested lists", list(|n| format!("[{n},[{n},[]]]"))),
        ("lists of other lengths", list(|n| format!("[{}0]", "1,".repeat(n % 40)))),
        (
            "mixed",
            list(|n| match n % 4 {
                0 => n.to_string(),
                1 => format!("\"{n}\""),
                2 => format!(r#"{{"{n}":[{n}]}}"#),
                _ => "[null,{}]".to_owned(),
            }),
        ),
        ("one giant", recording((0..1).map(|_| format!("[{}0]", "1,".repeat(2 * MANY))))),
    ]
}

/// What is held for a document whatever it is.
const ALWAYS: usize = 1 << 20;

#[test]
fn lists_that_do_not_repeat_are_held_in_four_times_their_bytes() {
    for (name, text) in not_a_recording() {
        let (list, held, _) = counted(|| FoldedDocument::parse_lent(&text, &["response", "body"]));
        assert!(held < 4 * text.len() + ALWAYS, "{name}: {held} for {}", text.len());
        let list = list.unwrap();
        assert_eq!(list.unfolded().unwrap().bytes(), text, "{name}");
        for number in [0, list.len() / 2, list.len() - 1] {
            let element = list.element(number).unwrap();
            let shown = list.with_element(number, |mut it| it.unfold().raw().to_vec());
            assert_eq!(shown.unwrap(), element.root().raw(), "{name} {number}");
        }
    }
}

#[test]
fn chunks_that_repeat_stay_shared_whatever_comes_before() {
    let chunk = |n: usize| {
        format!(
            r#"{{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1700000000,"choices":[{{"index":0,"delta":{{"content":"{n}"}}}}]}}"#
        )
    };
    let odd = (0..100).map(|n| format!(r#"{{"k{n}":[{n}]}}"#));
    let text = recording(odd.chain((0..MANY / 10).map(chunk)));
    let (list, held, _) = counted(|| FoldedDocument::parse_lent(&text, &["response", "body"]));
    assert!(list.is_ok());
    assert!(held < text.len() / 3, "{held} for {}", text.len());
}

/// Where memory is short, each small allocation costs several calls of the system.
#[test]
fn a_member_is_found_among_escaped_keys_without_memory() {
    let members: Vec<_> = (0..100).map(|n| format!(r#""k\u00e9{n}":{n}"#)).collect();
    let document = Document::parse(format!("{{{}}}", members.join(",")).into_bytes()).unwrap();
    let root = document.root();
    let (found, _, most) = counted(|| (root.get("ké99").is_some(), root.get("ké100").is_some()));
    assert_eq!((found, most), ((true, false), 0));
}

#[test]
fn lent_bytes_are_not_copied() {
    let chunks = (0..MANY / 10).map(|n| {
        let same = "x".repeat(300);
        format!(r#"{{"id":"{same}","object":"chat.completion.chunk","choices":[],"n":{n}}}"#)
    });
    let text = recording(chunks);
    let (read, _, most) = counted(|| Recording::parse_lent(&text, None));
    assert!(read.is_ok());
    assert!(most < text.len() / 2, "{most} for {}", text.len());
}

/// A source that counts what is read from it.
struct Source {
    text: Cursor<Vec<u8>>,
    read: usize,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.text.read(buffer)?;
        self.read += read;
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.text.seek(to)
    }
}

/// Long texts that are not mostly a list at the path, or are wrong somewhere.
fn long_texts() -> Vec<(&'static str, Vec<u8>)> {
    let numbers: String = (0..400_000).map(|n| format!("{n}.25,")).collect();
    let chunks = |count: usize| {
        let mut text = String::new();
        (0..count).for_each(|n| write!(text, r#"{{"n":{n},"of":["a",null]}},"#).unwrap());
        text
    };
    let body = |body: String| format!(r#"{{"request":{{}},"response":{{"body":{body}}}}}"#);
    let late = format!(r#"{{"request":[{numbers}0],"response":{{"body":[{}0]}}}}"#, chunks(10_000));
    vec![
        ("an object", body(format!(r#"{{"data":[{numbers}0]}}"#)).into_bytes()),
        ("a string", body(format!("\"{numbers}\"")).into_bytes()),
        ("no body", format!(r#"{{"request":[{numbers}0]}}"#).into_bytes()),
        ("a list that comes late", late.clone().into_bytes()),
        ("a list of one", body(format!("[[{numbers}0]]")).into_bytes()),
        ("wrong at the start", format!("{{,{late}").into_bytes()),
        ("wrong in the list", body(format!("[{}}}]", chunks(100_000))).into_bytes()),
        ("wrong behind the list", body(format!("[{}0]]", chunks(100_000))).into_bytes()),
        ("cut", body(format!("[{}", chunks(100_000))).into_bytes()),
        ("a key twice", body(format!(r#"[{}{{"a":1,"a":2}}]"#, chunks(100_000))).into_bytes()),
    ]
}

#[test]
fn long_texts_are_read_twice_at_most() {
    for (name, text) in long_texts() {
        let size = text.len();
        let mut source = Source { text: Cursor::new(text.clone()), read: 0 };
        let read = FoldedDocument::read(&mut source, &["response", "body"], &mut Vec::new());
        assert!(source.read <= 2 * size, "{name}: {} of {size}", source.read);
        let whole = FoldedDocument::parse_lent(&text, &["response", "body"]);
        match (read, whole) {
            (Ok(read), Ok(whole)) => {
                let (read, whole) = (read.unfolded().unwrap(), whole.unfolded().unwrap());
                assert_eq!(read.bytes(), whole.bytes(), "{name}");
            }
            (read, whole) => {
                assert_eq!(read.unwrap_err().to_string(), whole.unwrap_err().to_string(), "{name}");
            }
        }
    }
}

/// What the process has read from files so far.
#[cfg(target_os = "linux")]
fn bytes_read() -> u64 {
    let counters = std::fs::read_to_string("/proc/thread-self/io").unwrap();
    let line = counters.lines().find(|line| line.starts_with("rchar:")).unwrap();
    line.trim_start_matches("rchar:").trim().parse().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn of_a_file_with_several_recordings_the_start_is_read() {
    let batch = r#"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[]}}}"#;
    let aiperf = r#"{"start_perf_ns":1,"responses":[{"perf_ns":2,"text":"{}"}]}"#;
    let exchange = r#"{"request":{"model":"m"},"response":{"choices":[]}}"#;
    let pair = r#"{"request":{"uri":"http://h/"},"response":{"body":{"string":"{}"}}}"#;
    let many = |one: &str, between: &str| vec![one; (2 << 20) / one.len()].join(between);
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("batch.jsonl", many(batch, "\n")),
        ("aiperf.jsonl", many(aiperf, "\n")),
        ("exchange.jsonl", many(exchange, "\n")),
        ("list.json", format!("[{}]", many(exchange, ","))),
        ("cassette.json", format!(r#"{{"version":1,"interactions":[{}]}}"#, many(pair, ","))),
        ("ruby.json", format!(r#"{{"http_interactions":[{}]}}"#, many(pair, ","))),
    ] {
        for compressed in [false, true] {
            // What has to be read whole to be one value is read whole where it is compressed.
            if compressed && !name.ends_with(".jsonl") {
                continue;
            }
            let path = folder.path().join(name);
            let bytes =
                if compressed { gzipped(text.as_bytes()) } else { text.clone().into_bytes() };
            std::fs::write(&path, bytes).unwrap();
            let before = bytes_read();
            let error = Recording::load(&path).unwrap_err().to_string();
            let read = bytes_read() - before;
            assert!(error.contains("contains more than one recording"), "{error}");
            assert!(read < 1 << 20, "{name}: {read} bytes");
            let all = Recordings::open(&path, &mut Vec::new()).unwrap();
            assert_eq!(all.take(3).filter(|one| one.is_ok()).count(), 3, "{name}");
        }
    }
}

#[test]
fn a_cassette_is_uncompressed_one_body_at_a_time() {
    const BODY: usize = 4 << 20;
    const COUNT: usize = 8;
    let cassette = |body: usize, count: usize| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b' '; body]).unwrap();
        let body =
            base64::Engine::encode(&base64::prelude::BASE64_STANDARD, gzip.finish().unwrap());
        let pair =
            format!(r#"{{"request":{{}},"response":{{"body":{{"base64_string":"{body}"}}}}}}"#);
        format!(r#"{{"interactions":[{}]}}"#, vec![pair; count].join(",")).into_bytes()
    };
    let text = cassette(BODY, COUNT);
    let ((), _, most) = counted(|| {
        let recordings = Recordings::parse(text, None).unwrap();
        let mut count = 0;
        for recording in recordings {
            assert!(recording.is_ok());
            count += 1;
        }
        assert_eq!(count, COUNT);
    });
    assert!(most < 4 * BODY, "{most}");
}

#[test]
fn ids_do_not_grow_a_text_without_limit() {
    let pairs: Vec<_> = (0..26).map(|n| format!(r#""z{n}z":"z""#)).collect();
    let text = format!(
        r#"{{"id_normalization_mapping":{{{}}},"response":{{"body":null}},"x":"z"}}"#,
        pairs.join(",")
    );
    let (read, _, most) = counted(|| Recording::parse(text.into_bytes(), None));
    let error = read.unwrap_err().to_string();
    assert!(error.contains("id_normalization_mapping makes the text longer than"), "{error}");
    assert!(most < 64 << 20, "{most}");
}

/// Strings within each other, and texts in which all of them are at every place.
#[test]
fn placeholders_take_memory_in_proportion_to_the_text() {
    let rules = "profile = 'none'\n[[rules]]\npath = '**.id'\nplaceholder = 'id-{n}'\n";
    let rules = Rules::from_toml(rules, None).unwrap().unwrap();
    let ids = (8..400).map(|length| format!(r#"{{"id":"{}"}}"#, "/".repeat(length)));
    let long = format!(r#"{{"id":"x{0}"}},"{0}","{0}y""#, "/".repeat(100_000));
    let body = [ids.collect::<Vec<_>>().join(","), long].join(",");
    let text = format!(r#"{{"response":{{"body":[{body}]}}}}"#).into_bytes();
    let (normalized, _, most) = counted(|| {
        normalize_bytes(&text, "a.json".as_ref(), &rules, NormalizeOptions::default()).unwrap()
    });
    assert!(matches!(normalized, Outcome::Changed(_)));
    assert!(most < 64 * text.len(), "{most} for {}", text.len());
}
