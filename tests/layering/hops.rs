//! The main paths through the code, as DESIGN.md shows them: each function calls the next ones.

use std::fs;

use super::root;

/// One line of a path: a function, how deep it is indented, and its file in `src/`.
struct Hop {
    depth: usize,
    file: String,
    function: String,
}

impl Hop {
    /// The hop of a line such as `    recording/file.rs  open_only`.
    fn from_line(line: &str) -> Option<Self> {
        let (file, function) = line.trim().split_once(' ')?;
        let depth = line.len() - line.trim_start().len();
        file.ends_with(".rs").then(|| Hop {
            depth,
            file: file.to_owned(),
            function: function.trim().to_owned(),
        })
    }

    fn room(&self) -> &str {
        self.file.split(['/', '.']).next().unwrap()
    }

    /// The text of all functions of this name in the file.
    fn body(&self) -> String {
        let text = fs::read_to_string(root().join("src").join(&self.file)).unwrap();
        let mut bodies = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let starts = |after: &str| line.contains(&format!("fn {}{after}", self.function));
            if !(starts("(") || starts("<")) {
                continue;
            }
            let indent = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indent}}}");
            bodies
                .extend(lines.by_ref().take_while(|line| *line != end).map(|it| format!("{it}\n")));
            bodies.push(' ');
        }
        assert!(!bodies.is_empty(), "{} has no function {}", self.file, self.function);
        bodies
    }

    fn calls(&self, other: &Hop) -> bool {
        let body = self.body();
        body.match_indices(&other.function).any(|(at, name)| {
            let is_part = |it: char| it.is_alphanumeric() || it == '_';
            !body[..at].ends_with(is_part) && !body[at + name.len()..].starts_with(is_part)
        })
    }
}

/// Reads the paths, checks that each function mentions those below it, and prints how often each
/// path goes from one room to another: `cargo test --test layering hops -- --nocapture`.
#[test]
fn the_main_paths_are_as_design_md_shows_them() {
    let design = fs::read_to_string(root().join("DESIGN.md")).unwrap();
    let (_, section) = design.split_once("\n## The main paths\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut paths = 0;
    for path in section.split("\n### ").skip(1) {
        let (title, text) = path.split_once('\n').unwrap();
        let (mut callers, mut crossings): (Vec<Hop>, _) = (Vec::new(), 0);
        println!("{title}");
        for line in text.lines() {
            let Some(hop) = Hop::from_line(line) else { continue };
            callers.retain(|caller| caller.depth < hop.depth);
            println!("{line}");
            hop.body();
            match callers.last() {
                Some(caller) => {
                    let (from, to) = (&caller.function, &hop.function);
                    assert!(caller.calls(&hop), "{}: {from} does not call {to}", caller.file);
                    crossings += usize::from(caller.room() != hop.room());
                }
                // Python calls it.
                None => assert!(["python", "sdk_objects"].contains(&hop.room())),
            }
            callers.push(hop);
        }
        println!("{crossings} times from one room to another\n");
        assert!((1..=10).contains(&crossings), "{title}: {crossings} crossings");
        paths += 1;
    }
    assert_eq!(paths, 3);
}
