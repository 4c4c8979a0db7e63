//! Which is paper, which is ink?

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ndarray::{Array2, ArrayView2, s};

use super::blots;
use super::lines::without_lines;
use super::picture::fit;
use super::sheet::sheet;

/// Ink must differ from the paper by this share of the whole range from black to white.
const CONTRAST: f32 = 0.1;
/// A line along the rim is at most this wide, of the picture's shorter side.
const DEPTH: f32 = 0.02;

/// The ink of each pixel, or `None` if there is none.
pub(super) fn ink(grey: &Array2<f32>) -> Option<Array2<f32>> {
    let sheet = sheet(grey);
    let raw = match is_dark(&sheet.grey) {
        true => darkness(&sheet.grey),
        false => darkness(&negative(&sheet.grey)),
    };
    let threshold = otsu(&raw);
    let full = mean_above(&raw, threshold);
    if full < CONTRAST {
        return None;
    }
    let faint = threshold / 4.0; // the soft rim of a stroke is ink too
    let ink = raw.mapv(|ink| ((ink - faint) / (full - faint)).clamp(0.0, 1.0));
    let digit = blots::digit(&without_lines(&ink));
    let (rows, columns) = digit.dim();
    let (top, left) = (sheet.top, sheet.left);
    let mut whole = Array2::zeros(grey.dim());
    whole
        .slice_mut(s![top..top + rows, left..left + columns])
        .assign(&digit);
    Some(whole)
}

/// Whether the ink is darker than the paper: it is if the picture is smoother once all that is
/// dark is filled than once all that is light is.
fn is_dark(grey: &Array2<f32>) -> bool {
    let small = fit(grey, 100);
    roughness(&filled(&small)) < roughness(&filled(&negative(&small)))
}

/// The picture with light and dark exchanged.
pub(super) fn negative(grey: &Array2<f32>) -> Array2<f32> {
    grey.mapv(|grey| (1.0 - grey).max(0.0)) // white may be rounded up
}

/// The sum of the squared differences between neighbours.
fn roughness(image: &Array2<f32>) -> f32 {
    let steps = |a: ArrayView2<f32>, b: ArrayView2<f32>| (&a - &b).mapv(|step| step * step).sum();
    steps(image.slice(s![1.., ..]), image.slice(s![..-1, ..]))
        + steps(image.slice(s![.., 1..]), image.slice(s![.., ..-1]))
}

/// How much darker than its surroundings each pixel is: the brightness of the paper there less its
/// own, so that a shadow across the sheet does no harm.
fn darkness(grey: &Array2<f32>) -> Array2<f32> {
    filled(grey) - grey
}

/// The picture, seen as a landscape whose dark parts are deep, with every hollow filled up to where
/// it would flow over the rim: of dark ink on paper, the paper (Soille, *Morphological Image
/// Analysis*, 2003, "fill holes"; the lowest place that is reached is always the next one, as in
/// Barnes, Lehman and Mulla, "Priority-flood", 2014).
fn filled(grey: &Array2<f32>) -> Array2<f32> {
    let mut levels = Array2::from_elem(grey.dim(), f32::NAN);
    let mut reached = BinaryHeap::new();
    for (place, level) in rim(grey) {
        levels[place] = level;
        reached.push((Reverse(level.to_bits()), place)); // bits sort as their numbers do, from 0 on
    }
    while let Some((Reverse(bits), place)) = reached.pop() {
        for next in around(place, grey.dim()) {
            if levels[next].is_nan() {
                let level = grey[next].max(f32::from_bits(bits));
                levels[next] = level;
                reached.push((Reverse(level.to_bits()), next));
            }
        }
    }
    levels
}

/// The places of the rim and their brightness, or the median brightness of the rim nearby if that
/// is more: a stroke may cross the rim. A line may lie along it; so the same medians are taken some
/// pixels further in, and the brightest counts.
fn rim(grey: &Array2<f32>) -> Vec<((usize, usize), f32)> {
    let (bottom, right) = (grey.nrows() - 1, grey.ncols() - 1);
    let top = (0..right).map(|j| (0, j));
    let down = (0..bottom).map(|i| (i, right));
    let back = (1..=right).rev().map(|j| (bottom, j));
    let up = (1..=bottom).rev().map(|i| (i, 0));
    let places: Vec<_> = top.chain(down).chain(back).chain(up).collect();
    let count = places.len();
    let reach = count / 20;
    let depth = (DEPTH * bottom.min(right) as f32).ceil() as usize;
    let inward = |at: usize, last: usize, by: usize| match at {
        0 => by,
        at if at == last => last - by,
        at => at.clamp(by, last - by),
    };
    let median = |at: usize, by: usize| {
        let nearby = (0..=2 * reach).map(|step| {
            let (i, j) = places[(at + count + step - reach) % count];
            grey[(inward(i, bottom, by), inward(j, right, by))]
        });
        let mut nearby: Vec<f32> = nearby.collect();
        *nearby.select_nth_unstable_by(reach, f32::total_cmp).1
    };
    let median = |at: usize| (0..=depth).map(|by| median(at, by)).fold(0.0, f32::max);
    let levels = (0..count).map(|at| (places[at], grey[places[at]].max(median(at))));
    levels.collect()
}

/// The mean of the ink that is above the threshold.
fn mean_above(ink: &Array2<f32>, threshold: f32) -> f32 {
    let above = || ink.iter().copied().filter(|&ink| ink > threshold);
    above().sum::<f32>() / above().count().max(1) as f32
}

/// The nine places around a place and there, as far as they are within the picture.
pub(super) fn around(
    (i, j): (usize, usize),
    (rows, columns): (usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    let near = |at: usize, count: usize| at.saturating_sub(1)..(at + 2).min(count);
    near(i, rows).flat_map(move |i| near(j, columns).map(move |j| (i, j)))
}

/// The threshold that parts numbers from 0 to 1 into two groups whose means are as far apart as
/// possible, weighed by their sizes (Otsu, "A threshold selection method from gray-level
/// histograms", 1979).
pub(super) fn otsu(values: &Array2<f32>) -> f32 {
    const BINS: usize = 256;
    let mut histogram = [0.0f64; BINS];
    for &value in values {
        histogram[((value * BINS as f32) as usize).min(BINS - 1)] += 1.0;
    }
    let weighted = |bins: &[f64], from: usize| -> f64 {
        bins.iter()
            .enumerate()
            .map(|(i, n)| n * (from + i) as f64)
            .sum()
    };
    let apart = |cut: usize| {
        let (low, high) = histogram.split_at(cut);
        let (count_low, count_high): (f64, f64) = (low.iter().sum(), high.iter().sum());
        if count_low == 0.0 || count_high == 0.0 {
            return 0.0;
        }
        let distance = weighted(high, cut) / count_high - weighted(low, 0) / count_low;
        count_low * count_high * distance * distance
    };
    let best = (1..BINS).max_by(|&a, &b| apart(a).total_cmp(&apart(b)));
    best.unwrap_or(BINS / 2) as f32 / BINS as f32
}
