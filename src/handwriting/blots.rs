//! Blots: what hangs together.

use std::collections::VecDeque;

use ndarray::Array2;

use super::ink::around;

/// A blot of less ink than this share of the largest one is dirt.
const DIRT: f32 = 0.03;
/// What is farther from the digit than this share of its longer side does not belong to it …
const FAR: f32 = 0.15;
/// … unless it has this share of its ink, and may be another digit: MNIST's mean 1 has 0.44 of the
/// ink of its mean 0.
const ANOTHER: f32 = 0.3;

/// A connected component of the ink.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blot {
    /// The sum of its ink.
    pub amount: f32,
    /// Its first and last row, its first and last column.
    pub bounds: [usize; 4],
}

impl Blot {
    /// How many rows or columns there are between two blots, whichever are more.
    fn gap(&self, other: &Blot) -> usize {
        let [top, bottom, left, right] = self.bounds;
        let [above, below, before, after] = other.bounds;
        let rows = above.saturating_sub(bottom).max(top.saturating_sub(below));
        let columns = before.saturating_sub(right).max(left.saturating_sub(after));
        rows.max(columns)
    }

    pub(super) fn longer_side(&self) -> usize {
        let [top, bottom, left, right] = self.bounds;
        1 + (bottom - top).max(right - left)
    }
}

/// The connected components of the ink, and for each place the number of its own or `usize::MAX`.
pub(super) fn blots(ink: &Array2<f32>) -> (Vec<Blot>, Array2<usize>) {
    let mut blot_of = Array2::from_elem(ink.dim(), usize::MAX);
    let mut blots: Vec<Blot> = Vec::new();
    for start in ndarray::indices(ink.dim()) {
        if ink[start] == 0.0 || blot_of[start] != usize::MAX {
            continue;
        }
        let number = blots.len();
        let (mut amount, mut bounds) = (0.0, [start.0, start.0, start.1, start.1]);
        blot_of[start] = number;
        let mut queue = VecDeque::from([start]);
        while let Some(here) = queue.pop_front() {
            amount += ink[here];
            let [top, bottom, left, right] = bounds;
            let (i, j) = here;
            bounds = [top.min(i), bottom.max(i), left.min(j), right.max(j)];
            for place in around(here, ink.dim()) {
                if ink[place] > 0.0 && blot_of[place] == usize::MAX {
                    blot_of[place] = number;
                    queue.push_back(place);
                }
            }
        }
        blots.push(Blot { amount, bounds });
    }
    (blots, blot_of)
}

/// The largest blot and what belongs to it, without dirt and without what stands far away.
pub(super) fn digit(ink: &Array2<f32>) -> Array2<f32> {
    let (blots, blot_of) = blots(ink);
    let Some(largest) =
        (0..blots.len()).max_by(|&a, &b| blots[a].amount.total_cmp(&blots[b].amount))
    else {
        return ink.clone();
    };
    let reach = FAR * blots[largest].longer_side() as f32;
    let share = |blot: &Blot| blot.amount / blots[largest].amount;
    let mut kept: Vec<bool> = blots.iter().map(|blot| share(blot) >= ANOTHER).collect();
    let mut queue: VecDeque<usize> = (0..blots.len()).filter(|&blot| kept[blot]).collect();
    while let Some(here) = queue.pop_front() {
        for (number, blot) in blots.iter().enumerate() {
            let is_near = blot.gap(&blots[here]) as f32 <= reach;
            if !kept[number] && share(blot) >= DIRT && is_near {
                kept[number] = true;
                queue.push_back(number);
            }
        }
    }
    Array2::from_shape_fn(ink.dim(), |place| match kept.get(blot_of[place]) {
        Some(true) => ink[place],
        _ => 0.0,
    })
}
