//! A landscape seen at a slant, with a path over it.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::Array2;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian3d;
use plotters::coord::ranged3d::ProjectionMatrix;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::axis::{Axis, decimal, extent};
use super::canvas::{Canvas, Drawn, PX};
use super::data::{Number, Point, ends, points};
use super::figure::Figure;
use super::paper::{Paper, Pixels, arrow, disc};
use super::style::{INK, LINE, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, mix, px, stroke, text};

const WIDTH: f32 = 560.0;
const HEIGHT: f32 = 430.0;
/// Facets on each side.
const FACETS: usize = 24;
/// Half the length of the ground's sides, and the height of the landscape.
const HALF: f32 = 170.0;
const RELIEF: f32 = 0.72 * HALF;
/// The view: turned about the upright, and from above, in radians.
const TURN: f64 = 0.60;
const SLANT: f64 = 0.62;
/// The sun stands at the upper left.
const SUN: [f64; 3] = [-0.45, -0.25, 0.857];
const BALL: f32 = 10.7;

/// The surface of a function of two numbers, drawn in three dimensions.
///
/// ```
/// use handwritten::chart::Surface;
///
/// let bowl = |(v1, v2): (f64, f64)| v1 * v1 + v2 * v2;
/// let figure = Surface::new(("v₁", "v₂", "C"), -1..=1, bowl)
///     .path(&[(0.9, 0.9), (0.3, 0.3), (0.1, 0.1)])
///     .draw();
/// assert!(figure.to_svg().contains("surface of C"));
/// ```
#[derive(Debug, Clone)]
pub struct Surface {
    titles: [String; 3],
    low: f64,
    high: f64,
    heights: Array2<f64>,
    /// The lowest and the highest corner.
    extent: (f64, f64),
    path: Vec<Spot>,
}

/// A place on the paper.
type Place = (f32, f32);
/// Two numbers with the height between them, as plotters has it: its y goes up.
type Spot = (f64, f64, f64);
type Chart = ChartContext<'static, Canvas, Cartesian3d<Axis, Axis, Axis>>;

impl Surface {
    /// The surface of `height(v)` over the square where both numbers are in `range`. The titles
    /// name the two numbers and the height.
    pub fn new(
        titles: (impl Display, impl Display, impl Display),
        range: RangeInclusive<impl Number>,
        height: impl Fn((f64, f64)) -> f64,
    ) -> Self {
        let (low, high) = ends(range);
        let at = |i: usize| low + (high - low) * i as f64 / FACETS as f64;
        let corners = (FACETS + 1, FACETS + 1);
        let heights = Array2::from_shape_fn(corners, |(i, j)| height((at(j), at(i))));
        let (lowest, highest) = extent(heights.iter().copied());
        let flat = lowest >= highest;
        let (v1, v2, c) = titles;
        Self {
            titles: [v1.to_string(), v2.to_string(), c.to_string()],
            low,
            high,
            heights,
            extent: if flat { (0.0, 1.0) } else { (lowest, highest) },
            path: Vec::new(),
        }
    }

    /// A path over the surface: a ball at its first point, steps from point to point and an arrow
    /// at the last. It ends where it leaves the square; no slope hides it.
    pub fn path(mut self, path: impl IntoIterator<Item: Point>) -> Self {
        let inside = |v: f64| (self.low..=self.high).contains(&v);
        let points = points(path).into_iter();
        let shown = points.take_while(|&(v1, v2)| inside(v1) && inside(v2));
        let path = shown.map(|v| (v.0, self.height_at(v), v.1));
        self.path = path.take_while(|spot| spot.1.is_finite()).collect();
        self
    }

