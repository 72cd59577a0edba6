//! Kills runs at random moments: no file may be lost or half-written, and the next run ends the
//! work.
//!
//! `make kill-test` kills 10,000 times, `cargo test` 200 times.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use deltafold::internals::corpus::FileWriter;

/// Tells the program that it is the one to be killed, and its folder.
const CHILD: &str = "DELTAFOLD_KILL_CHILD";
const FILES: usize = 24;

/// What file `index` holds in `version`. Some keep their length, some do not; some are long, so
/// that they take a while to write.
fn contents(index: usize, version: u64) -> Vec<u8> {
    let head = format!("file {index:04} version {version:08}\n");
    let lines = match index % 8 {
        0 if index == 0 => 20_000,
        0 => 500,
        1 => 40 + (version as usize * 7) % 90,
        _ => 60,
    };
    let line = match index % 3 {
        // Every sector changes, or just a few.
        0 => format!(
            "{{\"id\": \"chatcmpl-{:016x}\", \"object\": \"chunk\"}}\n",
            version * 0x9e37_79b9
        ),
        _ => "{\"id\": \"chatcmpl-0000000000000000\", \"object\": \"chunk\"}\n".to_owned(),
    };
    let mut text = head.clone() + &line.repeat(lines);
    text.push_str(&head);
    text.into_bytes()
}

fn path_of(tree: &Path, index: usize) -> PathBuf {
    tree.join(format!("folder{}", index % 3)).join(format!("{index}.json"))
}

/// The version that a file holds whole, or what is wrong with it.
fn version_of(tree: &Path, index: usize) -> Result<u64, String> {
    let path = path_of(tree, index);
    let bytes = fs::read(&path).map_err(|error| format!("{} is lost: {error}", path.display()))?;
    let version = bytes
        .get(18..26)
        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .ok_or_else(|| format!("{} has no version", path.display()))?;
    match bytes == contents(index, version) {
        true => Ok(version),
        false => Err(format!("{} is half-written, version {version}", path.display())),
    }
}

/// Brings each file from whatever version it holds to `version`.
fn run(folder: &Path, version: &[Vec<u8>]) -> Vec<deltafold::internals::error::Error> {
    let tree = folder.join("tree");
    let writer = FileWriter::new(&[&tree]);
    std::thread::scope(|scope| {
        for half in 0..2 {
            let (writer, tree) = (&writer, &tree);
            scope.spawn(move || {
                for index in (0..FILES).filter(|index| index % 2 == half) {
                    let path = path_of(tree, index);
                    let old = fs::read(&path).unwrap();
                    writer.replace(&path, &old, version[index].clone()).unwrap();
                }
            });
        }
    });
    writer.finish()
}

/// The program that is killed: writes version after version.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let folder = Path::new(&folder);
    // A run that was killed leaves files of two versions; all go on from the later one.
    let first = (0..FILES).map(|index| version_of(&folder.join("tree"), index).unwrap()).max();
    let first = first.unwrap();
    // Made before, so that most of the time is spent writing.
    let made = |version| (0..FILES).map(|index| contents(index, version)).collect::<Vec<_>>();
    let versions = [made(first + 1), made(first + 2)];
    eprintln!("begins");
    for round in 0.. {
        let failures = run(folder, &versions[round % 2]);
        assert!(failures.is_empty(), "{failures:?}");
    }
}

/// Random enough, and the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Starts a run and kills it: some time later, or soon after it has begun to write files.
fn kill_one(folder: &Path, dice: &mut Dice) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(CHILD, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert_eq!(line, "begins\n");
    match dice.below(4) {
        0 => std::thread::sleep(Duration::from_micros(dice.below(12_000))),
        _ => {
            let until = Instant::now() + Duration::from_millis(100);
            while !is_writing(folder) && Instant::now() < until {
                std::hint::spin_loop();
            }
            std::thread::sleep(Duration::from_micros(dice.below(8_000)));
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    assert_eq!(rest, "", "the run failed before it was killed");
}

/// Whether there is a staging folder.
fn is_writing(folder: &Path) -> bool {
    folder.join("tree").join(".deltafold-staging").exists()
}

/// All names below a folder.
fn names(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(names(&path));
        }
        found.insert(path);
    }
    found
}

/// What the kills met.
#[derive(Debug, Default)]
struct Met {
    unfinished: usize,
    mixed: usize,
}

fn make_tree(tree: &Path) {
    for index in 0..FILES {
        fs::create_dir_all(path_of(tree, index).parent().unwrap()).unwrap();
        fs::write(path_of(tree, index), contents(index, 1)).unwrap();
    }
}

fn kill_many(kills: usize, seed: u64) -> Met {
    let folder = place();
    let tree = folder.path().join("tree");
    make_tree(&tree);
    let clean = names(&tree);
    let (mut dice, mut met) = (Dice(seed), Met::default());
    for kill in 0..kills {
        kill_one(folder.path(), &mut dice);
        met.unfinished += usize::from(names(&tree) != clean);
        let versions: Result<Vec<u64>, String> =
            (0..FILES).map(|index| version_of(&tree, index)).collect();
        let versions = versions.unwrap_or_else(|what| panic!("seed {seed}, kill {kill}: {what}"));
        let last = versions.iter().copied().max().unwrap();
        met.mixed += usize::from(versions.iter().any(|version| *version != last));

        let next: Vec<_> = (0..FILES).map(|index| contents(index, last + 1)).collect();
        let failures = run(folder.path(), &next);
        assert!(failures.is_empty(), "seed {seed}, kill {kill}: {failures:?}");
        for index in 0..FILES {
            assert_eq!(version_of(&tree, index), Ok(last + 1), "seed {seed}, kill {kill}");
        }
        assert_eq!(names(&tree), clean, "seed {seed}, kill {kill}");
    }
    met
}

/// Where waiting for a disk takes no time, if there is such a place: more of the kills then come
/// while files are written. A killed process loses nothing that it wrote, on a disk or not.
fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

/// How often it is killed.
fn kills() -> usize {
    std::env::var("DELTAFOLD_KILLS").map_or(200, |kills| kills.parse().unwrap())
}

fn seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_nanos() as u64
}

#[test]
fn each_file_is_left_whole() {
    let met = kill_many(kills(), seed());
    println!("{met:?}");
    assert!(met.unfinished > 0, "no kill came in the middle: {met:?}");
}
