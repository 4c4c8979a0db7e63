//! A landscape seen from above: lines of equal height, with paths over them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::Array2;

use super::axes::{Axes, Axis, extent};
use super::data::{Number, Points, ends};
use super::figure::Figure;
use super::style::{Color, DOT, INK, LINE, PAPER, SERIES, TEXT, THIN, mix};
use super::text::{self, Anchor, CAP_HEIGHT};

const SIDE: f32 = 380.0;
/// Cells on the longer side, in which a line of equal height is straight.
const CELLS: usize = 60;
const LEVELS: usize = 10;

/// A corner of a cell: row and column.
type Corner = (usize, usize);
/// A side of a triangle, between two corners.
type Side = (Corner, Corner);

/// Lines of equal height of a function of two numbers, as on a hiking map, and paths over them.
///
/// Both axes have the same scale, so that the steepest way is at right angles to the lines.
///
/// ```
/// use handwritten::chart::Contour;
///
/// let bowl = |(v1, v2): (f64, f64)| v1 * v1 + v2 * v2;
/// let figure = Contour::new(("v₁", "v₂"), -1.0..=1.0, -1.0..=1.0, bowl)
///     .path("down", &[(0.9, 0.9), (0.3, 0.3), (0.1, 0.1)])
///     .draw();
/// assert!(figure.to_svg().contains("v₂ against v₁"));
/// ```
#[derive(Debug, Clone)]
pub struct Contour {
    titles: [String; 2],
    x: (f64, f64),
    y: (f64, f64),
    heights: Array2<f64>,
    paths: Vec<(String, Vec<(f64, f64)>)>,
}

impl Contour {
    /// The lines of `height(v)` over the rectangle of two ranges.
    pub fn new(
        titles: (impl Display, impl Display),
        x: RangeInclusive<impl Number>,
        y: RangeInclusive<impl Number>,
        height: impl Fn((f64, f64)) -> f64,
    ) -> Self {
        let (x, y) = (ends(x), ends(y));
        let longest = (x.1 - x.0).max(y.1 - y.0);
        let cells = |(low, high): (f64, f64)| {
            ((CELLS as f64 * (high - low) / longest).round() as usize).max(1)
        };
        let (columns, rows) = (cells(x), cells(y));
        let at = |(low, high): (f64, f64), i, count| low + (high - low) * i as f64 / count as f64;
        let heights = Array2::from_shape_fn((rows + 1, columns + 1), |(i, j)| {
            height((at(x, j, columns), at(y, i, rows)))
        });
        Self {
            titles: [titles.0.to_string(), titles.1.to_string()],
            x,
            y,
            heights,
            paths: Vec::new(),
        }
    }

    /// Adds a path from point to point; a ring is where it starts. It ends where it leaves the
    /// rectangle.
    pub fn path(mut self, label: impl Display, points: impl Points) -> Self {
        self.paths.push((label.to_string(), points.into_points()));
        self
    }

    /// Draws lines and paths.
    pub fn draw(&self) -> Figure {
        let widths = self.paths.iter().map(|(label, _)| text::width(label, TEXT));
        let margin = widths.fold(0.0, f32::max) + 44.0;
        let (width, height) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let scale = f64::from(SIDE) / width.max(height);
        // Room for titles and tick labels: as much as `Axes` takes.
        let sample = Axes::new(self.axis(0), self.axis(1), 0.0, 0.0, 0.0);
        let size = (
            sample.left + (width * scale) as f32 + margin,
            sample.top - sample.bottom + (height * scale) as f32,
        );
        let [x_title, y_title] = &self.titles;
        let labels: Vec<_> = self.paths.iter().map(|(label, _)| label.as_str()).collect();
        let description = format!(
            "lines of equal height, {y_title} against {x_title}: {}",
            labels.join(", ")
        );
        let mut figure = Figure::new(size.0, size.1, description);
        let axes = Axes::new(self.axis(0), self.axis(1), size.0, size.1, margin);
        axes.draw(&mut figure);
        for (level, color) in self.levels() {
            for line in self.lines(level) {
                let places: Vec<_> = line.into_iter().map(|v| axes.place(v)).collect();
                figure.line(&places, color, THIN * 1.2, 0.0);
            }
        }
        for (i, (label, points)) in self.paths.iter().enumerate() {
            let color = SERIES[(i + 1) % SERIES.len()];
            self.draw_path(&mut figure, &axes, points, color);
            let row = axes.top + 24.0 * (i as f32 + 1.0);
            let x = axes.right + 18.0;
            figure.line(&[(x, row), (x + 14.0, row)], color, LINE, 0.0);
            let place = (x + 20.0, row + TEXT * CAP_HEIGHT / 2.0);
            figure.text(label, place, TEXT, color, Anchor::Start);
        }
        figure
    }