    /// Draws the surface.
    pub fn draw(&self) -> Figure {
        let [v1, v2, c] = &self.titles;
        let description = format!("surface of {c} over {v1} and {v2}");
        Figure::new((WIDTH, HEIGHT), description, |area| {
            let ground = || Axis::between((self.low, self.high));
            let up = Axis::between(self.extent);
            let mut chart = ChartBuilder::on(area).build_cartesian_3d(ground(), up, ground())?;
            chart.set_3d_pixel_range((px(2.0 * HALF), px(RELIEF), px(2.0 * HALF)));
            chart.with_projection(|_| projection());
            let paper = area.apply_coord_spec(Pixels);
            self.draw_box(&paper, &chart)?;
            self.draw_facets(&chart)?;
            self.draw_path(&paper, &chart)
        })
    }

    /// The height of the drawn surface at `v`, between the corners of its facet.
    fn height_at(&self, (v1, v2): (f64, f64)) -> f64 {
        let place = |v: f64| (v - self.low) / (self.high - self.low) * FACETS as f64;
        let (x, y) = (place(v1), place(v2));
        let corner = |place: f64| (place as usize).min(FACETS - 1);
        let (column, row) = (corner(x), corner(y));
        let (x, y) = (x - column as f64, y - row as f64);
        let along = |row: usize| {
            self.heights[[row, column]] * (1.0 - x) + self.heights[[row, column + 1]] * x
        };
        along(row) * (1.0 - y) + along(row + 1) * y
    }

    /// The facets, those in front last: plotters' own surfaces are not sorted.
    fn draw_facets(&self, chart: &Chart) -> Drawn {
        let at = |i: usize| self.low + (self.high - self.low) * i as f64 / FACETS as f64;
        let corner = |i: usize, j: usize| (at(j), self.heights[[i, j]], at(i));
        let all = (0..FACETS).flat_map(|i| (0..FACETS).map(move |j| (i, j)));
        let facets = all.map(|(i, j)| {
            [
                corner(i, j),
                corner(i, j + 1),
                corner(i + 1, j + 1),
                corner(i + 1, j),
            ]
        });
        let whole = facets.filter(|facet| facet.iter().all(|corner| corner.1.is_finite()));
        let mut facets: Vec<_> = whole.collect();
        let depth = |(v1, c, v2): &Spot| chart.as_coord_spec().projected_depth(v1, c, v2);
        facets.sort_by_key(|[near, _, far, _]| -((depth(near) + depth(far)) / 2));
        facets
            .into_iter()
            .try_for_each(|facet| self.draw_facet(chart, facet))
    }

    fn draw_facet(&self, chart: &Chart, corners: [Spot; 4]) -> Drawn {
        let share = |c: f64| (c - self.extent.0) / (self.extent.1 - self.extent.0);
        let [a, b, c, d] = corners.map(|corner| share(corner.1));
        // At right angles to the facet, in a box of which the ground is 2 by 2.
        let (p, q) = (
            f64::from(RELIEF / HALF) * (c - a),
            f64::from(RELIEF / HALF) * (d - b),
        );
        let normal = [q - p, -p - q, 4.0 / FACETS as f64];
        let length = normal.iter().map(|n| n * n).sum::<f64>().sqrt();
        let along =
            |to: [f64; 3]| normal.iter().zip(to).map(|(n, to)| n * to).sum::<f64>() / length;
        let ((sin, cos), (down, up)) = (libm::sincos(TURN), libm::sincos(SLANT));
        let is_seen_from_below = along([-sin * up, -cos * up, down]) < 0.0;

        let color = mix(SERIES[0], PAPER, 0.25 + 0.65 * (a + b + c + d) / 4.0);
        let color = match is_seen_from_below {
            true => mix(INK, color, 0.6),
            false => mix(INK, color, 0.55 + 0.45 * along(SUN).max(0.0)),
        };
        let area = chart.plotting_area();
        area.draw(&Polygon::new(corners, color.filled()))?;
        let [a, b, c, d] = corners;
        let edge = stroke(mix(color, INK, 0.2), 0.7 * THIN);
        area.draw(&PathElement::new([a, b, c, d, a], edge))
    }

