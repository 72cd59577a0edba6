//! Measures how long it takes to replace 2,614 of 3,162 files in different ways. Set `TMPDIR` to
//! choose the disk: `TMPDIR=… cargo bench --bench write_files`; part of a name selects one way.

#![allow(clippy::panic, reason = "a bench may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deltafold::internals::corpus::FileWriter;

const FILES: usize = 3162;
const CHANGED: usize = 2614;
const ROUNDS: usize = 7;

type Way = (&'static str, fn(&Path, &[PathBuf], &[Vec<u8>], &[Vec<u8>]));

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let tree = folder.path().join("tree");
    let paths: Vec<PathBuf> = (0..FILES)
        .map(|index| tree.join(format!("folder{}", index / 40)).join(format!("{index}.json")))
        .collect();
    let picked = std::env::args().nth(1).filter(|argument| argument != "--bench");
    let ways: [Way; 4] = [
        ("truncate and write, not safe", truncate),
        ("write in place, not safe", in_place),
        ("renamed, 1 thread", |tree, paths, old, new| {
            written(1, tree, paths, old, new);
        }),
        ("renamed, 2 threads", |tree, paths, old, new| {
            written(2, tree, paths, old, new);
        }),
    ];
    for (title, id) in [("same length", "rec-0123456789ab"), ("other length", "rec-0123456789")] {
        let old = contents("chatcmpl-0123456");
        let new = contents(id);
        for (path, bytes) in paths.iter().zip(&old) {
            fs::create_dir_all(path.parent().unwrap_or(&tree))?;
            fs::write(path, bytes)?;
        }
        let mut times = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            for (way, times) in ways.iter().zip(&mut times) {
                if picked.as_ref().is_some_and(|picked| !way.0.contains(picked)) {
                    continue;
                }
                let start = Instant::now();
                way.1(&tree, &paths[..CHANGED], &old, &new);
                times.push(start.elapsed());
                paths.iter().zip(&old).take(CHANGED).for_each(|(path, old)| rewrite(path, old));
            }
        }
        println!("{title}: {} MB", new.iter().map(Vec::len).sum::<usize>() / 1_000_000);
        for (way, mut times) in ways.iter().zip(times) {
            times.sort();
            let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
            if let Some(median) = times.get(ROUNDS / 2) {
                println!("  {:32} {:7.0} ms", way.0, milliseconds(*median));
            }
        }
    }
    Ok(())
}

/// Streams of 10 to 90 chunks, 20 kB on average, with `id` in each chunk.
fn contents(id: &str) -> Vec<Vec<u8>> {
    let chunk = format!(
        "        {{\n          \"id\": \"{id}\",\n          \"created\": 0,\n          \"object\": \"chat.completion.chunk\",\n          \"choices\": [{{\"index\": 0, \"delta\": {{\"content\": \" words and more words\"}}, \"finish_reason\": null, \"logprobs\": null}}],\n          \"model\": \"a-model-of-some-size\",\n          \"usage\": null\n        }},\n"
    );
    (0..FILES).map(|index| chunk.repeat(10 + index * 7919 % 100).into_bytes()).collect()
}

fn written(threads: usize, tree: &Path, paths: &[PathBuf], old: &[Vec<u8>], new: &[Vec<u8>]) {
    let writer = FileWriter::new(&[tree]);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let writer = &writer;
            scope.spawn(move || {
                for start in (thread * 16..paths.len()).step_by(16 * threads) {
                    for index in start..(start + 16).min(paths.len()) {
                        let result = writer.replace(&paths[index], &old[index], new[index].clone());
                        result.unwrap_or_else(|error| panic!("{error}"));
                    }
                }
            });
        }
    });
    let errors = writer.finish();
    assert!(errors.is_empty(), "{errors:?}");
}

fn truncate(_: &Path, paths: &[PathBuf], _: &[Vec<u8>], new: &[Vec<u8>]) {
    for (path, new) in paths.iter().zip(new) {
        fs::write(path, new).unwrap_or_else(|error| panic!("{error}"));
    }
}

fn in_place(_: &Path, paths: &[PathBuf], _: &[Vec<u8>], new: &[Vec<u8>]) {
    paths.iter().zip(new).for_each(|(path, new)| rewrite(path, new));
}

fn rewrite(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    let file = fs::OpenOptions::new().write(true).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)
    });
    written.unwrap_or_else(|error| panic!("{error}"));
}
