//! A page for people: formats labels and texts as lines, with or without colours.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

use super::escape::{clipped, controls};
use super::terminal::Look;

/// The width of the label column.
const LABELS: usize = 12;
/// How much of a text is shown in a one-line summary.
pub(super) const LINE: usize = 100;

const TITLE: Style = Style::new().bold();
const LABEL: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const ODD: Style = AnsiColor::Yellow.on_default();
const CALL: Style = AnsiColor::Cyan.on_default();

/// The meaning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Quiet,
    Good,
    Bad,
    Odd,
    Call,
}

/// The output for one file.
pub(super) struct Page {
    text: String,
    look: Look,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Page { text: String::new(), look }
    }

    /// The page; it ends with one line end.
    pub(super) fn finish(mut self) -> String {
        if self.text.ends_with("\n\n") {
            self.text.pop();
        }
        self.text
    }

    /// The line on top.
    pub(super) fn title(&mut self, title: &str) {
        self.paint(TITLE, title);
        self.text.push('\n');
    }

    /// A label and its value, on one line.
    pub(super) fn field(&mut self, label: &str, value: &str) {
        self.toned_field(label, value, Tone::Plain);
    }

    /// A field whose value may be long: only its start is shown.
    pub(super) fn brief(&mut self, label: &str, value: &str) {
        self.field(label, &clipped(value, LINE));
    }

    /// A field in a tone.
    pub(super) fn toned_field(&mut self, label: &str, value: &str, tone: Tone) {
        self.label(label);
        let width = label.chars().count();
        self.text.extend(std::iter::repeat_n(' ', LABELS.saturating_sub(width).max(1)));
        self.paint(tone.style(), &clipped(value, usize::MAX));
        self.text.push('\n');
    }

    /// The heading of a text below.
    pub(super) fn heading(&mut self, label: &str) {
        self.label(label);
        self.text.push('\n');
    }

    /// A line of texts, each in its tone.
    pub(super) fn line(&mut self, texts: &[(Tone, &str)]) {
        for (tone, text) in texts {
            self.paint(tone.style(), text);
        }
        self.text.push('\n');
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A whole text, unchanged but indented.
    pub(super) fn block(&mut self, text: &str, tone: Tone) {
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.text.push_str("    ");
                self.paint(tone.style(), line);
            }
            self.text.push('\n');
        }
    }

    fn label(&mut self, label: &str) {
        self.text.push_str("  ");
        self.paint(LABEL, label);
    }

    fn paint(&mut self, style: Style, text: &str) {
        let shown = if self.look.escapes() { controls(text) } else { Cow::Borrowed(text) };
        match self.look.colours && style != Style::new() {
            true => self.text.push_str(&format!("{style}{shown}{style:#}")),
            false => self.text.push_str(&shown),
        }
    }
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Quiet => LABEL,
            Tone::Good => GOOD,
            Tone::Bad => BAD,
            Tone::Odd => ODD,
            Tone::Call => CALL,
        }
    }
}

/// `1 chunk`, `2 chunks`.
pub(super) fn counted(count: usize, of: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {of}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_escapes_what_is_recorded_but_not_its_own_colours() {
        let look = Look { terminal: true, colours: true };
        let mut page = Page::new(look);
        page.title("a\u{1b}[2Jb");
        page.block("x\n\ny\u{9b}\n", Tone::Bad);
        let text = page.finish();
        assert_eq!(
            text,
            "\u{1b}[1ma\\u001b[2Jb\u{1b}[0m\n    \u{1b}[31mx\u{1b}[0m\n\n    \u{1b}[31my\\u009b\u{1b}[0m\n"
        );
    }

    #[test]
    fn a_plain_page_leaves_text_alone() {
        let mut page = Page::new(Look::default());
        page.field("kind", "a\u{1b}b");
        assert_eq!(page.finish(), "  kind        a\u{1b}b\n");
    }
}