    /// Shows the lines under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    fn axis(&self, i: usize) -> Axis {
        let (low, high) = [self.x, self.y][i];
        Axis::between(&self.titles[i], low, high)
    }

    /// The heights at which lines are drawn, closer together where it is low, with their colours.
    fn levels(&self) -> Vec<(f64, Color)> {
        let (low, high) = extent(self.heights.iter().copied());
        let level = |i: usize| {
            let t = (i as f64 + 0.5) / LEVELS as f64;
            (
                low + (high - low) * t * t,
                mix(SERIES[0], PAPER, 0.15 + 0.6 * t),
            )
        };
        (0..LEVELS).map(level).collect()
    }

    /// The lines of one height, each as the points where it crosses a side of a triangle. Each
    /// cell is two triangles.
    fn lines(&self, level: f64) -> Vec<Vec<(f64, f64)>> {
        // A crossed side and the one on which the line leaves the triangle, both ways round.
        let mut next: BTreeMap<Side, Vec<Side>> = BTreeMap::new();
        let (rows, columns) = (self.heights.nrows() - 1, self.heights.ncols() - 1);
        for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
            let [a, b, c, d] = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)];
            for sides in [[(a, b), (b, c), (a, c)], [(a, c), (d, c), (a, d)]] {
                let below = |corner: Corner| self.heights[corner] < level;
                let mut crossed = sides.into_iter().filter(|&(p, q)| below(p) != below(q));
                if let (Some(from), Some(to)) = (crossed.next(), crossed.next()) {
                    next.entry(from).or_default().push(to);
                    next.entry(to).or_default().push(from);
                }
            }
        }
        // Open lines first, from an end; what is left are rings.
        let ends = next.iter().filter(|(_, ways)| ways.len() == 1);
        let starts: Vec<Side> = ends.chain(&next).map(|(side, _)| *side).collect();
        let mut lines = Vec::new();
        for start in starts {
            let mut line = vec![self.crossing(start, level)];
            let mut side = start;
            while let Some(to) = next.get_mut(&side).and_then(Vec::pop) {
                if let Some(back) = next.get_mut(&to) {
                    back.retain(|from| *from != side);
                }
                line.push(self.crossing(to, level));
                side = to;
            }
            lines.push(line);
        }
        lines
    }

    /// Where a side of a triangle is as high as `level`.
    fn crossing(&self, (p, q): Side, level: f64) -> (f64, f64) {
        let (rows, columns) = (self.heights.nrows() - 1, self.heights.ncols() - 1);
        let at = |(i, j): Corner| {
            let along = |(low, high): (f64, f64), t: f64| low + (high - low) * t;
            let x = along(self.x, j as f64 / columns as f64);
            (x, along(self.y, i as f64 / rows as f64))
        };
        let (from, to) = (self.heights[p] - level, self.heights[q] - level);
        let t = from / (from - to);
        let (p, q) = (at(p), at(q));
        (p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1))
    }

    fn draw_path(&self, figure: &mut Figure, axes: &Axes, points: &[(f64, f64)], color: Color) {
        let inside = |&(x, y): &(f64, f64)| {
            (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
        };
        let count = points.iter().take_while(|v| inside(v)).count();
        let mut places: Vec<_> = points[..count].iter().map(|v| axes.place(*v)).collect();
        let mut shown = (f32::NEG_INFINITY, 0.0);
        for &(x, y) in places.iter().skip(1) {
            if f32::hypot(x - shown.0, y - shown.1) > DOT * 0.5 {
                figure.circle(x, y, DOT * 0.6, color, color);
                shown = (x, y);
            }
        }
        if let (Some(&from), Some(&to)) = (points[..count].last(), points.get(count)) {
            places.push(axes.place(self.leave(from, to)));
        }
        figure.line(&places, color, LINE, 0.0);
        if let Some(&(x, y)) = places.first() {
            figure.circle(x, y, DOT, PAPER, INK);
        }
    }

    /// Where the way from a point inside to one outside crosses the rim.
    fn leave(&self, from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
        let share = |from: f64, to: f64, (low, high): (f64, f64)| {
            let rim = to.clamp(low, high);
            if to == rim {
                1.0
            } else {
                (rim - from) / (to - from)
            }
        };
        let t = share(from.0, to.0, self.x).min(share(from.1, to.1, self.y));
        (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
    }
}
