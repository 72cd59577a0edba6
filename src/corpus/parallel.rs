//! Processes things with several threads; the results are in the order of the things.
//!
//! A thread that takes a thing puts a channel for its result into a queue; the caller takes the
//! channels from the queue and waits for one result after the other. The queue is short, so only a
//! few results wait at any time, and memory does not grow with the number of things.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{fmt, process};

use crate::error::{Error, Result};

/// At most this many results per thread wait to be taken.
const AHEAD: usize = 4;

/// More threads than any machine can keep busy with files.
const MOST_THREADS: usize = 256;

/// A thread takes 2 MiB for its stack and up to 64 MiB of address space for its allocations. It is
/// not started if less than this is left: the work itself needs memory, too.
const ROOM_FOR_THREAD: usize = 96 << 20;

/// A drop waits at most this long for threads to end; a thread that is stuck, such as in opening a
/// pipe without a writer, is abandoned.
const LONGEST_GOODBYE: Duration = Duration::from_millis(100);

/// How much longer each look at a thread that ends waits than the one before, and at most.
const PAUSE: Duration = Duration::from_micros(5);
const LONGEST_PAUSE: Duration = Duration::from_micros(200);

/// The results of some work on each of many things, done ahead of time by its own threads.
///
/// Threads are started while the caller has to wait, up to the requested number and as many as the
/// system allows; if it allows none, the caller's own thread does the work. A panic in the work is
/// the error of its thing. Dropping it ends each thread once it has finished its current thing.
pub struct Parallel<T> {
    /// `None` after a fork: the new process does not have the threads, so nothing would release
    /// their locks.
    threads: Option<Threads<T>>,
    process: u32,
}

struct Threads<T> {
    /// The channels of the results, in their order.
    queue: Receiver<Receiver<Result<T>>>,
    /// The result that the caller waits for.
    next: Option<Receiver<Result<T>>>,
    stopped: Arc<AtomicBool>,
    /// Creates the step function of one more thread; `None` if there are enough threads.
    worker: Option<Box<dyn Fn() -> Step + Send>>,
    most: usize,
    started: Vec<JoinHandle<()>>,
    /// The step function of this thread if no other could be started.
    own: Option<Step>,
}

/// Does one thing; returns whether there was one.
type Step = Box<dyn FnMut() -> bool + Send>;

/// The outcome of waiting for a while.
#[derive(Debug)]
pub enum Waited<T> {
    /// The next result
    Ready(T),
    /// No result in this time
    NotYet,
    /// There are no more results
    Ended,
}

impl<T: Send + 'static> Parallel<T> {
    /// Works on each of `things` with up to `jobs` threads; each runs a function that `worker`
    /// creates.
    pub fn new<I, W>(
        things: impl Iterator<Item = I> + Send + 'static,
        jobs: usize,
        worker: impl Fn() -> W + Send + 'static,
    ) -> Self
    where
        I: Send + 'static,
        W: FnMut(I) -> T + Send + 'static,
    {
        let mut threads = Threads::none(things, jobs, worker);
        threads.start_more();
        Parallel { threads: Some(threads), process: process::id() }
    }

    /// Waits for the next result, but no longer than `patience`.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] for a thing whose work panicked, and in a process forked after this was
    /// created, where it ends.
    pub fn next_within(&mut self, patience: Duration) -> Waited<Result<T>> {
        if self.is_of_other_process() {
            return match self.threads.take() {
                None => Waited::Ended,
                Some(threads) => {
                    std::mem::forget(threads);
                    Waited::Ready(Err(Error::recording(FORKED)))
                }
            };
        }
        self.threads.as_mut().map_or(Waited::Ended, |threads| threads.next_within(patience))
    }
}

/// Why it cannot continue in a forked process.
pub const FORKED: &str = "its threads do not exist in a forked process: start a new one";

impl<T> Parallel<T> {
    /// Whether it was created before this process was forked.
    pub fn is_of_other_process(&self) -> bool {
        self.process != process::id()
    }
}

impl<T: Send + 'static> Threads<T> {
    /// The threads, none of which has been started yet.
    fn none<I, W>(
        things: impl Iterator<Item = I> + Send + 'static,
        jobs: usize,
        worker: impl Fn() -> W + Send + 'static,
    ) -> Self
    where
        I: Send + 'static,
        W: FnMut(I) -> T + Send + 'static,
    {
        let most = jobs.clamp(1, MOST_THREADS);
        let (send, queue) = mpsc::sync_channel((most * AHEAD).min(MOST_THREADS));
        let source = Arc::new(Mutex::new(TaskSource { left: Some((things, send)) }));
        let worker = move || -> Step {
            let (source, mut work) = (source.clone(), worker());
            Box::new(move || step(&source, &mut work))
        };
        Threads {
            queue,
            next: None,
            stopped: Arc::default(),
            worker: Some(Box::new(worker)),
            most,
            started: Vec::new(),
            own: None,
        }
    }
}