    /// The path from its end, so that the ball lies on top.
    fn draw_path(&self, paper: &Paper, chart: &Chart) -> Drawn {
        let (color, width) = (SERIES[1], 1.2 * LINE);
        let places: Vec<_> = self.path.iter().map(|spot| place(chart, *spot)).collect();
        let mut steps = places.windows(2).rev();
        if let Some(last) = steps.next() {
            arrow(paper, last[0], last[1], color, width)?;
        }
        for step in steps {
            let line = [step[0], step[1]];
            paper.draw(&PathElement::new(line, stroke(color, width)))?;
            disc(paper, step[1], LINE, (color, color))?;
        }
        places
            .first()
            .map_or(Ok(()), |start| draw_ball(paper, *start))
    }

    /// The ground's outline, one upright, and what they are called.
    fn draw_box(&self, paper: &Paper, chart: &Chart) -> Drawn {
        let (low, high, (lowest, highest)) = (self.low, self.high, self.extent);
        let corners = [
            (low, low),
            (high, low),
            (high, high),
            (low, high),
            (low, low),
        ];
        let outline = corners.map(|(v1, v2)| (v1, lowest, v2));
        let area = chart.plotting_area();
        area.draw(&PathElement::new(outline, stroke(MUTED, THIN)))?;
        let ground = |v1, v2| place(chart, (v1, lowest, v2));
        let top = place(chart, (low, highest, high));
        arrow(paper, ground(low, high), (top.0, top.1 - 26.0), MUTED, THIN)?;

        let (middle, [v1, v2, c]) = ((low + high) / 2.0, &self.titles);
        for (title, (x, y), (dx, dy), side) in [
            (c, top, (-10.0, -19.0), HPos::Right),
            (v1, ground(middle, low), (10.0, 19.0), HPos::Left),
            (v2, ground(low, middle), (-10.0, 19.0), HPos::Right),
        ] {
            let style = text(TEXT, INK, side);
            paper.draw(&Text::new(title.as_str(), (x + dx, y + dy), style))?;
        }
        for (value, (x, y)) in [
            (low, ground(low, low)),
            (high, ground(low, high)),
            (high, ground(high, low)),
        ] {
            let number = decimal(value, usize::from(value.fract() != 0.0));
            let style = text(SMALL, MUTED, HPos::Center);
            paper.draw(&Text::new(number, (x, y + 20.0), style))?;
        }
        Ok(())
    }
}

/// From the box, in the canvas's units, to the paper and to a distance from the eye. Parallels
/// stay parallel: nothing gets smaller with distance.
fn projection() -> ProjectionMatrix {
    let ((sin, cos), (down, up)) = (libm::sincos(TURN), libm::sincos(SLANT));
    let [width, height, half, unit] = [WIDTH, HEIGHT, HALF, PX as f32].map(f64::from);
    let (x, y, half) = (width / 2.0 * unit, height * 0.58 * unit, half * unit);
    ProjectionMatrix::from([
        [cos, 0.0, -sin, x - half * (cos - sin)],
        [-sin * down, -up, -cos * down, y + half * (sin + cos) * down],
        [sin * up, -down, cos * up, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ])
}

/// Where a spot is on the paper.
fn place(chart: &Chart, spot: Spot) -> Place {
    let (x, y) = chart.as_coord_spec().translate(&spot);
    (x as f32 / PX as f32, y as f32 / PX as f32)
}

/// A ball that touches the surface at `(x, y)`, lit from the upper left.
fn draw_ball(paper: &Paper, (x, y): Place) -> Drawn {
    const RINGS: usize = 12;
    let dark = mix(SERIES[1], INK, 0.35);
    (0..RINGS).try_for_each(|ring| {
        let t = ring as f32 / RINGS as f32;
        let color = mix(dark, mix(SERIES[1], PAPER, 0.55), f64::from(t));
        let center = (x - 0.35 * BALL * t, y - BALL - 0.35 * BALL * t);
        paper.draw(&Circle::new(center, px(BALL * (1.0 - t)), color.filled()))
    })
}
