//! Holds the source to DESIGN.md: which room may use which, no `unsafe`, no long files, no Python
//! outside its room.

// A panic is how what the tests share fails, too.
#![allow(clippy::unwrap_used)]

mod hops;
mod paths;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use paths::paths;
use tokens::tokens;

/// The table of rooms: in DESIGN.md, and nowhere else.
static ROOMS: LazyLock<Vec<Room>> = LazyLock::new(|| {
    let design = fs::read_to_string(root().join("DESIGN.md")).unwrap();
    let (_, section) = design.split_once("\n## Rooms\n").unwrap();
    section.lines().take_while(|line| !line.starts_with("## ")).filter_map(Room::from_row).collect()
});

/// A room, and the rooms that it may use.
struct Room {
    name: String,
    may_use: Vec<String>,
}

impl Room {
    /// The room of a row such as ``| `sse` | bytes → events | json, error |``.
    fn from_row(row: &str) -> Option<Self> {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, name, _, may_use, _] = cells[..] else { return None };
        let name = name.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        let may_use = may_use.split(", ").filter(|room| *room != "–").map(str::to_owned).collect();
        Some(Room { name, may_use })
    }

    fn may_use(&self, target: &str) -> bool {
        target == self.name || self.may_use.iter().any(|name| name == target)
    }
}

/// The rooms of the Python extension: without the feature `python` there are none.
const PYTHON: [&str; 3] = ["python_values", "sdk_objects", "python"];

