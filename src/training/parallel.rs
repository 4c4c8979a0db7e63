//! Work on many cores.

use std::num::NonZero;
use std::sync::Mutex;
use std::{iter, thread};

/// How many cores this program may use.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` on every item, on up to `cores` cores, and returns the results in the order of the
/// items: they are the same however many cores there are.
///
/// A core that is done with one item takes the next, so that none waits for a slow one.
pub fn map<T: Send, R: Send>(cores: usize, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let others = cores.min(items.len()).saturating_sub(1);
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().expect("taking an item does not panic").next();
    let work_on = || -> Vec<(usize, R)> {
        let items = iter::from_fn(next);
        items.map(|(i, item)| (i, work(item))).collect()
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (0..others).map(|_| scope.spawn(work_on)).collect();
        let mut done = work_on();
        for other in others {
            done.extend(other.join().expect("the work does not panic"));
        }
        done
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for cores in [1, 7, 200] {
            let squares = map(cores, (0..100).collect(), |i: u32| i * i);
            assert!(squares.into_iter().eq((0..100).map(|i| i * i)), "{cores}");
        }
        assert!(map(3, Vec::<u32>::new(), |i| i).is_empty());
    }

    #[test]
    fn two_cores_share_the_items_and_change_nothing_about_the_order() {
        let both = Barrier::new(2); // who takes an item waits until the other has one too
        let squares = map(2, (0..100).collect(), |i: u32| {
            both.wait();
            i * i
        });
        assert!(squares.into_iter().eq((0..100).map(|i| i * i)));
    }
}
