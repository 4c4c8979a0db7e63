//! The sheet, where the picture shows more than that: a table around it, a dark rim, a printed box.

use std::collections::VecDeque;

use ndarray::{Array2, s};

use super::ink::{negative, otsu};

/// A sheet takes up at least this share of the picture.
const SMALLEST: f32 = 0.1;
/// It fills at least this share of the smallest of the rectangles around it; an ellipse, such as
/// the inside of a zero, fills π/4.
const RECTANGULAR: f32 = 0.9;
/// At least and at most this share of it is written on.
const WRITTEN: [f32; 2] = [0.003, 0.7];
/// This share of the picture's longer side is cut away within its edge, which is soft.
const EDGE: f32 = 0.01;

/// A part of a picture, and where its first row and column are in that.
pub(super) struct Part {
    pub grey: Array2<f32>,
    pub top: usize,
    pub left: usize,
}

/// The innermost sheet: the picture itself if its paper reaches the sides.
pub(super) fn sheet(grey: &Array2<f32>) -> Part {
    let (mut part, most) = (grey.clone(), 3); // a box, on a sheet, on a table
    let (mut top, mut left) = (0, 0);
    for _ in 0..most {
        let light = within(&part);
        let inner = light.or_else(|| {
            let dark = within(&negative(&part))?;
            Some(Part {
                grey: negative(&dark.grey),
                ..dark
            })
        });
        let Some(inner) = inner else { break };
        (top, left, part) = (top + inner.top, left + inner.left, inner.grey);
    }
    Part {
        grey: part,
        top,
        left,
    }
}

/// The largest light region that does not reach the rim, if it is a rectangle with something
/// written on it.
fn within(grey: &Array2<f32>) -> Option<Part> {
    let threshold = otsu(grey);
    let light = grey.mapv(|grey| grey > threshold);
    let region = largest_inside(&light)?;
    let filled = without_holes(&region);
    let count = |mask: &Array2<bool>| mask.iter().filter(|&&is_in| is_in).count() as f32;
    let (area, paper) = (count(&filled), count(&region));
    let [least, most] = WRITTEN;
    let written = 1.0 - paper / area;
    let is_sheet = area >= SMALLEST * grey.len() as f32
        && (least..most).contains(&written)
        && area >= RECTANGULAR * rectangle_around(&filled);
    if !is_sheet {
        return None;
    }
    let (rows, columns) = grey.dim();
    let edge = (EDGE * rows.max(columns) as f32).max(1.0) as usize;
    let kept = (0..edge).fold(filled, |mask, _| eroded(&mask));
    let lit: f32 = grey
        .indexed_iter()
        .filter(|(place, _)| region[*place])
        .map(|(_, grey)| grey)
        .sum();
    let on_sheet = Array2::from_shape_fn(grey.dim(), |place| match kept[place] {
        true => grey[place],
        false => lit / paper,
    });
    let [top, bottom, left, right] = bounds(&kept)?;
    Some(Part {
        grey: on_sheet.slice(s![top..=bottom, left..=right]).to_owned(),
        top,
        left,
    })
}

/// The four neighbours of a place that are within the picture.
fn beside(
    (i, j): (usize, usize),
    (rows, columns): (usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    let steps = [(0, 1), (1, 0), (2, 1), (1, 2)];
    let places =
        steps.map(|(down, right)| ((i + down).wrapping_sub(1), (j + right).wrapping_sub(1)));
    places
        .into_iter()
        .filter(move |&(i, j)| i < rows && j < columns)
}

/// Marks all that is reached from some places over places that are `open`.
fn flood(
    starts: impl IntoIterator<Item = (usize, usize)>,
    reached: &mut Array2<bool>,
    open: impl Fn((usize, usize)) -> bool,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut queue: VecDeque<_> = starts.into_iter().collect();
    while let Some(place) = queue.pop_front() {
        if reached[place] || !open(place) {
            continue;
        }
        reached[place] = true;
        found.push(place);
        queue.extend(beside(place, reached.dim()));
    }
    found
}

/// The largest connected component that has no place on the rim.
fn largest_inside(mask: &Array2<bool>) -> Option<Array2<bool>> {
    let mut reached = Array2::from_elem(mask.dim(), false);
    flood(on_rim(mask.dim()), &mut reached, |place| mask[place]);
    let mut largest = Vec::new();
    for start in ndarray::indices(mask.dim()) {
        if mask[start] && !reached[start] {
            let component = flood([start], &mut reached, |place| mask[place]);
            if component.len() > largest.len() {
                largest = component;
            }
        }
    }
    let mut region = Array2::from_elem(mask.dim(), false);
    for &place in &largest {
        region[place] = true;
    }
    (!largest.is_empty()).then_some(region)
}

/// The region with all that it encloses.
fn without_holes(region: &Array2<bool>) -> Array2<bool> {
    let mut outside = Array2::from_elem(region.dim(), false);
    flood(on_rim(region.dim()), &mut outside, |place| !region[place]);
    outside.mapv(|is_outside| !is_outside)
}

/// The places of the rim.
fn on_rim((rows, columns): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    let sides = (0..rows).flat_map(move |i| [(i, 0), (i, columns - 1)]);
    sides.chain((0..columns).flat_map(move |j| [(0, j), (rows - 1, j)]))
}

/// The area of the smallest rectangle around a region, of those turned by multiples of 3°.
fn rectangle_around(region: &Array2<bool>) -> f32 {
    let places: Vec<(f32, f32)> = region
        .indexed_iter()
        .filter(|&(place, &is_in)| is_in && beside(place, region.dim()).any(|next| !region[next]))
        .map(|((i, j), _)| (i as f32, j as f32))
        .collect();
    let area = |degrees: usize| {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        let extent = |along: &dyn Fn(f32, f32) -> f32| {
            let ends = places.iter().map(|&(y, x)| along(y, x));
            let ends = ends.fold((f32::MAX, f32::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            });
            ends.1 - ends.0 + 1.0
        };
        extent(&|y, x| cos * x + sin * y) * extent(&|y, x| cos * y - sin * x)
    };
    (0..90).step_by(3).map(area).fold(f32::MAX, f32::min)
}

/// The region without the places at its edge.
fn eroded(region: &Array2<bool>) -> Array2<bool> {
    Array2::from_shape_fn(region.dim(), |place| {
        region[place] && beside(place, region.dim()).all(|next| region[next])
    })
}

/// The first and the last row, the first and the last column.
fn bounds(region: &Array2<bool>) -> Option<[usize; 4]> {
    let places = || region.indexed_iter().filter(|&(_, &is_in)| is_in);
    let rows = || places().map(|((i, _), _)| i);
    let columns = || places().map(|((_, j), _)| j);
    Some([
        rows().min()?,
        rows().max()?,
        columns().min()?,
        columns().max()?,
    ])
}