/// Crates that only the rooms beside them may name.
const CRATES: [(&str, &str); 16] = [
    ("simdutf8", "json"),
    ("toml_edit", "normalize"),
    ("similar", "normalize"),
    ("indicatif", "cli"),
    ("sha2", "request_hash"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("anstream", "cli"),
    ("anstyle", "cli"),
    ("flate2", "recording"),
    ("ruzstd", "recording"),
    ("saphyr_parser", "recording"),
    ("fs4", "corpus"),
    ("rustix", "corpus"),
    ("rustix", "recording"),
    ("xxhash_rust", "corpus"),
];

/// What every room may take from the crate's root; anything else is named by its room.
const ROOT_NAMES: [&str; 2] = ["Error", "Result"];

/// Files that may contain `unsafe`: each with a benchmark that shows what it buys, except for
/// those of Arrow's C interface, whose contents can only be taken out by pointer, and which are read
/// while another library may have given up Python's lock.
const UNSAFE_FILES: [&str; 7] = [
    "json/parse/vector.rs",
    "sdk_objects/instance.rs",
    "sdk_objects/paused.rs",
    "python/views/untracked.rs",
    "python/table/attached.rs",
    "python/table/capsule.rs",
    "python_values/growing_text.rs",
];

const MAX_LINES: usize = 400;

/// What is wrong with one file, a line for each fault. `file` is relative to `src/`.
fn faults(file: &str, source: &str) -> Vec<String> {
    let modules = modules_of(file);
    let room = modules.first().copied();
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut report = |line: usize, what: String| found.push(format!("src/{file}:{line}: {what}"));

    let row = room.map(|room| ROOMS.iter().find(|row| row.name == room));
    if let Some(None) = row {
        report(1, "no such room in the table of DESIGN.md".to_owned());
    }
    if let (Some(room), Some(Some(row))) = (room, row) {
        for path in paths(&tokens, &modules) {
            let target = path.target();
            if !row.may_use(target) && !ROOT_NAMES.contains(&target) {
                report(path.line, format!("{room} may not use {}", path.segments.join("::")));
            }
        }
    }
    for token in &tokens {
        match token.text {
            "unsafe" | "unsafe_code" if file != "lib.rs" && !UNSAFE_FILES.contains(&file) => {
                report(token.line, format!("`{}` in a file that is not listed", token.text));
            }
            "pyo3" if !room.is_some_and(|room| PYTHON.contains(&room)) => {
                report(token.line, format!("only {} may name pyo3", PYTHON.join(", ")));
            }
            text => {
                let of_it = CRATES.iter().filter(|(name, _)| *name == text);
                let owners: Vec<_> = of_it.map(|(_, owner)| *owner).collect();
                if !owners.is_empty() && !room.is_some_and(|room| owners.contains(&room)) {
                    report(token.line, format!("only {} may name {text}", owners.join(", ")));
                }
            }
        }
    }
    let lines = source.lines().count();
    if lines > MAX_LINES {
        report(lines, format!("{lines} lines, more than {MAX_LINES}"));
    }
    found
}

/// `json/parse.rs` is the module `json::parse`, `json/mod.rs` is `json`, `lib.rs` the root.
fn modules_of(file: &str) -> Vec<&str> {
    let name = file.strip_suffix(".rs").unwrap_or(file);
    let mut modules: Vec<&str> = name.split('/').collect();
    modules.pop_if(|last| matches!(*last, "mod" | "lib"));
    modules
}

/// Every Rust file under `dir`, relative to it, with its text.
fn rust_files(dir: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut left = vec![dir.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(dir).map(|name| name.to_string_lossy().into_owned());
                files.push((name.unwrap_or_default(), fs::read_to_string(&path)?));
            }
        }
    }
    Ok(files)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let files = rust_files(&root().join("src")).unwrap();
    let found: Vec<String> = files.iter().flat_map(|(file, text)| faults(file, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_table_has_no_room_and_no_edge_too_many() {
    let files = rust_files(&root().join("src")).unwrap();
    let mut used = BTreeSet::new();
    for (file, text) in &files {
        let modules = modules_of(file);
        let Some(room) = modules.first() else { continue };
        let tokens = tokens(text);
        used.insert((room.to_string(), room.to_string()));
        let targets = paths(&tokens, &modules).into_iter().map(|path| path.target().to_owned());
        // `crate::Error` is the room `error`'s.
        let named = |target: String| {
            if ROOT_NAMES.contains(&&*target) { "error".to_owned() } else { target }
        };
        used.extend(targets.map(|target| (room.to_string(), named(target))));
    }
    for room in ROOMS.iter() {
        for target in room.may_use.iter().chain([&room.name]) {
            let edge = (room.name.clone(), target.clone());
            assert!(used.contains(&edge), "nothing in {} uses {target}", room.name);
        }
    }
}

#[test]
fn data_goes_one_way() {
    for (place, room) in ROOMS.iter().enumerate() {
        let before: Vec<&str> = ROOMS[..place].iter().map(|room| &*room.name).collect();
        for target in &room.may_use {
            assert!(
                before.contains(&&**target),
                "{} may use {target}, which comes later",
                room.name
            );
        }
    }
}

#[test]
fn extension_module_is_named_nowhere() {
    // Naming it would make `cargo test` fail to link.
    for file in ["Cargo.toml", "pyproject.toml", "Makefile"] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(!text.contains("extension-module"), "{file}");
    }
}

#[test]
fn an_interpreter_is_needed_by_no_test() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, dev) = manifest.split_once("[dev-dependencies]").unwrap();
    let dev = dev.split_once("\n[").map_or(dev, |(dev, _)| dev);
    assert!(!dev.contains("pyo3"), "pyo3 as a dev-dependency looks for Python in every test build");
    assert!(manifest.contains("default = []"), "the feature `python` must stay off by default");
    let pyo3 = manifest.lines().find(|line| line.starts_with("pyo3")).unwrap();
    assert!(pyo3.contains("optional = true"), "{pyo3}");
}

#[cfg(test)]
mod the_checker_itself {
    use super::faults;

