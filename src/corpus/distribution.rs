//! The distribution of many numbers, such as durations.

use hdrhistogram::Histogram;

/// Numbers kept as a histogram: they take little memory, however many there are. Durations are in
/// nanoseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// With two significant digits; `None` until there is a number.
    histogram: Option<Histogram<u64>>,
}

/// An hour in nanoseconds: whatever is above counts as that.
const HIGHEST: u64 = 3_600_000_000_000;

impl Distribution {
    /// Adds a number; a negative one, from a clock that ran backwards, counts as zero.
    ///
    /// ```
    /// use deltafold::internals::corpus::Distribution;
    /// let mut durations = Distribution::default();
    /// (1..=100).for_each(|ms| durations.add(ms * 1_000_000));
    /// assert_eq!(durations.count(), 100);
    /// assert!(durations.at(0.5).is_some_and(|ns| (49_000_000..51_000_000).contains(&ns)));
    /// ```
    pub fn add(&mut self, number: i64) {
        let number = u64::try_from(number).unwrap_or(0).min(HIGHEST);
        if self.histogram.is_none() {
            self.histogram = Histogram::new_with_bounds(1, HIGHEST, 2).ok();
        }
        if let Some(histogram) = &mut self.histogram {
            histogram.saturating_record(number);
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

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    /// The quantile at `part`, with two significant digits: 0.5 gives the median.
    pub fn at(&self, part: f64) -> Option<u64> {
        let histogram = self.histogram.as_ref().filter(|histogram| !histogram.is_empty())?;
        Some(histogram.value_at_quantile(part))
    }

    /// How many numbers are between two powers of two, from the lowest to the highest that has some:
    /// each with the power below which they are.
    ///
    /// ```
    /// use deltafold::internals::corpus::Distribution;
    /// let mut chunks = Distribution::default();
    /// [5, 6, 20].into_iter().for_each(|count| chunks.add(count));
    /// assert_eq!(chunks.by_powers(), [(8, 2), (16, 0), (32, 1)]);
    /// ```
    pub fn by_powers(&self) -> Vec<(u64, u64)> {
        let Some(histogram) = &self.histogram else { return Vec::new() };
        let steps = histogram.iter_log(1, 2.0);
        steps
            .map(|step| (step.value_iterated_to() + 1, step.count_since_last_iteration()))
            .skip_while(|(_, count)| *count == 0)
            .collect()
    }
}
