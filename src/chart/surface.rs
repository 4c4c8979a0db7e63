//! A landscape seen at a slant, with paths over it.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::Array2;

use super::axes::{decimal, extent};
use super::data::{Number, Points, ends};
use super::figure::Figure;
use super::style::{Color, INK, LINE, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, mix};
use super::text::Anchor;

const WIDTH: f32 = 560.0;
const HEIGHT: f32 = 430.0;
/// Facets on each side.
const FACETS: usize = 24;
/// Half the length of the ground's sides on the paper, and how high the landscape is.
const SCALE: f32 = 170.0;
const RELIEF: f32 = 0.72;
/// The view: turned about the upright, and from above, in radians.
const TURN: f32 = 0.60;
const SLANT: f32 = 0.62;
const BALL: f32 = 10.0;

/// The surface of a function of two numbers, drawn in three dimensions.
///
/// ```
/// use handwritten::chart::Surface;
///
/// let bowl = |(v1, v2): (f64, f64)| v1 * v1 + v2 * v2;
/// let figure = Surface::new(("v₁", "v₂", "C"), -1.0..=1.0, bowl)
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
    /// Points on the surface: `(v₁, v₂, C)`.
    paths: Vec<Vec<(f64, f64, f64)>>,
}

/// Something to draw, and how far away it is.
struct Item {
    distance: f32,
    kind: Kind,
}

enum Kind {
    Facet { row: usize, column: usize },
    Step { from: Place, to: Place, last: bool },
    Ball(Place),
}

/// A place on the paper.
type Place = (f32, f32);

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
        let path = shown.map(|v| (v.0, v.1, self.height_at(v))).collect();
        self.paths.push(path);
        self
    }

    /// Draws the surface.
    pub fn draw(&self) -> Figure {
        let [v1, v2, c] = &self.titles;
        let description = format!("surface of {c} over {v1} and {v2}");
        let mut figure = Figure::new(WIDTH, HEIGHT, description);
        self.draw_box(&mut figure);
        let mut items: Vec<_> = self.facets().chain(self.steps()).collect();
        items.sort_by(|a, b| b.distance.total_cmp(&a.distance));
        for item in items {
            match item.kind {
                Kind::Facet { row, column } => self.draw_facet(&mut figure, row, column),
                Kind::Ball(place) => draw_ball(&mut figure, place),
                Kind::Step { from, to, last } if last => {
                    figure.arrow(from, to, SERIES[1], LINE * 1.2);
                }
                Kind::Step { from, to, .. } => {
                    figure.line(&[from, to], SERIES[1], LINE * 1.2, 0.0);
                    figure.circle(to.0, to.1, LINE, SERIES[1], SERIES[1]);
                }
            }
        }
        figure
    }

    /// Shows the surface under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
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

    /// From numbers to a unit box: the ground from -1 to 1, the height from 0 to `RELIEF`.
    fn unit(&self, (v1, v2, c): (f64, f64, f64)) -> [f32; 3] {
        let ground = |v: f64| (2.0 * (v - self.low) / (self.high - self.low) - 1.0) as f32;
        let (low, high) = self.extent;
        let height = ((c - low) / (high - low)) as f32 * RELIEF;
        [ground(v1), ground(v2), height]
    }

    fn corner(&self, row: usize, column: usize) -> [f32; 3] {
        let at = |i: usize| self.low + (self.high - self.low) * i as f64 / FACETS as f64;
        self.unit((at(column), at(row), self.heights[[row, column]]))
    }

    fn facets(&self) -> impl Iterator<Item = Item> {
        let all = (0..FACETS).flat_map(|row| (0..FACETS).map(move |column| (row, column)));
        all.map(|(row, column)| {
            let [near, far] = [self.corner(row, column), self.corner(row + 1, column + 1)];
            let middle = std::array::from_fn(|i| (near[i] + far[i]) / 2.0);
            let kind = Kind::Facet { row, column };
            Item {
                distance: project(middle).1,
                kind,
            }
        })
    }

    /// The arrows and balls of all paths, raised by a little so that they lie on the surface.
    fn steps(&self) -> impl Iterator<Item = Item> {
        /// Nearer than the facets they lie on.
        const RAISED: f32 = 0.12;
        self.paths.iter().flat_map(|path| {
            let places: Vec<_> = path.iter().map(|&v| project(self.unit(v))).collect();
            let ball = places.first().map(|&(place, distance)| Item {
                distance: distance - 2.0 * RAISED,
                kind: Kind::Ball(place),
            });
            let count = places.len();
            let pairs: Vec<_> = places.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            let steps = pairs
                .into_iter()
                .enumerate()
                .map(move |(i, [from, to])| Item {
                    distance: from.1.min(to.1) - RAISED,
                    kind: Kind::Step {
                        from: from.0,
                        to: to.0,
                        last: i + 2 == count,
                    },
                });
            ball.into_iter().chain(steps)
        })
    }

    fn draw_facet(&self, figure: &mut Figure, row: usize, column: usize) {
        let corners = [(0, 0), (0, 1), (1, 1), (1, 0)]
            .map(|(down, right)| self.corner(row + down, column + right));
        let places = corners.map(|corner| project(corner).0);
        let height = corners.iter().map(|corner| corner[2]).sum::<f32>() / 4.0 / RELIEF;
        let color = facet_color(height, light(&corners));
        figure.facet(&places, color, mix(color, INK, 0.2));
    }

    /// The ground's outline, one upright, and what they are called.
    fn draw_box(&self, figure: &mut Figure) {
        let at = |x: f32, y: f32, z: f32| project([x, y, z]).0;
        let (left, front, right) = (at(-1.0, 1.0, 0.0), at(-1.0, -1.0, 0.0), at(1.0, -1.0, 0.0));
        let back = at(1.0, 1.0, 0.0);
        figure.line(&[front, right, back, left, front], MUTED, THIN, 0.0);
        let top = at(-1.0, 1.0, RELIEF);
        figure.arrow(left, (top.0, top.1 - 26.0), MUTED, THIN);

        let [v1, v2, c] = &self.titles;
        let title = |figure: &mut Figure, text: &str, (x, y): Place, anchor| {
            figure.text(text, (x, y), TEXT, INK, anchor);
        };
        title(figure, c, (top.0 - 10.0, top.1 - 14.0), Anchor::End);
        let below = |(x, y): Place, dx: f32| (x + dx, y + 24.0);
        title(figure, v1, below(at(0.0, -1.0, 0.0), 10.0), Anchor::Start);
        title(figure, v2, below(at(-1.0, 0.0, 0.0), -10.0), Anchor::End);
        for (value, place) in [(self.low, front), (self.high, left), (self.high, right)] {
            let number = decimal(value, usize::from(value.fract() != 0.0));
            figure.text(&number, below(place, 0.0), SMALL, MUTED, Anchor::Middle);
        }
    }
}

