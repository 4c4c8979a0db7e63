//! Work on many cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};
use std::{iter, thread};

/// The cores that share some work, and the work within it.
///
/// A pool of threads that waits for work (rayon's) would do the same. It is slower here, where the
/// thread that asks has its numbers in the cache and works itself, and it would be left behind by
/// each cell of a notebook, which has statics of its own.
pub struct Cores {
    /// How many do nothing; below 0 while more work than there are.
    idle: AtomicIsize,
}

impl Cores {
    /// As many as this program may use.
    pub fn all() -> Self {
        Self::new(thread::available_parallelism().map_or(1, NonZero::get))
    }

    /// So many, at least one: that of the caller.
    pub fn new(count: usize) -> Self {
        let idle = AtomicIsize::new(count.max(1) as isize - 1);
        Self { idle }
    }

    /// Does `work` on every item, on this core and those that are idle, and returns the results in
    /// the order of the items: they are the same however many cores there are.
    ///
    /// A core that is done with one item takes the next, so that none waits for a slow one. One for
    /// which none is left is idle again, and helps with what the others find within their items.
    ///
    /// # Panics
    /// When `work` does, with what it says.
    pub fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let others = self.take(items.len().saturating_sub(1));
        let queue = Mutex::new(items.into_iter().enumerate());
        let next = || queue.lock().expect("taking an item does not panic").next();
        let work_on = || -> Vec<(usize, R)> {
            let items = iter::from_fn(next);
            let done = items.map(|(i, item)| (i, work(item))).collect();
            self.idle.fetch_add(1, Relaxed);
            done
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (0..others).map(|_| scope.spawn(work_on)).collect();
            let mut done = work_on();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        self.idle.fetch_sub(1, Relaxed); // the caller goes on
        done.sort_by_key(|(i, _)| *i);
        done.into_iter().map(|(_, result)| result).collect()
    }

    /// Takes up to `most` idle cores, and tells how many it got.
    fn take(&self, most: usize) -> usize {
        let taken = |idle: isize| most.min(idle.max(0) as usize);
        let left = |idle| Some(idle - taken(idle) as isize);
        let idle = self.idle.fetch_update(Relaxed, Relaxed, left);
        taken(idle.expect("there is always a number left"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for cores in [0, 1, 7, 200].map(Cores::new) {
            let squares = cores.map((0..100).collect(), |i: u32| i * i);
            assert!(squares.into_iter().eq((0..100).map(|i| i * i)));
            assert!(cores.map(Vec::<u32>::new(), |i| i).is_empty());
        }
    }

    #[test]
    fn two_cores_share_the_items_and_change_nothing_about_the_order() {
        let both = Barrier::new(2); // who takes an item waits until the other has one too
        let squares = Cores::new(2).map((0..100).collect(), |i: u32| {
            both.wait();
            i * i
        });
        assert!(squares.into_iter().eq((0..100).map(|i| i * i)));
    }

    #[test]
    fn a_core_for_which_no_item_is_left_helps_with_the_work_within_one() {
        let (cores, both) = (Cores::new(2), Barrier::new(2));
        let help = |_| both.wait(); // does not end on one core
        cores.map(vec!['a', 'b'], |item| match item {
            'a' => both.wait().is_leader(), // done as soon as `b` has begun
            _ => {
                both.wait();
                while cores.idle.load(Relaxed) == 0 {
                    thread::yield_now();
                }
                !cores.map(vec![1, 2], help).is_empty()
            }
        });
        assert_eq!(cores.idle.load(Relaxed), 1);
    }

    #[test]
    fn a_panic_in_one_item_is_that_of_the_whole() {
        for cores in [1, 3].map(Cores::new) {
            let work = || cores.map((0..9).collect(), |i: u32| assert!(i != 5, "five"));
            let said = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
            assert_eq!(said.downcast_ref(), Some(&"five"));
        }
    }
}
