//! Records of files that were read before, which are not read again while they are unchanged.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
#[cfg(unix)]
use std::time::Duration;
use std::time::SystemTime;

use super::record::Record;
use crate::error::Result;

/// The most files whose records are kept, and the most bytes that these files have together.
const MAX_FILES: usize = 256;
const MAX_BYTES: u64 = 32 << 20;
/// Longer files are read each time.
const MAX_FILE_BYTES: u64 = 4 << 20;
/// The coarsest clock of a file system, and a little more, since the kernel reads its own clock now and
/// then only. A file that was changed later than this before it was read may change again without a
/// new time, so its record is not kept.
#[cfg(unix)]
const TICK: Duration = Duration::from_millis(2_100);

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

impl Record {
    /// The same as [`Record::read`], without reading a file that is unchanged since the last time.
    ///
    /// At most 256 records of 32 MiB of files are kept, those that were asked for last; files of
    /// more than 4 MiB are not. A file counts as unchanged if its device, number, size, and its
    /// times of modification and of change are the same. It is read again if it was changed less
    /// than 2.1 seconds before it was read, as it may change again within one tick of the clock.
    ///
    /// # Errors
    ///
    /// As [`Record::read`].
    pub fn read_once(path: &Path) -> Result<Self> {
        let Some(version) = Version::settled(path) else { return Self::read(path) };
        // A path may lead elsewhere when the working directory changes.
        let Ok(key) = std::path::absolute(path) else { return Self::read(path) };
        // The lock may be held by a thread that was not copied when the process forked, and reading
        // is as good as waiting.
        if let Ok(mut kept) = KEPT.try_lock()
            && let Some(record) = kept.find(&key, &version)
        {
            return Ok(record);
        }
        let record = Self::read(path)?;
        if let Ok(mut kept) = KEPT.try_lock() {
            kept.insert(key, version, record.clone());
        }
        Ok(record)
    }
}

/// What changes when a file is written to or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    file: [u64; 2],
    size: u64,
    times: [(i64, i64); 2],
}

impl Version {
    /// The version of a regular file that was not changed lately; None for all other files.
    fn settled(path: &Path) -> Option<Self> {
        let now = SystemTime::now();
        let metadata = path.metadata().ok()?;
        let is_short = metadata.is_file() && metadata.len() <= MAX_FILE_BYTES;
        if is_short { Self::of(&metadata, now) } else { None }
    }

    #[cfg(unix)]
    fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let times =
            [(metadata.mtime(), metadata.mtime_nsec()), (metadata.ctime(), metadata.ctime_nsec())];
        let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let file = [metadata.dev(), metadata.ino()];
        are_settled(&times, now).then_some(Version { file, size: metadata.len(), times })
    }

    // Without a file's number, a file that took another's place could not be detected.
    #[cfg(not(unix))]
    fn of(_: &Metadata, _: SystemTime) -> Option<Self> {
        None
    }
}

/// Whether these times, as seconds and nanoseconds of a file, are longer ago than [`TICK`].
#[cfg(unix)]
fn are_settled(times: &[(i64, i64)], now: Duration) -> bool {
    let Some(latest) = now.checked_sub(TICK) else { return false };
    let latest = (latest.as_secs() as i64, i64::from(latest.subsec_nanos()));
    times.iter().all(|time| *time < latest)
}

/// Records by path, as many as the bounds allow.
#[derive(Default)]
struct Kept {
    records: HashMap<PathBuf, One>,
    bytes: u64,
    /// How often records were found or inserted.
    turn: u64,
}

struct One {
    version: Version,
    record: Record,
    last_used: u64,
}

impl Kept {
    fn find(&mut self, path: &Path, version: &Version) -> Option<Record> {
        self.turn += 1;
        let one = self.records.get_mut(path).filter(|one| one.version == *version)?;
        one.last_used = self.turn;
        Some(one.record.clone())
    }

    fn insert(&mut self, path: PathBuf, version: Version, record: Record) {
        self.remove(&path);
        while self.records.len() >= MAX_FILES || self.bytes + version.size > MAX_BYTES {
            let oldest = self.records.iter().min_by_key(|(_, one)| one.last_used);
            let Some(oldest) = oldest.map(|(path, _)| path.clone()) else { return };
            self.remove(&oldest);
        }
        self.turn += 1;
        self.bytes += version.size;
        self.records.insert(path, One { version, record, last_used: self.turn });
    }

    fn remove(&mut self, path: &Path) {
        if let Some(one) = self.records.remove(path) {
            self.bytes -= one.version.size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: usize) -> Record {
        Record::of_text(&format!(r#"{{"number": {number}}}"#)).unwrap()
    }

    fn version(size: u64) -> Version {
        Version { file: [1, 2], size, times: [(3, 4), (5, 6)] }
    }

    fn path(number: usize) -> PathBuf {
        PathBuf::from(format!("/{number}"))
    }

    #[test]
    fn a_record_is_found_for_the_same_version_only() {
        let mut kept = Kept::default();
        kept.insert(path(0), version(9), record(0));
        assert!(kept.find(&path(0), &version(9)).is_some());
        for other in [
            version(8),
            Version { file: [1, 3], ..version(9) },
            Version { file: [0, 2], ..version(9) },
            Version { times: [(3, 5), (5, 6)], ..version(9) },
            Version { times: [(3, 4), (5, 7)], ..version(9) },
        ] {
            assert!(kept.find(&path(0), &other).is_none(), "{other:?}");
        }
        assert!(kept.find(&path(1), &version(9)).is_none());
        // A new version takes the place of the old one.
        kept.insert(path(0), version(8), record(1));
        assert!(kept.find(&path(0), &version(9)).is_none());
        assert_eq!((kept.records.len(), kept.bytes), (1, 8));
    }

    #[test]
    fn the_ones_used_last_are_kept_within_the_bounds() {
        let mut kept = Kept::default();
        for number in 0..3 * MAX_FILES {
            kept.insert(path(number), version(1), record(number));
            assert!(kept.find(&path(0), &version(1)).is_some());
        }
        assert_eq!((kept.records.len(), kept.bytes), (MAX_FILES, MAX_FILES as u64));
        assert!(kept.find(&path(3 * MAX_FILES - 1), &version(1)).is_some());
        assert!(kept.find(&path(1), &version(1)).is_none());

        for number in 0..20 {
            kept.insert(path(number), version(MAX_FILE_BYTES), record(number));
            assert!(kept.bytes <= MAX_BYTES);
        }
        assert_eq!(kept.records.len() as u64, MAX_BYTES / MAX_FILE_BYTES);
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_was_changed_lately_is_read_again() {
        let file = std::env::temp_dir().join(format!("deltafold-kept-{}.json", std::process::id()));
        for text in ["{\"a\": 1}", "{\"a\": 2}"] {
            std::fs::write(&file, text).unwrap();
            let read = Record::read_once(&file).unwrap();
            assert_eq!(read.view().head().bytes(), text.as_bytes());
            assert!(Version::settled(&file).is_none());
        }
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    #[cfg(unix)]
    fn a_file_is_settled_as_soon_wherever_in_a_second_it_was_written() {
        for tenths in 0..10 {
            let times = [(0, 0), (7, tenths * 100_000_000)];
            let written = Duration::new(7, times[1].1 as u32);
            assert!(!are_settled(&times, written + TICK), "{tenths}");
            assert!(are_settled(&times, written + TICK + Duration::from_nanos(1)), "{tenths}");
        }
    }
}
