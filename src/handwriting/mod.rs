//! A handwritten digit from a picture of it, made like the digits of MNIST.

mod png;

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use ndarray::{Array1, Array2, Axis, s};

use crate::digits::SIDE;
use crate::error::{Error, Result};

/// The box that MNIST's digits were fitted into, in pixels.
const BOX: usize = 20;
/// Where the centre of mass comes to lie, in pixels from the top and from the left. With rounding
/// to whole pixels MNIST's own are all between 14 and 15: half a pixel below the image's middle.
const MIDDLE: f32 = 14.5;
/// Larger pictures are first made this small on their longer side: no stroke needs more.
const LARGEST: usize = 400;
/// Ink must differ from the paper by this share of the whole range from black to white.
const CONTRAST: f32 = 0.1;
/// A blot of less ink than this share of the largest one is dirt.
const DIRT: f32 = 0.03;

/// A digit on its way from a picture to the 28 × 28 pixels that a network reads.
///
/// The way is MNIST's own ("size normalised to fit in a 20 × 20 pixel box while preserving their
/// aspect ratio, … centered in a 28 × 28 image by computing the center of mass of the pixels",
/// LeCun, Cortes and Burges), after what a photo needs first: which is paper, which is ink?
///
/// ```
/// use handwritten::Digit;
/// use handwritten::evaluation::argmax;
/// use handwritten::Network;
///
/// let network = Network::load("data/models/digits.safetensors")?;
/// let digit = Digit::from_image("data/handwriting/three.png")?;
/// assert_eq!(argmax(network.output(digit.pixels().view()).view()), 3);
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Digit {
    /// The brightness of the picture, 0 (black) to 1 (white), at most 400 pixels on a side.
    pub grey: Array2<f32>,
    /// How much ink is on each pixel, 0 to 1, whether it is dark on light or light on dark.
    pub ink: Array2<f32>,
    /// The part with ink.
    pub cropped: Array2<f32>,
    /// The same, 20 pixels on its longer side.
    pub fitted: Array2<f32>,
    /// The same in the middle of 28 × 28 pixels.
    pub raster: Array2<f32>,
}

impl Digit {
    /// Reads a digit from a PNG file of any size and colour type, up to 12.5 million pixels.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Format`] when it is not a whole PNG
    /// file, is too large, or shows nothing but paper.
    pub fn from_image(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(Error::io(path, "read"))?;
        Self::from_png(&bytes, path)
    }

    /// Reads a digit from the bytes of a PNG file; `path` is what errors call it.
    ///
    /// # Errors
    /// Those of [`Digit::from_image`].
    pub fn from_png(bytes: &[u8], path: &Path) -> Result<Self> {
        let grey = png::read(bytes, path)?;
        let longest = grey.nrows().max(grey.ncols());
        let grey = match longest > LARGEST {
            true => fit(&grey, LARGEST),
            false => grey,
        };
        let Some(ink) = ink(&grey) else {
            let expected = "ink that differs from the paper";
            return Err(Error::format(
                path,
                "picture",
                expected,
                "nothing but paper",
            ));
        };
        let cropped = crop(&ink);
        let fitted = fit(&cropped, BOX);
        let raster = centre(&fitted);
        Ok(Self {
            grey,
            ink,
            cropped,
            fitted,
            raster,
        })
    }

    /// The 784 pixels in one column, as a network takes them.
    pub fn pixels(&self) -> Array1<f32> {
        self.raster.iter().copied().collect()
    }
}

/// The ink of each pixel, or `None` if there is none.
fn ink(grey: &Array2<f32>) -> Option<Array2<f32>> {
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

/// The smallest part that holds all ink. There is some.
fn crop(ink: &Array2<f32>) -> Array2<f32> {
    let inked = |lane: ndarray::ArrayView1<f32>| lane.iter().any(|&ink| ink > 0.0);
    let range = |axis: Axis| {
        let lanes: Vec<bool> = ink.axis_iter(axis).map(inked).collect();
        let first = lanes.iter().position(|&inked| inked).unwrap_or(0);
        let last = lanes.iter().rposition(|&inked| inked).unwrap_or(0);
        first..last + 1
    };
    let (rows, columns) = (range(Axis(0)), range(Axis(1)));
    ink.slice(s![rows, columns]).to_owned()
}

/// The image with `side` pixels on its longer side, in the same proportions.
pub(crate) fn fit(image: &Array2<f32>, side: usize) -> Array2<f32> {
    let (rows, columns) = image.dim();
    let longest = rows.max(columns) as f32;
    let scaled = |length: usize| ((length as f32 * side as f32 / longest).round() as usize).max(1);
    let tall = resize(image, scaled(rows));
    resize(&tall.reversed_axes(), scaled(columns)).reversed_axes()
}

/// The image with another number of rows. A new row is a mixture of the old ones around it, the
/// nearer the more, over one old or one new row's distance, whichever is longer.
fn resize(image: &Array2<f32>, rows: usize) -> Array2<f32> {
    let scale = image.nrows() as f32 / rows as f32;
    let reach = scale.max(1.0);
    let mut resized = Array2::zeros((rows, image.ncols()));
    for (i, mut to) in resized.rows_mut().into_iter().enumerate() {
        let middle = (i as f32 + 0.5) * scale - 0.5;
        let first = (middle - reach).ceil().max(0.0) as usize;
        let last = ((middle + reach).floor() as usize).min(image.nrows() - 1);
        let weight = |row: usize| (1.0 - (row as f32 - middle).abs() / reach).max(0.0);
        let total: f32 = (first..=last).map(weight).sum();
        for row in first..=last {
            to.scaled_add(weight(row) / total, &image.row(row));
        }
    }
    resized
}

/// The image on 28 × 28 pixels of paper, with its centre of mass at `MIDDLE` as far as it fits.
fn centre(image: &Array2<f32>) -> Array2<f32> {
    let mass: f32 = image.sum();
    let moment = |along: &dyn Fn((usize, usize)) -> usize| -> f32 {
        let moments = image.indexed_iter();
        moments
            .map(|(place, ink)| ink * (along(place) as f32 + 0.5))
            .sum()
    };
    let start = |middle: f32, length: usize| {
        let start = (MIDDLE - middle).round().max(0.0) as usize;
        start.min(SIDE - length)
    };
    let (rows, columns) = image.dim();
    let top = start(moment(&|(i, _)| i) / mass, rows);
    let left = start(moment(&|(_, j)| j) / mass, columns);
    let mut raster = Array2::zeros((SIDE, SIDE));
    raster
        .slice_mut(s![top..top + rows, left..left + columns])
        .assign(image);
    raster.mapv_into(|ink: f32| ink.clamp(0.0, 1.0))
}