impl<T> Threads<T> {
    fn next_within(&mut self, patience: Duration) -> Waited<Result<T>> {
        let until = Instant::now() + patience;
        if self.next.is_none() {
            match self.received(until, |threads| Some(&threads.queue)) {
                Ok(next) => self.next = Some(next),
                Err(RecvTimeoutError::Timeout) => return Waited::NotYet,
                Err(RecvTimeoutError::Disconnected) => return Waited::Ended,
            }
        }
        let result = match self.received(until, |threads| threads.next.as_ref()) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => return Waited::NotYet,
            // A thread always sends something, but an incomplete result must not pass for a
            // complete one.
            Err(RecvTimeoutError::Disconnected) => {
                Err(Error::recording("internal error: a thread ended without a result"))
            }
        };
        self.next = None;
        Waited::Ready(result)
    }

    /// Receives from a channel until the deadline. If the caller has to wait, more threads are
    /// needed.
    fn received<M>(
        &mut self,
        until: Instant,
        channel: impl Fn(&Self) -> Option<&Receiver<M>>,
    ) -> Result<M, RecvTimeoutError> {
        let gone = RecvTimeoutError::Disconnected;
        match channel(self).ok_or(gone)?.try_recv() {
            Ok(message) => return Ok(message),
            Err(TryRecvError::Disconnected) => return Err(gone),
            Err(TryRecvError::Empty) => {}
        }
        self.start_more();
        if let Some(step) = &mut self.own {
            step();
        }
        let left = until.saturating_duration_since(Instant::now());
        channel(self).ok_or(gone)?.recv_timeout(left)
    }

    /// Doubles the number of threads, if the system allows it.
    fn start_more(&mut self) {
        let Some(worker) = &self.worker else { return };
        for _ in 0..self.started.len().max(1).min(self.most - self.started.len()) {
            let (stopped, mut step) = (self.stopped.clone(), worker());
            let serve = move || while !stopped.load(Ordering::Relaxed) && step() {};
            let has_room = Vec::<u8>::new().try_reserve_exact(ROOM_FOR_THREAD).is_ok();
            match has_room.then(|| thread::Builder::new().spawn(serve)) {
                Some(Ok(thread)) => self.started.push(thread),
                _ => {
                    self.own = self.started.is_empty().then(worker);
                    self.most = self.started.len();
                    break;
                }
            }
        }
        if self.started.len() == self.most {
            self.worker = None;
        }
    }
}

impl<T> Drop for Parallel<T> {
    fn drop(&mut self) {
        let is_of_other_process = self.is_of_other_process();
        let Some(threads) = self.threads.take() else { return };
        if is_of_other_process {
            return std::mem::forget(threads);
        }
        threads.stopped.store(true, Ordering::Relaxed);
        // Wakes threads that wait for room in the queue.
        drop((threads.queue, threads.next));
        let until = Instant::now() + LONGEST_GOODBYE;
        for thread in threads.started {
            // Mostly they have nothing left to do, and end at once.
            let mut pause = Duration::ZERO;
            while !thread.is_finished() && Instant::now() < until {
                thread::sleep(pause);
                pause = (pause + PAUSE).min(LONGEST_PAUSE);
            }
            if thread.is_finished() {
                // Panics in the work have been caught already.
                drop(thread.join());
            }
        }
    }
}

impl<T: Send + 'static> Iterator for Parallel<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        loop {
            match self.next_within(Duration::from_secs(60)) {
                Waited::Ready(result) => return Some(result),
                Waited::Ended => return None,
                Waited::NotYet => {}
            }
        }
    }
}

impl<T> fmt::Debug for Parallel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parallel").finish_non_exhaustive()
    }
}

/// The remaining things, and the queue for their results; `None` at the end.
struct TaskSource<I, T> {
    left: Option<(I, SyncSender<Receiver<Result<T>>>)>,
}

/// A thing, or the panic of looking for it, and the sender for its result.
type Taken<I, T> = (Result<I>, Sender<Result<T>>);

