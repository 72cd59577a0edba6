//! The distribution of many durations.

use hdrhistogram::Histogram;

/// Durations in nanoseconds, kept as a histogram: they take little memory, whatever their number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Durations {
    /// With two significant digits; `None` until there is a duration.
    histogram: Option<Histogram<u64>>,
}

/// An hour: longer durations count as one hour.
const LONGEST_NS: u64 = 3_600_000_000_000;

impl Durations {
    /// Adds a duration; a negative one, from a clock that ran backwards, counts as zero.
    ///
    /// ```
    /// use deltafold::internals::corpus::Durations;
    /// let mut durations = Durations::default();
    /// (1..=100).for_each(|ms| durations.add(ms * 1_000_000));
    /// assert_eq!(durations.count(), 100);
    /// assert!(durations.at(0.5).is_some_and(|ns| (49_000_000..51_000_000).contains(&ns)));
    /// ```
    pub fn add(&mut self, ns: i64) {
        let ns = u64::try_from(ns).unwrap_or(0).min(LONGEST_NS);
        if self.histogram.is_none() {
            self.histogram = Histogram::new_with_bounds(1, LONGEST_NS, 2).ok();
        }
        if let Some(histogram) = &mut self.histogram {
            histogram.saturating_record(ns);
        }
    }

    /// Adds all of `others`.
    pub fn add_all(&mut self, others: &Self) {
        match (&mut self.histogram, &others.histogram) {
            (_, None) => {}
            (None, more) => self.histogram.clone_from(more),
            // Both have the same bounds, so that neither can be out of range.
            (Some(histogram), Some(more)) => drop(histogram.add(more)),
        }
    }

    /// The number of durations.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    /// The quantile at `part`, with two significant digits: 0.5 gives the median.
    pub fn at(&self, part: f64) -> Option<u64> {
        let histogram = self.histogram.as_ref().filter(|histogram| !histogram.is_empty())?;
        Some(histogram.value_at_quantile(part))
    }
}
