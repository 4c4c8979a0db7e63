//! A landscape seen at a slant, with paths over it.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::{Array2, s};

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian3d;
use plotters::coord::ranged3d::ProjectionMatrix;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::axis::{Axis, decimal, extent};
use super::canvas::{Area, Canvas, Drawn, PX};
use super::data::{Number, Points, ends};
use super::figure::Figure;
use super::marks::{arrow, disc};
use super::style::{INK, LINE, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, at, mix, px, stroke, text};

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
/// How much nearer than the facets it lies on a path is taken to be.
const RAISED: f32 = 20.0;
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
    /// Points on the surface.
    paths: Vec<Vec<Spot>>,
}

/// Something to draw, and how far away it is.
struct Item {
    distance: i32,
    kind: Kind,
}

enum Kind {
    Facet { row: usize, column: usize },
    Step { from: Place, to: Place, last: bool },
    Ball(Place),
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
        Self {
            titles: [
                titles.0.to_string(),
                titles.1.to_string(),
                titles.2.to_string(),
            ],
            low,
            high,
            heights,
            extent: if flat { (0.0, 1.0) } else { (lowest, highest) },
            paths: Vec::new(),
        }
    }

    /// Adds a path over the surface: a ball at its first point, and arrows from point to point.
    /// What lies outside of the square is left out.
    pub fn path(mut self, points: impl Points) -> Self {
        let inside = |v: f64| (self.low..=self.high).contains(&v);
        let points = points.into_points().into_iter();
        let shown = points.take_while(|&(v1, v2)| inside(v1) && inside(v2));
        let path = shown.map(|v| (v.0, self.height_at(v), v.1));
        let path = path.take_while(|spot| spot.1.is_finite()).collect();
        self.paths.push(path);
        self
    }

    /// Draws the surface.
    pub fn draw(&self) -> Figure {
        let [v1, v2, c] = &self.titles;
        let description = format!("surface of {c} over {v1} and {v2}");
        Figure::new((WIDTH, HEIGHT), description, |area| {
            let (ground, up) = ((self.low, self.high), self.extent);
            let axis = |ends| Axis::between(ends, None);
            let mut chart =
                ChartBuilder::on(area).build_cartesian_3d(axis(ground), axis(up), axis(ground))?;
            chart.set_3d_pixel_range((px(2.0 * HALF), px(RELIEF), px(2.0 * HALF)));
            chart.with_projection(|_| projection());
            self.draw_box(area, &mut chart)?;
            let mut items = self.facets(&chart);
            items.extend(self.paths.iter().flat_map(|path| steps(&chart, path)));
            items.sort_by_key(|item| -item.distance); // plotters' own surfaces are not sorted
            for item in items {
                self.draw_item(area, &mut chart, item.kind)?;
            }
            Ok(())
        })
    }

    /// Shows the surface under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    fn draw_item(&self, area: &Area, chart: &mut Chart, item: Kind) -> Drawn {
        let (color, width) = (SERIES[1], 1.2 * LINE);
        match item {
            Kind::Facet { row, column } => self.draw_facet(chart, row, column),
            Kind::Ball(place) => draw_ball(area, place),
            Kind::Step { from, to, last } if last => arrow(area, from, to, color, width),
            Kind::Step { from, to, .. } => {
                let line = [at(from), at(to)];
                area.draw(&PathElement::new(line, stroke(color, width)))?;
                disc(area, to, LINE, color, color)
            }
        }
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

    fn corner(&self, row: usize, column: usize) -> Spot {
        let at = |i: usize| self.low + (self.high - self.low) * i as f64 / FACETS as f64;
        (at(column), self.heights[[row, column]], at(row))
    }

    fn facets(&self, chart: &Chart) -> Vec<Item> {
        let all = (0..FACETS).flat_map(|row| (0..FACETS).map(move |column| (row, column)));
        let depth = |(v1, c, v2): Spot| chart.as_coord_spec().projected_depth(&v1, &c, &v2);
        let item = |(row, column)| {
            let (near, far) = (self.corner(row, column), self.corner(row + 1, column + 1));
            let kind = Kind::Facet { row, column };
            let distance = (depth(near) + depth(far)) / 2;
            Item { distance, kind }
        };
        let has_place = |&(row, column): &(usize, usize)| {
            let corners = self.heights.slice(s![row..row + 2, column..column + 2]);
            corners.iter().all(|height| height.is_finite())
        };
        all.filter(has_place).map(item).collect()
    }

    fn draw_facet(&self, chart: &mut Chart, row: usize, column: usize) -> Drawn {
        let corners = [(0, 0), (0, 1), (1, 1), (1, 0)]
            .map(|(down, right)| self.corner(row + down, column + right));
        let height = corners.iter().map(|corner| corner.1).sum::<f64>() / 4.0;
        let (low, high) = self.extent;
        let color = mix(
            SERIES[0],
            PAPER,
            0.25 + 0.65 * (height - low) / (high - low),
        );
        let light = light(&corners.map(|corner| self.unit(corner)));
        let color = match is_seen_from_below(corners.map(|corner| place(chart, corner))) {
            true => mix(INK, color, 0.6),
            false => mix(INK, color, 0.55 + 0.45 * light),
        };
        chart.draw_series([Polygon::new(corners, color.filled())])?;
        let [a, b, c, d] = corners;
        let edge = stroke(mix(color, INK, 0.2), 0.7 * THIN);
        chart.draw_series([PathElement::new([a, b, c, d, a], edge)])?;
        Ok(())
    }

    /// A spot in a box of which the ground is 2 by 2.
    fn unit(&self, (v1, c, v2): Spot) -> [f64; 3] {
        let share = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        let ground = |v: f64| 2.0 * share(v, (self.low, self.high));
        [
            ground(v1),
            ground(v2),
            f64::from(RELIEF / HALF) * share(c, self.extent),
        ]
    }

    /// The ground's outline, one upright, and what they are called.
    fn draw_box(&self, area: &Area, chart: &mut Chart) -> Drawn {
        let (low, high, (lowest, highest)) = (self.low, self.high, self.extent);
        let ground = |v1, v2| (v1, lowest, v2);
        let (front, right) = (ground(low, low), ground(high, low));
        let (back, left) = (ground(high, high), ground(low, high));
        let outline = [front, right, back, left, front];
        chart.draw_series([PathElement::new(outline, stroke(MUTED, THIN))])?;
        let top = place(chart, (low, highest, high));
        arrow(area, place(chart, left), (top.0, top.1 - 26.0), MUTED, THIN)?;

        let [v1, v2, c] = &self.titles;
        let title = |label: &str, (x, y): Place, dx: f32, dy: f32, side| {
            let style = text(TEXT, INK, side);
            area.draw(&Text::new(label, at((x + dx, y + dy)), style))
        };
        let middle = (low + high) / 2.0;
        title(c, top, -10.0, -19.0, HPos::Right)?;
        title(
            v1,
            place(chart, ground(middle, low)),
            10.0,
            19.0,
            HPos::Left,
        )?;
        title(
            v2,
            place(chart, ground(low, middle)),
            -10.0,
            19.0,
            HPos::Right,
        )?;
        for (value, corner) in [(low, front), (high, left), (high, right)] {
            let number = decimal(value, usize::from(value.fract() != 0.0));
            let (x, y) = place(chart, corner);
            let style = text(SMALL, MUTED, HPos::Center);
            area.draw(&Text::new(number, at((x, y + 20.0)), style))?;
        }
        Ok(())
    }
}

