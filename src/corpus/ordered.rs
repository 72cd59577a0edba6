//! Work done by several threads, its results in the order of the work.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// So many results per thread may wait to be taken.
const AHEAD: usize = 4;

/// So long a drop waits for threads to end; one that is stuck, as in opening a pipe that nobody
/// writes to, is left to itself.
const LONGEST_GOODBYE: Duration = Duration::from_millis(100);

/// The results of some work on each of many things, done ahead by threads of its own.
///
/// Only a few results wait at any time, so memory does not grow with the number of things.
/// Dropping it ends the threads as soon as each has done what it is at.
#[derive(Debug)]
pub struct Ordered<T> {
    shared: Arc<Shared<T>>,
    /// Results that were taken together and are to be handed out.
    taken: Mutex<VecDeque<T>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    /// Told when the next result is there, or when there are no more.
    ready: Condvar,
    /// Told when there is room for more.
    room: Condvar,
}

#[derive(Debug)]
struct State<T> {
    /// Results from the next one to be taken on; none for what is being worked on.
    results: VecDeque<Option<T>>,
    /// How many things were begun, and how many results were taken.
    begun: usize,
    taken: usize,
    /// The things have come to an end.
    exhausted: bool,
    stopped: bool,
}

/// What [`Ordered::next_within`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum Waited<T> {
    /// The next result
    Ready(T),
    /// None in this time
    NotYet,
    /// There are no more
    Ended,
}

impl<T: Send + 'static> Ordered<T> {
    /// Works on each of `things` with `jobs` threads, one at least; each does what `worker` gives
    /// it to do.
    pub fn new<I, W>(
        things: impl Iterator<Item = I> + Send + 'static,
        jobs: usize,
        worker: impl Fn() -> W,
    ) -> Self
    where
        I: Send + 'static,
        W: FnMut(I) -> T + Send + 'static,
    {
        let jobs = jobs.max(1);
        let state = State {
            results: VecDeque::new(),
            begun: 0,
            taken: 0,
            exhausted: false,
            stopped: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            ready: Condvar::new(),
            room: Condvar::new(),
        });
        let things = Arc::new(Mutex::new(things));
        let threads = (0..jobs).map(|_| {
            let (shared, things, work) = (shared.clone(), things.clone(), worker());
            std::thread::spawn(move || shared.serve(jobs * AHEAD, &things, work))
        });
        Ordered { threads: threads.collect(), taken: Mutex::default(), shared }
    }

    /// Waits for the next result, but no longer than `patience`.
    pub fn next_within(&self, patience: Duration) -> Waited<T> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(result) = taken.pop_front() {
            return Waited::Ready(result);
        }
        let end = Instant::now() + patience;
        let mut state = self.shared.lock();
        loop {
            while let Some(Some(_)) = state.results.front() {
                state.taken += 1;
                taken.extend(state.results.pop_front().flatten());
            }
            if let Some(result) = taken.pop_front() {
                drop(state);
                self.shared.room.notify_all();
                return Waited::Ready(result);
            }
            if state.exhausted && state.results.is_empty() || state.stopped {
                return Waited::Ended;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                // A thread that panicked leaves its result out for ever.
                let alive = self.threads.iter().any(|thread| !thread.is_finished());
                return if alive { Waited::NotYet } else { Waited::Ended };
            }
            let waited = self.shared.ready.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What each thread does.
    fn serve<I>(
        &self,
        most_waiting: usize,
        things: &Mutex<impl Iterator<Item = I>>,
        mut work: impl FnMut(I) -> T,
    ) {
        loop {
            let Some((number, thing)) = self.begin(most_waiting, things) else { return };
            let result = work(thing);
            let mut state = self.lock();
            let place = number - state.taken;
            if let Some(slot) = state.results.get_mut(place) {
                *slot = Some(result);
            }
            drop(state);
            if place == 0 {
                self.ready.notify_all();
            }
        }
    }

    /// The next thing with its number, once there is room for its result.
    fn begin<I>(
        &self,
        most_waiting: usize,
        things: &Mutex<impl Iterator<Item = I>>,
    ) -> Option<(usize, I)> {
        // Whoever holds the things is the only one to begin one, so that numbers are in order.
        let mut things = things.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.lock();
        while !state.stopped && !state.exhausted && state.results.len() >= most_waiting {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped || state.exhausted {
            return None;
        }
        drop(state);
        let thing = things.next();
        let mut state = self.lock();
        let Some(thing) = thing else {
            state.exhausted = true;
            drop(state);
            self.ready.notify_all();
            self.room.notify_all();
            return None;
        };
        let number = state.begun;
        state.begun += 1;
        state.results.push_back(None);
        Some((number, thing))
    }
}

impl<T> Drop for Ordered<T> {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.room.notify_all();
        let end = Instant::now() + LONGEST_GOODBYE;
        for thread in self.threads.drain(..) {
            while !thread.is_finished() && Instant::now() < end {
                std::thread::sleep(Duration::from_micros(200));
            }
            if thread.is_finished() {
                // A panic in the work has ended that thread; there is nobody to tell.
                let _ = thread.join();
            }
        }
    }
}

impl<T: Send + 'static> Iterator for Ordered<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            match self.next_within(Duration::from_secs(60)) {
                Waited::Ready(result) => return Some(result),
                Waited::Ended => return None,
                Waited::NotYet => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_order_whatever_takes_how_long() {
        for jobs in [1, 2, 7] {
            let work = |n: u64| {
                std::thread::sleep(Duration::from_micros(n * 7919 % 300));
                n
            };
            let results: Vec<_> = Ordered::new(0..200, jobs, || work).collect();
            assert_eq!(results, (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_done_ahead_than_may_wait() {
        let done = Arc::new(AtomicUsize::new(0));
        let counter = done.clone();
        let mut ordered = Ordered::new(0.., 2, || {
            let counter = counter.clone();
            move |n: usize| {
                counter.fetch_add(1, Ordering::SeqCst);
                n
            }
        });
        assert_eq!(ordered.next(), Some(0));
        std::thread::sleep(Duration::from_millis(50));
        assert!(done.load(Ordering::SeqCst) <= 2 * (2 * AHEAD) + 1);
        drop(ordered);
        let after = done.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(done.load(Ordering::SeqCst), after, "nothing goes on after the drop");
    }

    #[test]
    fn a_panic_in_the_work_does_not_hang() {
        let work = |n: u32| match n {
            1 => std::panic::resume_unwind(Box::new("odd")),
            n => n,
        };
        let ordered = Ordered::new(0..3, 1, || work);
        assert_eq!(ordered.next_within(Duration::from_secs(5)), Waited::Ready(0));
        assert_eq!(ordered.next_within(Duration::from_millis(50)), Waited::Ended);
    }
}
