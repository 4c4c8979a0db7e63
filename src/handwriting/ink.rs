//! Which is paper, which is ink?

use std::collections::VecDeque;

use ndarray::Array2;

/// Ink must differ from the paper by this share of the whole range from black to white.
const CONTRAST: f32 = 0.1;
/// A blot of less ink than this share of the largest one is dirt.
const DIRT: f32 = 0.03;

/// The ink of each pixel, or `None` if there is none.
pub(super) fn ink(grey: &Array2<f32>) -> Option<Array2<f32>> {
    let difference = grey - &paper(grey);
    // Where there is ink, the brightness leaves that of the paper, up or down.
    let strength =
        |sign: f32| -> f32 { difference.iter().map(|d| (sign * d).max(0.0).powi(2)).sum() };
    let sign = if strength(1.0) > strength(-1.0) {
        1.0
    } else {
        -1.0
    };
    let raw = difference.mapv(|d| (sign * d).max(0.0));

    let threshold = otsu(&raw);
    let above = || raw.iter().copied().filter(|&ink| ink > threshold);
    let full = above().sum::<f32>() / above().count().max(1) as f32;
    if full < CONTRAST {
        return None;
    }
    let faint = threshold / 4.0; // the soft rim of a stroke is ink too
    let ink = raw.mapv(|ink| ((ink - faint) / (full - faint)).clamp(0.0, 1.0));
    Some(without_dirt(&ink))
}

/// The brightness of the paper at each pixel: the plane `a + b·row + c·column` that is nearest to
/// the picture's rim, so that a shadow across the sheet does no harm.
fn paper(grey: &Array2<f32>) -> Array2<f32> {
    let (rows, columns) = grey.dim();
    let at = |i: usize, count: usize| (i as f64 + 0.5) / count as f64 - 0.5; // from -½ to ½
    let on_rim = |i, j| i == 0 || j == 0 || i + 1 == rows || j + 1 == columns;
    let rim = || {
        let rim = grey.indexed_iter().filter(|((i, j), _)| on_rim(*i, *j));
        rim.map(|((i, j), &g)| (at(i, rows), at(j, columns), f64::from(g)))
    };
    // On a rim, rows and columns are spread evenly around 0, so the three can be found one by one.
    let mean = |values: &dyn Fn((f64, f64, f64)) -> f64| rim().map(values).sum::<f64>();
    let count = rim().count() as f64;
    let a = mean(&|(_, _, g)| g) / count;
    let slope = |along: &dyn Fn((f64, f64, f64)) -> f64| {
        let square = mean(&|p| along(p).powi(2));
        if square > 0.0 {
            mean(&|p| along(p) * (p.2 - a)) / square
        } else {
            0.0
        }
    };
    let (b, c) = (slope(&|p| p.0), slope(&|p| p.1));
    Array2::from_shape_fn(grey.dim(), |(i, j)| {
        (a + b * at(i, rows) + c * at(j, columns)) as f32
    })
}

/// The threshold that parts numbers from 0 to 1 into two groups whose means are as far apart as
/// possible, weighed by their sizes (Otsu, "A threshold selection method from gray-level
/// histograms", 1979).
fn otsu(values: &Array2<f32>) -> f32 {
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

/// The image without blots that hold little ink.
fn without_dirt(ink: &Array2<f32>) -> Array2<f32> {
    let (rows, columns) = ink.dim();
    let mut blot_of = Array2::from_elem(ink.dim(), usize::MAX);
    let mut amounts: Vec<f32> = Vec::new();
    for start in ndarray::indices(ink.dim()) {
        if ink[start] == 0.0 || blot_of[start] != usize::MAX {
            continue;
        }
        let (blot, mut amount) = (amounts.len(), 0.0);
        blot_of[start] = blot;
        let mut queue = VecDeque::from([start]);
        while let Some((i, j)) = queue.pop_front() {
            amount += ink[[i, j]];
            for (i, j) in ndarray::indices((3, 3))
                .into_iter()
                .map(|(di, dj)| (i + di, j + dj))
            {
                // One more than the neighbour's place, so that nothing is below 0.
                if !(1..=rows).contains(&i) || !(1..=columns).contains(&j) {
                    continue;
                }
                let place = (i - 1, j - 1);
                if ink[place] > 0.0 && blot_of[place] == usize::MAX {
                    blot_of[place] = blot;
                    queue.push_back(place);
                }
            }
        }
        amounts.push(amount);
    }
    let most = amounts.iter().copied().fold(0.0, f32::max);
    Array2::from_shape_fn(ink.dim(), |place| match amounts.get(blot_of[place]) {
        Some(&amount) if amount >= DIRT * most => ink[place],
        _ => 0.0,
    })
}