/// From the box, in the canvas's units, to the paper and to a distance from the eye. Parallels
/// stay parallel: nothing gets smaller with distance.
fn projection() -> ProjectionMatrix {
    let ((sin, cos), (down, up)) = (libm::sincos(TURN), libm::sincos(SLANT));
    let unit = f64::from(PX);
    let (x, y) = (
        f64::from(WIDTH) / 2.0 * unit,
        f64::from(HEIGHT) * 0.58 * unit,
    );
    let half = f64::from(HALF) * unit;
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

/// The ball and the arrows of a path, raised by a little so that they lie on the surface.
fn steps(chart: &Chart, path: &[Spot]) -> Vec<Item> {
    let depth = |(v1, c, v2): &Spot| chart.as_coord_spec().projected_depth(v1, c, v2);
    let ball = path.first().map(|spot| Item {
        distance: depth(spot) - px(2.0 * RAISED),
        kind: Kind::Ball(place(chart, *spot)),
    });
    let steps = path.windows(2).enumerate().map(|(i, step)| Item {
        distance: depth(&step[0]).min(depth(&step[1])) - px(RAISED),
        kind: Kind::Step {
            from: place(chart, step[0]),
            to: place(chart, step[1]),
            last: i + 2 == path.len(),
        },
    });
    ball.into_iter().chain(steps).collect()
}

/// Whether corners that go round to the left, seen from above, are seen from below.
fn is_seen_from_below([a, b, c, d]: [Place; 4]) -> bool {
    let (p, q) = ((c.0 - a.0, c.1 - a.1), (d.0 - b.0, d.1 - b.1));
    p.0 * q.1 - p.1 * q.0 > 0.0
}

/// How much light falls on a facet, 0 to 1, from the upper left.
fn light(corners: &[[f64; 3]; 4]) -> f64 {
    let between = |a: [f64; 3], b: [f64; 3]| [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let (u, v) = (
        between(corners[0], corners[2]),
        between(corners[1], corners[3]),
    );
    let normal = [
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    ];
    let length = normal.iter().map(|n| n * n).sum::<f64>().sqrt();
    let sun = [-0.45, -0.25, 0.857];
    let shade: f64 = normal.iter().zip(sun).map(|(n, s)| n * s).sum();
    (shade / length).clamp(0.0, 1.0)
}

/// A ball that touches the surface at `(x, y)`, lit from the upper left.
fn draw_ball(area: &Area, (x, y): Place) -> Drawn {
    const RINGS: usize = 12;
    let y = y - BALL;
    let dark = mix(SERIES[1], INK, 0.35);
    (0..RINGS).try_for_each(|ring| {
        let t = ring as f32 / RINGS as f32;
        let color = mix(dark, mix(SERIES[1], PAPER, 0.55), f64::from(t));
        let center = at((x - 0.35 * BALL * t, y - 0.35 * BALL * t));
        area.draw(&Circle::new(center, px(BALL * (1.0 - t)), color.filled()))
    })
}
