//! Files that cannot be written, and files that must not be: each is reported by its name, and
//! nothing is lost.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deltafold::internals::corpus::{FileWriter, write_file};
use deltafold::internals::error::Error;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// In memory, if there is such a place: every run waits for its disk.
    fn new() -> Place {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self::of(folder.unwrap())
    }

    fn on_disk() -> Place {
        Self::of(tempfile::tempdir().unwrap())
    }

    fn of(folder: tempfile::TempDir) -> Place {
        let place = Place { folder };
        fs::create_dir(place.tree()).unwrap();
        place
    }

    fn tree(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    fn writer(&self) -> FileWriter {
        FileWriter::new(&[self.tree()])
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.tree().join(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// Replaces one file; the errors of all steps.
    fn replace(&self, path: &Path, old: &[u8], new: &[u8]) -> Vec<Error> {
        let writer = self.writer();
        let early = writer.replace(path, old, new.to_vec()).err();
        early.into_iter().chain(writer.finish()).collect()
    }

    /// What is in the tree, but for `names`.
    fn left_besides(&self, names: &[&str]) -> Vec<PathBuf> {
        let paths = fs::read_dir(self.tree()).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| !names.iter().any(|name| path.ends_with(name))).collect()
    }
}

#[track_caller]
fn is_one_error(errors: &[Error], path: &Path, what: &str) {
    assert_eq!(errors.len(), 1, "{errors:?}");
    let text = errors[0].to_string();
    assert!(text.starts_with(&format!("{}: ", path.display())), "{text}");
    assert!(text.contains(what), "{text}");
}

#[test]
fn files_of_all_lengths_are_replaced() {
    let contents = [&b""[..], b"a", b"longer than the others", &[b'x'; 70_000], &[b'y'; 70_000]];
    let place = Place::new();
    for old in contents {
        for new in contents {
            let path = place.file("a.json", old);
            let errors = place.replace(&path, old, new);
            assert!(errors.is_empty(), "{errors:?}");
            assert_eq!(fs::read(&path).unwrap(), new);
        }
    }
    assert_eq!(place.left_besides(&["a.json"]), Vec::<PathBuf>::new());
}

#[test]
fn many_files_are_written_by_several_threads() {
    // More than a group for each thread; and on a disk, which takes long with as many.
    let sizes = [(Place::new as fn() -> Place, 2200_usize), (Place::on_disk, 90)];
    for (place, count) in sizes {
        let place = place();
        let files: Vec<PathBuf> =
            (0..count).map(|index| place.file(&format!("{index}.json"), b"old")).collect();
        let writer = place.writer();
        std::thread::scope(|scope| {
            for files in files.chunks(count.div_ceil(2)) {
                let writer = &writer;
                scope.spawn(move || {
                    for path in files {
                        let new = path.display().to_string().into_bytes();
                        writer.replace(path, b"old", new).unwrap();
                    }
                });
            }
        });
        assert!(writer.finish().is_empty());
        for path in &files {
            assert_eq!(fs::read_to_string(path).unwrap(), path.display().to_string());
        }
        assert_eq!(place.left_besides(&[]).len(), files.len());
    }
}

#[test]
fn an_edit_that_was_made_meanwhile_is_not_lost() {
    let place = Place::new();
    for edit in ["edited", "other"] {
        let path = place.file("a.json", edit.as_bytes());
        let errors = place.replace(&path, b"earli", b"later");
        is_one_error(&errors, &path, "changed by another program");
        // Between the call and the end of the group, too.
        let path = place.file("a.json", b"earli");
        let writer = place.writer();
        writer.replace(&path, b"earli", b"later".to_vec()).unwrap();
        fs::write(&path, edit).unwrap();
        is_one_error(&writer.finish(), &path, "changed by another program");
        assert_eq!(fs::read_to_string(&path).unwrap(), edit);
    }
    assert_eq!(place.left_besides(&["a.json"]), Vec::<PathBuf>::new());
}

/// Of two runs that do the same, none fails.
#[test]
fn what_another_run_has_done_is_done() {
    let place = Place::new();
    for done in ["later", "longer"] {
        let path = place.file("a.json", done.as_bytes());
        assert_eq!(place.replace(&path, b"earli", done.as_bytes()).len(), 0);
        // Between the call and the end of the group, too.
        let path = place.file("a.json", b"earli");
        let writer = place.writer();
        writer.replace(&path, b"earli", done.into()).unwrap();
        fs::write(&path, done).unwrap();
        assert_eq!(writer.finish().len(), 0);
        assert_eq!(fs::read_to_string(&path).unwrap(), done);
    }
    assert_eq!(place.left_besides(&["a.json"]), Vec::<PathBuf>::new());
}

#[test]
fn a_file_that_is_gone_is_reported_and_the_others_are_written() {
    let place = Place::new();
    let [gone, lost, there] =
        ["gone.json", "lost.json", "there.json"].map(|name| place.file(name, b"old"));
    fs::remove_file(&gone).unwrap();
    let writer = place.writer();
    let error = writer.replace(&gone, b"old", b"new".to_vec()).unwrap_err();
    is_one_error(&[error], &gone, "No such file");
    writer.replace(&lost, b"old", b"new".to_vec()).unwrap();
    writer.replace(&there, b"old", b"new".to_vec()).unwrap();
    fs::remove_file(&lost).unwrap();
    is_one_error(&writer.finish(), &lost, "No such file");
    assert_eq!(fs::read(&there).unwrap(), b"new");
    assert_eq!(place.left_besides(&["there.json"]), Vec::<PathBuf>::new());
}

#[test]
fn read_only_files_are_reported() {
    let place = Place::new();
    let path = place.file("a.json", b"old");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    is_one_error(&place.replace(&path, b"old", b"new"), &path, "read-only");
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert!(write_file(&path, b"new").is_err());
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn only_files_can_be_written() {
    let place = Place::new();
    let folder = place.tree().join("a.json");
    fs::create_dir(&folder).unwrap();
    is_one_error(&place.replace(&folder, b"old", b"new"), &folder, "directory");
}

#[test]
fn what_killed_runs_have_left_is_swept() {
    let place = Place::new();
    let left = place.tree().join(".deltafold-staging").join("0123456789abcdef");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("lock"), "").unwrap();
    fs::write(left.join("0"), "half of a fi").unwrap();
    assert!(place.writer().finish().is_empty());
    assert_eq!(place.left_besides(&[]), Vec::<PathBuf>::new());
}

#[test]
fn nothing_is_written_after_a_stop() {
    let place = Place::new();
    let [a, b] = ["a.json", "b.json"].map(|name| place.file(name, b"old"));
    let writer = place.writer();
    writer.replace(&a, b"old", b"new".to_vec()).unwrap();
    assert!(writer.stop(Duration::from_millis(100)));
    let late = writer.replace(&b, b"old", b"new".to_vec()).err();
    let errors = late.into_iter().chain(writer.finish()).collect::<Vec<_>>();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors.iter().all(|error| error.to_string().contains("stopped")), "{errors:?}");
    assert_eq!([fs::read(&a).unwrap(), fs::read(&b).unwrap()], [b"old", b"old"]);
    assert_eq!(place.left_besides(&["a.json", "b.json"]), Vec::<PathBuf>::new());
}

