//! Configurations that are wrong: what is said, and at which line.

use std::path::Path;

use deltafold::internals::normalize::Rules;

fn error(toml: &str) -> String {
    match Rules::from_toml(toml, Some(Path::new("deltafold.toml"))) {
        Ok(rules) => panic!("{toml} was read: {rules:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let rule = |lines: &str| error(&format!("[[rules]]\n{lines}\n"));
    let texts = [
        error("profile = 'x'"),
        error("profiles = 'ogx'"),
        error("rules = 1"),
        error("rules = [1]"),
        error("profile = 'ogx"),
        rule("path = 'a'"),
        rule("set = 1"),
        rule("path = 'a'\nset = 1\nremove = true"),
        rule("path = 'a'\nsets = 1"),
        rule("path = 'a..b'\nset = 1"),
        rule("path = 1\nset = 1"),
        rule("path = []\nset = 1"),
        rule("path = ['a', 2]\nset = 1"),
        rule("path = 'a'\nset = 1979-05-27"),
        rule("path = 'a'\nset_json = '{'"),
        rule("path = 'a'\nremove = false"),
        rule("path = 'a[3]'\nremove = true"),
        rule("path = 'a'\nround = 16"),
        rule("path = 'a'\nreplace = { pattern = '(' , with = '' }"),
        rule("path = 'a'\nreplace = { pattern = '(x)' , with = '$1 $y' }"),
        rule("path = 'a'\nreplace = { pattern = '(x)' }"),
        rule("path = 'a'\nplaceholder = 'call'"),
        rule("path = 'a'\nset = 1\nkind = 5"),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn a_project_file_need_not_have_rules() {
    let path = Some(Path::new("sub/pyproject.toml"));
    assert!(Rules::from_toml("[tool.ruff]\nline-length = 100\n", path).unwrap().is_none());
    let rules = Rules::from_toml("[tool.deltafold]\n", path).unwrap();
    assert!(rules.is_some_and(|rules| rules.unmatched().is_empty()));
    let wrong = Rules::from_toml("[tool]\ndeltafold = 1\n", path).unwrap_err().to_string();
    assert_eq!(
        wrong,
        "sub/pyproject.toml: expected a table as 'tool.deltafold': line 2 column 13 (byte 19)"
    );
}

#[test]
fn rules_may_be_inline() {
    let toml = "rules = [{ path = '**.x', remove = true }, { path = 'a', set = 1, kind = 'chat' }]";
    let rules = Rules::from_toml(toml, None).unwrap().unwrap();
    assert_eq!(rules.unmatched().len(), 2);
}

/// The lines of the examples in a page that belong to a configuration.
fn example_in(page: &str) -> String {
    let from = page.find("    [tool.deltafold]").unwrap();
    let lines = page[from..].lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn the_example_in_the_docs_is_read() {
    let page = include_str!("../../docs/normalize.md");
    let path = Path::new("pyproject.toml");
    let rules = Rules::from_toml(&example_in(page), Some(path)).unwrap().unwrap();
    assert_eq!(rules.unmatched().len(), 4);
}
