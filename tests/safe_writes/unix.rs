//! Links, modes, owners and limits, as Unix has them. Some tests run a part of themselves as a
//! program of its own: as a user that is not root, or with a limit on the size of files.

#![allow(clippy::unwrap_used)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use deltafold::internals::corpus::{FileWriter, write_file};
use deltafold::internals::error::Error;

const CHILD: &str = "DELTAFOLD_SAFE_WRITES_CHILD";

fn place() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn file(folder: &Path, name: &str, contents: &[u8]) -> PathBuf {
    fs::write(folder.join(name), contents).unwrap();
    folder.join(name)
}

fn replace(path: &Path, old: &[u8], new: &[u8]) -> Vec<Error> {
    let writer = FileWriter::new(&[path.parent().unwrap()]);
    let early = writer.replace(path, old, new.to_vec()).err();
    early.into_iter().chain(writer.finish()).collect()
}

#[track_caller]
fn works(path: &Path, old: &[u8], new: &[u8]) {
    let errors = replace(path, old, new);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(fs::read(path).unwrap(), new);
}

#[track_caller]
fn fails(path: &Path, old: &[u8], new: &[u8], what: &str) {
    let errors = replace(path, old, new);
    assert_eq!(errors.len(), 1, "{errors:?}");
    let text = errors[0].to_string();
    assert!(text.starts_with(&path.display().to_string()) && text.contains(what), "{text}");
}

#[test]
fn links_stay_and_what_they_lead_to_is_replaced() {
    let (place, elsewhere) = (place(), tempfile::tempdir().unwrap());
    // On another disk, if there is one: the new file cannot come from the tree's folder.
    let target = file(elsewhere.path(), "target.json", b"old");
    let link = place.path().join("link.json");
    symlink(&target, place.path().join("first")).unwrap();
    symlink("first", &link).unwrap();
    works(&link, b"old", b"new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), b"new");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}

#[test]
fn links_that_lead_nowhere_are_errors() {
    let place = place();
    let [dangling, round] = ["dangling", "round"].map(|name| place.path().join(name));
    symlink("nothing", &dangling).unwrap();
    symlink("round", &round).unwrap();
    fails(&dangling, b"old", b"new", "No such file");
    fails(&round, b"old", b"new", "symbolic link");
    assert!(write_file(&dangling, b"new").is_err());
    assert!(write_file(&round, b"new").is_err());
    assert!(fs::symlink_metadata(&dangling).unwrap().is_symlink());
    assert!(!place.path().join("nothing").exists());
}

#[test]
fn a_pipe_is_not_opened() {
    let place = place();
    let pipe = place.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fails(&pipe, b"", b"new", "not a regular file");
}

#[test]
fn mode_and_owner_are_kept() {
    let place = place();
    let path = file(place.path(), "a.json", b"old");
    let is_root = std::os::unix::fs::chown(&path, Some(12_345), Some(54_321)).is_ok();
    for bits in [0o600, 0o640, 0o666, 0o755, 0o4755, 0o200] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(bits)).unwrap();
        let before = fs::metadata(&path).unwrap();
        if bits & 0o400 == 0 && !is_root {
            continue;
        }
        works(&path, b"old", b"new");
        let after = fs::metadata(&path).unwrap();
        assert_eq!(after.mode(), before.mode());
        assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
        write_file(&path, b"saved").unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!((after.mode(), after.uid()), (before.mode(), before.uid()));
    }
}

#[test]
fn other_names_of_a_file_keep_the_old_contents() {
    let place = place();
    let (path, other) = (file(place.path(), "a.json", b"old"), place.path().join("b.json"));
    fs::hard_link(&path, &other).unwrap();
    works(&path, b"old", b"new");
    assert_eq!(fs::read(&other).unwrap(), b"old");
}

#[test]
fn a_path_does_not_have_to_be_unicode() {
    use std::os::unix::ffi::OsStrExt;
    let place = place();
    let path = place.path().join(std::ffi::OsStr::from_bytes(b"\xff.json"));
    fs::write(&path, "old").unwrap();
    works(&path, b"old", b"new");
}