impl<I: Iterator, T> TaskSource<I, T> {
    /// The next thing, and the sender for its result.
    ///
    /// Waits for room in the queue; meanwhile all other threads wait for the source, so that the
    /// queue has the order of the things.
    fn next(&mut self) -> Option<Taken<I::Item, T>> {
        let (things, queue) = self.left.as_mut()?;
        let thing = caught(|| Ok(things.next())).transpose();
        let (send, receive) = mpsc::channel();
        let is_wanted = thing.is_some() && queue.send(receive).is_ok();
        if !is_wanted || matches!(thing, Some(Err(_))) {
            self.left = None;
        }
        thing.filter(|_| is_wanted).map(|thing| (thing, send))
    }
}

/// Does one thing; returns whether there was one.
fn step<I: Iterator, T>(
    source: &Mutex<TaskSource<I, T>>,
    work: &mut impl FnMut(I::Item) -> T,
) -> bool {
    let taken = source.lock().unwrap_or_else(PoisonError::into_inner).next();
    let Some((thing, result)) = taken else { return false };
    let done = thing.and_then(|thing| caught(|| Ok(work(thing))));
    // If the receiver is gone, that is detected with the next thing.
    drop(result.send(done));
    true
}

/// The result of `work`; an error if it panics, which is a bug in this crate.
pub fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // Half-done state is dropped, or is a buffer that the next file overwrites.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_else(|| "a panic".to_owned());
        Err(Error::recording(format!("internal error: {text}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn ready<T: Send + 'static>(parallel: Parallel<T>) -> Vec<Result<T>> {
        parallel.collect()
    }

    #[test]
    fn results_come_in_order_whatever_takes_how_long() {
        for jobs in [1, 2, 7, 5000] {
            let work = |n: u64| {
                thread::sleep(Duration::from_micros(n * 7919 % 300));
                n
            };
            let results = ready(Parallel::new(0..200, jobs, move || work));
            let results: Vec<_> = results.into_iter().map(Result::unwrap).collect();
            assert_eq!(results, (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_done_ahead_than_may_wait() {
        let done = Arc::new(AtomicUsize::new(0));
        let counter = done.clone();
        let mut parallel = Parallel::new(0.., 2, move || {
            let counter = counter.clone();
            move |n: usize| {
                counter.fetch_add(1, Ordering::SeqCst);
                n
            }
        });
        assert_eq!(parallel.next().and_then(Result::ok), Some(0));
        thread::sleep(Duration::from_millis(50));
        assert!(done.load(Ordering::SeqCst) <= 2 * AHEAD + 3);
        drop(parallel);
        let after = done.load(Ordering::SeqCst);
        thread::sleep(Duration::from_millis(20));
        assert_eq!(done.load(Ordering::SeqCst), after, "nothing goes on after the drop");
    }

    fn odd(n: u32) -> u32 {
        if n % 3 == 1 { std::panic::resume_unwind(Box::new("odd")) } else { n }
    }

    #[test]
    fn a_panic_is_the_error_of_its_thing() {
        for jobs in [1, 2, 4] {
            let results = ready(Parallel::new(0..50, jobs, || odd));
            assert_eq!(results.len(), 50, "with {jobs} jobs");
            for (n, result) in (0..).zip(results) {
                match n % 3 {
                    1 => assert_eq!(result.unwrap_err().to_string(), "internal error: odd"),
                    _ => assert_eq!(result.unwrap(), n),
                }
            }
        }
    }

    #[test]
    fn a_panic_while_looking_for_things_ends_it_with_an_error() {
        for jobs in [1, 3] {
            let results = ready(Parallel::new((0..9).map(odd), jobs, || |n| n));
            assert_eq!(results.len(), 2);
            assert!(results[0].is_ok() && results[1].is_err(), "{results:?}");
        }
    }

    #[test]
    fn without_threads_the_caller_does_the_work() {
        let mut threads = Threads::none(0..50, 3, || odd);
        threads.own = threads.worker.take().map(|worker| worker());
        let parallel = Parallel { threads: Some(threads), process: process::id() };
        let results: Vec<_> = parallel.collect();
        assert_eq!(results.len(), 50);
        assert!(results.iter().step_by(3).all(Result::is_ok));
    }

    #[test]
    fn in_another_process_it_ends_with_an_error() {
        let mut parallel = Parallel::new(0..50, 2, || odd);
        parallel.process += 1;
        let text = parallel.next().unwrap().unwrap_err().to_string();
        assert!(text.contains("forked"), "{text}");
        assert!(parallel.next().is_none());
    }
}
