//! Progress of a run, shown only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that shows the progress of a run.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A line on standard error if `shown`, which must then be a terminal.
    pub(super) fn new(shown: bool) -> Self {
        Self::counting("files", shown)
    }

    /// The same for a run that counts other things than files.
    pub(super) fn counting(things: &str, shown: bool) -> Self {
        if !shown {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        let template = format!("{{spinner}} {{pos}} {things}, {{msg}} ({{elapsed}})");
        let style = ProgressStyle::with_template(&template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Progress { bar }
    }

    /// Shows the number of things so far, and what was found in them.
    pub(super) fn set(&self, count: usize, found: impl FnOnce() -> String) {
        if !self.bar.is_hidden() {
            self.bar.set_message(found());
            self.bar.set_position(count as u64);
        }
    }

    /// Prints something without mixing it with the line.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
