//! Help, version, shell completions and wrong arguments.

use deltafold::internals::cli::command;

use super::{COLOURED, Shell, deltafold};

#[test]
fn help_texts() {
    let lines = [
        "--help",
        "show --help",
        "merge --help",
        "diff --help",
        "normalize --help",
        "split --help",
        "join --help",
        "serve --help",
        "export --help",
        "completions --help",
    ];
    let texts = lines.map(|line| deltafold(line).out).join("\n----\n\n");
    insta::assert_snapshot!(texts);
}

#[test]
fn help_and_version_are_results() {
    for line in ["--help", "-h", "show --help", "merge -h"] {
        let run = deltafold(line);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{line}");
        assert!(run.out.contains("Usage: deltafold"), "{line}");
    }
    assert_eq!(deltafold("--version").out, concat!("deltafold ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn wrong_arguments_are_errors() {
    for line in ["", "show", "merge", "melt x", "merge --format yaml x", "completions", "show -x y"]
    {
        let run = deltafold(line);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}");
        assert!(run.err.contains("--help") || line.is_empty(), "{line}: {}", run.err);
    }
}

#[test]
fn some_commands_need_python() {
    for line in ["serve tests/fixtures", "export tests/fixtures -o x.csv"] {
        let run = deltafold(line);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains("Python package"), "{}", run.err);
    }
    for line in ["export", "export --format xml x", "export --table x y", "export --jobs 0 x"] {
        assert!(deltafold(line).err.contains("--help"), "{line}");
    }
    for line in ["serve", "serve --speed -1 x", "serve --port 65536 x", "serve --match x y"] {
        assert!(deltafold(line).err.contains("--help"), "{line}");
    }
}

#[test]
fn help_is_coloured_on_a_terminal() {
    let run = Shell { out: COLOURED, ..Shell::default() }.run(["--help"]);
    assert!(run.out.contains("\u{1b}["));
    assert!(!deltafold("--help").out.contains('\u{1b}'));
}

#[test]
fn each_shell_has_a_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = deltafold(&format!("completions {shell}"));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{shell}");
        assert!(run.out.contains("single-choice"), "{shell}");
    }
}

#[test]
fn each_command_is_on_the_page() {
    let page = std::fs::read_to_string("docs/command-line.md").unwrap();
    for verb in command().get_subcommands() {
        let row = format!("`deltafold {} ", verb.get_name());
        assert!(page.contains(&row), "{row}");
    }
}