#[test]
fn a_stop_does_not_wait_for_the_disk() {
    let place = Place::new();
    let path = place.file("a.json", b"old");
    let writer = place.writer();
    writer.replace(&path, b"old", b"new".to_vec()).unwrap();
    assert_eq!(place.left_besides(&["a.json"]).len(), 1, "it is staged");
    // What is staged goes at once, whoever has its group; and that one renames nothing any more.
    assert!(writer.stop(Duration::from_secs(2)));
    assert_eq!(place.left_besides(&["a.json"]), Vec::<PathBuf>::new());
    assert_eq!(writer.finish().len(), 1);
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn a_reader_sees_whole_files_while_others_are_renamed() {
    let place = Place::new();
    let versions = [vec![b'a'; 50_000], vec![b'b'; 90_000]];
    let path = place.file("a.json", &versions[0]);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = [0_usize; 2];
            while !is_over.load(Ordering::SeqCst) {
                let bytes = fs::read(&path).unwrap();
                let version = usize::from(bytes.first() == Some(&b'b'));
                assert!(bytes == versions[version], "{} bytes of version {version}", bytes.len());
                seen[version] += 1;
            }
            seen
        });
        for round in 0..200 {
            let [old, new] = [round % 2, (round + 1) % 2].map(|version| &versions[version]);
            let errors = place.replace(&path, old, new);
            assert!(errors.is_empty(), "{errors:?}");
        }
        is_over.store(true, Ordering::SeqCst);
        let seen = reader.join().unwrap();
        assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    });
}
