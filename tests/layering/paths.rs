//! Tokens of a file in, every path in it that starts at the crate or at a parent out.

use crate::tokens::Token;

/// A path as written, and as seen from the crate's root.
#[derive(Debug)]
pub struct CratePath<'a> {
    /// As written, groups spread out: `crate::{a, b::c}` gives `crate::a` and `crate::b::c`.
    pub segments: Vec<&'a str>,
    /// The module that it stands in.
    modules: Vec<&'a str>,
    pub line: usize,
}

impl CratePath<'_> {
    /// The first name below the crate's root.
    pub fn target(&self) -> &str {
        let ups = self.segments.iter().take_while(|segment| **segment == "super").count();
        let relative = self.segments[0] == "super" || self.segments[0] == "self";
        let kept = if relative { self.modules.len().saturating_sub(ups) } else { 0 };
        let skipped = ups.max(1);
        let below = self.modules[..kept].iter().chain(&self.segments[skipped..]);
        below.copied().next().unwrap_or("")
    }
}

/// Every such path, where the file is the module `modules`.
pub fn paths<'a>(tokens: &[Token<'a>], modules: &[&'a str]) -> Vec<CratePath<'a>> {
    let mut found = Vec::new();
    let mut modules = modules.to_vec();
    // The brace depths at which an inline module began.
    let mut inline = Vec::new();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        let before = |steps: usize| at.checked_sub(steps).map_or("", |at| tokens[at].text);
        match token.text {
            "{" => {
                if before(2) == "mod" {
                    modules.push(before(1));
                    inline.push(depth);
                }
                depth += 1;
            }
            "}" => {
                depth -= 1;
                if inline.pop_if(|start| *start == depth).is_some() {
                    modules.pop();
                }
            }
            "crate" | "super" | "self" | "deltafold" if before(1) != "::" => {
                let after = tokens.get(at + 1).map_or("", |token| token.text);
                let mut trees = Vec::new();
                if after == "::" {
                    spread(&tokens[at + 1..], &[token.text], &mut trees);
                } else if after == "as" && before(1) == "use" {
                    trees.push(vec![token.text]);
                }
                found.extend(trees.into_iter().map(|segments| CratePath {
                    segments,
                    modules: modules.clone(),
                    line: token.line,
                }));
            }
            _ => {}
        }
    }
    found
}

/// What follows `prefix` in a use tree or a path; gives how many tokens it took.
fn spread<'a>(tokens: &[Token<'a>], prefix: &[&'a str], found: &mut Vec<Vec<&'a str>>) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    if text(0) != "::" {
        found.push(prefix.to_vec());
        return 0;
    }
    match text(1) {
        "{" => {
            let mut at = 2;
            while !matches!(text(at), "}" | "") {
                let starts = text(at - 1) != "as" && text(at) != "," && text(at) != "as";
                at += 1;
                if starts {
                    let prefix = [prefix, &[text(at - 1)]].concat();
                    at += spread(&tokens[at..], &prefix, found);
                }
            }
            at + 1
        }
        // A turbofish ends the path.
        "<" => {
            found.push(prefix.to_vec());
            0
        }
        segment => 2 + spread(&tokens[2..], &[prefix, &[segment]].concat(), found),
    }
}