/// From the unit box to a place on the paper and a distance from the eye. Parallels stay
/// parallel: nothing gets smaller with distance.
fn project([x, y, z]: [f32; 3]) -> (Place, f32) {
    let (turn, slant) = (TURN.sin_cos(), SLANT.sin_cos());
    let across = x * turn.1 - y * turn.0;
    let away = x * turn.0 + y * turn.1;
    let place = (
        WIDTH / 2.0 + SCALE * across,
        HEIGHT * 0.58 - SCALE * (z * slant.1 + away * slant.0),
    );
    (place, away * slant.1 - z * slant.0)
}

/// How much light falls on a facet, 0 to 1, from the upper left.
fn light(corners: &[[f32; 3]; 4]) -> f32 {
    let between = |a: [f32; 3], b: [f32; 3]| [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let (u, v) = (
        between(corners[0], corners[2]),
        between(corners[1], corners[3]),
    );
    let normal = [
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    ];
    let length = normal.iter().map(|n| n * n).sum::<f32>().sqrt();
    let sun = [-0.45, -0.25, 0.857];
    let shade: f32 = normal.iter().zip(sun).map(|(n, s)| n * s).sum();
    (shade / length).clamp(0.0, 1.0)
}

/// Deep blue in the valleys, pale on the heights, darker in the shade.
fn facet_color(height: f32, light: f32) -> Color {
    let color = mix(SERIES[0], PAPER, 0.25 + 0.65 * f64::from(height));
    mix(INK, color, 0.55 + 0.45 * f64::from(light))
}

/// A ball that touches the surface at `(x, y)`, lit from the upper left.
fn draw_ball(figure: &mut Figure, (x, y): Place) {
    const RINGS: usize = 12;
    let y = y - BALL;
    let dark = mix(SERIES[1], INK, 0.35);
    for ring in 0..RINGS {
        let t = ring as f32 / RINGS as f32;
        let color = mix(dark, mix(SERIES[1], PAPER, 0.55), f64::from(t));
        let shift = -0.35 * BALL * t;
        figure.circle(x + shift, y + shift, BALL * (1.0 - t), color, color);
    }
}
