//! The pages of the manual, which the wheel installs: made from the help, one for each command.

use std::fs;
use std::path::Path;

use deltafold::internals::cli::command;

use super::names;

/// Where the wheel takes them from.
const PAGES: &str = "deltafold.data/data/share/man/man1";

/// `make man` sets it, to write them instead.
const WRITE: &str = "DELTAFOLD_WRITE_MAN";

#[test]
fn each_command_has_a_page_that_is_up_to_date() {
    let made = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(command(), made.path()).unwrap();
    if std::env::var_os(WRITE).is_some() {
        drop(fs::remove_dir_all(PAGES));
        fs::create_dir_all(PAGES).unwrap();
        for name in names(made.path()) {
            fs::copy(made.path().join(&name), Path::new(PAGES).join(&name)).unwrap();
        }
    }
    let mut expected: Vec<_> = command()
        .get_subcommands()
        .map(|verb| format!("deltafold-{}.1", verb.get_name()))
        .chain(["deltafold.1".to_owned()])
        .collect();
    expected.sort();
    assert_eq!(names(Path::new(PAGES)), expected, "run `make man`");
    for name in expected {
        let page = fs::read_to_string(Path::new(PAGES).join(&name)).unwrap();
        let new = fs::read_to_string(made.path().join(&name)).unwrap();
        assert!(page == new, "{name} is not what the help says: run `make man`");
    }
}