    #[track_caller]
    fn refuses(file: &str, source: &str, what: &str) {
        let found = faults(file, source);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(what), "{found:?}");
    }

    #[track_caller]
    fn accepts(file: &str, source: &str) {
        assert_eq!(faults(file, source), Vec::<String>::new());
    }

    #[test]
    fn finds_forbidden_imports() {
        refuses("json/parse.rs", "use crate::merge::Options;", ":1: json may not use crate::merge");
        refuses("sse/mod.rs", "\n\npub(crate) use crate::json;", ":3: sse may not use crate::json");
        refuses("error.rs", "use crate::json::Cursor as C;", "error may not use crate::json");
        refuses("cli/show.rs", "use crate::python::x;", "cli may not use crate::python");
        refuses(
            "json/a.rs",
            "use deltafold::internals::merge::X;",
            "json may not use deltafold::internals::merge",
        );
    }

    #[test]
    fn finds_forbidden_members_of_groups() {
        let group = "use crate::{json, merge::X, error::Error};";
        refuses("request_hash/mod.rs", group, "request_hash may not use crate::merge::X");
        let nested = "use crate::{\n    json::{Cursor, Text},\n    recording::{url::{A, B}},\n};";
        assert_eq!(faults("merge/mod.rs", nested).len(), 2);
    }

    #[test]
    fn finds_forbidden_paths_in_code() {
        refuses("json/mod.rs", "fn f() { crate::merge::foo() }", "crate::merge::foo");
        refuses("json/mod.rs", "fn f(x: &crate::corpus::A<'_>) {}", "crate::corpus::A");
        refuses("json/mod.rs", "fn f() { x(crate::merge::parse::<u8>()) }", "crate::merge::parse");
        refuses("sse/mod.rs", "pub(in crate::merge) fn f() {}", "crate::merge");
    }

    #[test]
    fn follows_super_out_of_a_room() {
        refuses("json/mod.rs", "use super::merge::X;", "super::merge::X");
        refuses("json/parse.rs", "use super::super::merge;", "super::super::merge");
        refuses("json/mod.rs", "mod tests { use super::super::corpus; }", "super::super::corpus");
        accepts("json/parse.rs", "use super::merge;\nmod tests { use super::super::corpus; }");
        accepts("json/parse.rs", "fn a() { mod x { } } fn b() { super::merge::go() }");
    }

    #[test]
    fn refuses_to_be_led_around() {
        refuses("json/mod.rs", "use crate::*;", "json may not use crate::*");
        refuses("json/mod.rs", "use super::*;", "json may not use super::*");
        refuses("json/mod.rs", "use crate as root;", "json may not use crate");
        refuses("json/mod.rs", "use crate::{self as root};", "json may not use crate::self");
        refuses("json/mod.rs", "use crate::ChatAccumulator;", "crate::ChatAccumulator");
        refuses("attic/mod.rs", "", "no such room");
    }

    #[test]
    fn finds_crates_in_the_wrong_room() {
        refuses(
            "merge/mod.rs",
            "use pyo3::prelude::*;",
            ":1: only python_values, sdk_objects, python may name pyo3",
        );
        refuses(
            "lib.rs",
            "\n#[pyo3(get)]",
            "src/lib.rs:2: only python_values, sdk_objects, python may name pyo3",
        );
        refuses("merge/mod.rs", "fn f() { clap::x() }", "only cli may name clap");
        accepts("python/mod.rs", "use pyo3::prelude::*;\nuse crate::cli::run;");
    }

    #[test]
    fn finds_unsafe_and_long_files() {
        refuses("json/scan.rs", "fn f() { unsafe { g() } }", "`unsafe` in a file");
        refuses("json/scan.rs", "#![allow(unsafe_code)]", "`unsafe_code` in a file");
        accepts("lib.rs", "#![deny(unsafe_code)]");
        refuses("json/scan.rs", &"\n".repeat(401), "401 lines, more than 400");
        accepts("json/scan.rs", &"\n".repeat(400));
    }

    #[test]
    fn reads_code_and_nothing_else() {
        accepts("json/mod.rs", "//! See [`crate::merge`].\n/* crate::corpus /* unsafe */ pyo3 */");
        accepts("json/mod.rs", r##"const A: &str = "crate::merge \" pyo3"; "##);
        accepts("json/mod.rs", "const A: &str = r#\"unsafe \" crate::merge\"#;");
        accepts("json/mod.rs", "fn f<'a>(x: &'a u8) { g('\"', b'\\'', '\\u{22}', 'é'); }");
        refuses("json/mod.rs", "const Q: char = '\"'; use crate::merge; // \"", "crate::merge");
        refuses("json/mod.rs", "const L: u8 = b'\\''; use crate::merge; // '", "crate::merge");
    }

    #[test]
    fn accepts_what_the_table_allows() {
        accepts("merge/chat.rs", "use crate::summary::Summary;\nuse crate::{Error, json::Cursor};");
        accepts("json/mod.rs", "pub(crate) use self::text::Text;\nuse crate::Result;");
        accepts("lib.rs", "pub mod cli;\npub use error::{Error, Result};\nuse crate::merge::X;");
    }
}