/// The test `name` of this module, as the program that runs it names it.
fn path_of(name: &str) -> String {
    let (_, module) = module_path!().split_once("::").unwrap();
    format!("{module}::{name}")
}

/// This program again, to run only the test `name` with `folder`.
fn again(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &path_of(name), "--nocapture"]).env(CHILD, folder);
    command
}

#[track_caller]
fn succeeds(command: &mut Command) {
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    let printed = String::from_utf8_lossy(&ran.stdout);
    // A name that no test has would run none, and succeed.
    assert!(ran.status.success() && printed.contains("1 passed"), "{printed}\n{said}");
}

#[test]
fn a_full_disk_loses_nothing() {
    let long = vec![b'n'; 300_000];
    if let Some(folder) = std::env::var_os(CHILD) {
        let folder = Path::new(&folder);
        // It grows past the limit.
        for (name, old, new) in
            [("short", &b"old"[..], &long), ("long", &long[1..], &vec![b'm'; 299_999])]
        {
            let path = folder.join(format!("{name}.json"));
            fails(&path, old, new, "too large");
            assert_eq!(fs::read(&path).unwrap(), old);
            let small = folder.join("small.json");
            works(&small, b"old", b"new");
            fs::write(small, "old").unwrap();
        }
        assert!(write_file(&folder.join("new.json"), &long).is_err());
        assert!(!folder.join("new.json").exists());
        return;
    }
    let place = place();
    file(place.path(), "short.json", b"old");
    file(place.path(), "small.json", b"old");
    file(place.path(), "long.json", &long[1..]);
    let before = fs::read_dir(place.path()).unwrap().count();
    // A limit on the size of files fails in the middle of a write, as a full disk does.
    let child = again("a_full_disk_loses_nothing", place.path());
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"]);
    shell.arg(child.get_program()).args(child.get_args()).env(CHILD, place.path());
    succeeds(&mut shell);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), before);
}

#[test]
fn who_may_not_write_does_not_write() {
    if let Some(folder) = std::env::var_os(CHILD) {
        let folder = Path::new(&folder);
        fails(&folder.join("open/theirs.json"), b"old", b"new", "ermission denied");
        // It may be written, but a new file in its place would be somebody else's.
        let shared = folder.join("open/shared.json");
        fails(&shared, b"old", b"new", "owner");
        // Nothing can be made in the folder, though its files can be written.
        let fixed = folder.join("closed/mine.json");
        let writer = FileWriter::new(&[folder]);
        let early = writer.replace(&fixed, b"old", b"new".to_vec()).err();
        let errors: Vec<Error> = early.into_iter().chain(writer.finish()).collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(fs::read(&fixed).unwrap(), b"old");
        return;
    }
    let place = place();
    let [open, closed] = ["open", "closed"].map(|name| place.path().join(name));
    for (folder, bits) in [(&open, 0o777), (&closed, 0o555)] {
        fs::create_dir(folder).unwrap();
        fs::set_permissions(folder, Permissions::from_mode(bits)).unwrap();
    }
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
    let theirs = file(&open, "theirs.json", b"old");
    let shared = file(&open, "shared.json", b"old");
    fs::set_permissions(&shared, Permissions::from_mode(0o666)).unwrap();
    if std::os::unix::fs::chown(&theirs, Some(0), Some(0)).is_err() {
        eprintln!("skipped: only root can make files of somebody else");
        return;
    }
    let mine = file(&closed, "mine.json", b"old");
    std::os::unix::fs::chown(&mine, Some(65_534), Some(65_534)).unwrap();
    // Where that user can run it, whatever folder this program was built in.
    let program = place.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let mut child = Command::new(&program);
    child.args(["--exact", &path_of("who_may_not_write_does_not_write"), "--nocapture"]);
    succeeds(child.env(CHILD, place.path()).uid(65_534).gid(65_534).current_dir(place.path()));
    assert_eq!(fs::read(&theirs).unwrap(), b"old");
}
