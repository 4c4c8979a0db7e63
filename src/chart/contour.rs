//! A landscape seen from above: lines of equal height, with paths over them.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::Array2;
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::axis::{Axis, decimal, decimals, extent, ten};
use super::canvas::{Area, Drawn, text_width};
use super::data::{Number, Point, between, ends, part, points};
use super::figure::Figure;
use super::frame::{BOTTOM, Chart, TOP, frame, left};
use super::isolines::isolines;
use super::paper::{Pixels, disc};
use super::style::{DOT, INK, LINE, PAPER, SERIES, TEXT, THIN, mix, px, stroke, text};

/// The longer side of the map.
const SIDE: f32 = 380.0;
/// Cells on the longer side, in which a line of equal height is straight.
const CELLS: usize = 76;
const LEVELS: usize = 10;
/// A line of no more points has no room for its height.
const SHORT: usize = 40;
/// Size of the heights on the lines.
const HEIGHT: f32 = 9.5;

/// Lines of equal height of a function of two numbers, as on a hiking map, and paths over them.
///
/// Both axes have the same scale, so that the steepest way is at right angles to the lines. The
/// lines are closer together where it is low; each says its height.
///
/// ```
/// use handwritten::chart::Contour;
///
/// let bowl = |(v1, v2): (f64, f64)| v1 * v1 + v2 * v2;
/// let figure = Contour::new(("v₁", "v₂"), -1..=1, -1..=1, bowl)
///     .path("down", &[(0.9, 0.9), (0.3, 0.3), (0.1, 0.1)])
///     .draw();
/// assert!(figure.to_svg().contains("v₂ against v₁"));
/// ```
#[derive(Debug, Clone)]
pub struct Contour {
    titles: (String, String),
    x: (f64, f64),
    y: (f64, f64),
    heights: Array2<f64>,
    paths: Vec<(String, Vec<(f64, f64)>)>,
}

/// The lines of one height.
struct Level {
    /// The height as it is written.
    name: String,
    color: RGBColor,
    lines: Vec<Vec<(f64, f64)>>,
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
        let (rows, columns) = (cells(y), cells(x));
        let heights = Array2::from_shape_fn((rows + 1, columns + 1), |(i, j)| {
            let (x_share, y_share) = (j as f64 / columns as f64, i as f64 / rows as f64);
            height((part(x, x_share), part(y, y_share)))
        });
        Self {
            titles: (titles.0.to_string(), titles.1.to_string()),
            x,
            y,
            heights,
            paths: Vec::new(),
        }
    }

    /// Adds a path from point to point; a ring is where it starts. It ends where it leaves the
    /// rectangle.
    pub fn path(mut self, label: impl Display, path: impl IntoIterator<Item: Point>) -> Self {
        self.paths.push((label.to_string(), points(path)));
        self
    }

    /// Draws lines and paths.
    pub fn draw(&self) -> Figure {
        let labels: Vec<_> = self.paths.iter().map(|(label, _)| label.as_str()).collect();
        let widths = labels.iter().map(|label| text_width(label, TEXT));
        let right = widths.fold(0.0, f32::max) + 44.0;
        let (x, y) = (Axis::between(self.x), Axis::between(self.y));
        let (width, height) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let scale = f64::from(SIDE) / width.max(height);
        let (width, height) = ((width * scale) as f32, (height * scale) as f32);
        let size = (left(&y) + width + right, TOP + height + BOTTOM);
        let (x_title, y_title) = &self.titles;
        let labels = labels.join(", ");
        let description = format!("lines of equal height, {y_title} against {x_title}: {labels}");
        Figure::new(size, description, |area| {
            let chart = frame(area, &self.titles, x, y, right)?;
            let levels = self.levels();
            for level in &levels {
                let style = stroke(level.color, 1.2 * THIN);
                for line in &level.lines {
                    chart
                        .plotting_area()
                        .draw(&PathElement::new(line.as_slice(), style))?;
                }
            }
            self.write_heights(area, &chart, &levels)?;
            let paper = area.apply_coord_spec(Pixels);
            for (i, (label, points)) in self.paths.iter().enumerate() {
                let color = SERIES[(i + 1) % SERIES.len()];
                self.draw_path(&chart, points, color)?;
                // A short line of its colour, and its name.
                let (x, y) = (size.0 - right + 18.0, TOP + 24.0 * (i as f32 + 1.0));
                paper.draw(&PathElement::new(
                    [(x, y), (x + 14.0, y)],
                    stroke(color, LINE),
                ))?;
                let style = text(TEXT, color, HPos::Left);
                paper.draw(&Text::new(label.as_str(), (x + 20.0, y), style))?;
            }
            Ok(())
        })
    }

    /// The heights at which lines are drawn, closer together where it is low, each rounded to a
    /// power of ten that is small beside the distance to the next.
    fn levels(&self) -> Vec<Level> {
        let (low, high) = extent(self.heights.iter().copied());
        if low >= high {
            return Vec::new();
        }
        let part = (high - low) / (LEVELS * LEVELS) as f64;
        let level = |i: usize| {
            let (height, gap) = ((i as f64 + 0.5).powi(2), 2.0 * (i as f64 + 1.0));
            let unit = ten(libm::log10(gap * part / 3.0).floor() as i32);
            let height = ((low + height * part) / unit).round() * unit;
            let share = (i as f64 + 0.5) / LEVELS as f64;
            Level {
                name: decimal(height, decimals(unit)),
                color: mix(SERIES[0], PAPER, 0.15 + 0.6 * share),
                lines: self.lines(height),
            }
        };
        (0..LEVELS).map(level).collect()
    }

    fn lines(&self, height: f64) -> Vec<Vec<(f64, f64)>> {
        let (rows, columns) = (self.heights.nrows() - 1, self.heights.ncols() - 1);
        let place = |(column, row): (f64, f64)| {
            (
                part(self.x, column / columns as f64),
                part(self.y, row / rows as f64),
            )
        };
        let lines = isolines(&self.heights, height).into_iter();
        lines
            .map(|line| line.into_iter().map(place).collect())
            .collect()
    }

    /// Writes its height on a line of each level, where it is far from what else is written and
    /// from the paths.
    fn write_heights(&self, area: &Area, chart: &Chart, levels: &[Level]) -> Drawn {
        let (xs, ys) = chart.plotting_area().get_pixel_range();
        let place = |point: &(f64, f64)| chart.backend_coord(point);
        let mut taken: Vec<(i32, i32)> = self.walked().iter().map(place).collect();
        for level in levels {
            let half = px(text_width(&level.name, HEIGHT) / 2.0 + 2.0);
            let (across, down) = (half + px(12.0), px(18.0));
            let fits = |&(x, y): &(i32, i32)| {
                let fits_across = xs.start < x - across && x + across < xs.end;
                fits_across && ys.start < y - down && y + down < ys.end
            };
            let room = |&(x, y): &(i32, i32)| {
                let distances = taken
                    .iter()
                    .map(|&(a, b)| (x - a).abs().max(2 * (y - b).abs()));
                distances.min().unwrap_or(i32::MAX).min(px(60.0))
            };
            let long = level.lines.iter().filter(|line| line.len() > SHORT);
            let places = long.flatten().step_by(3).map(place);
            let best = places.filter(fits).max_by_key(|place| room(place));
            let Some((x, y)) = best.filter(|place| room(place) > px(24.0)) else {
                continue;
            };
            taken.push((x, y));
            let ground = [(x - half, y - px(6.0)), (x + half, y + px(6.0))];
            area.draw(&Rectangle::new(ground, PAPER.filled()))?;
            let style = text(HEIGHT, mix(level.color, INK, 0.35), HPos::Center);
            area.draw(&Text::new(level.name.as_str(), (x, y), style))?;
        }
        Ok(())
    }

    /// Points all along the paths.
    fn walked(&self) -> Vec<(f64, f64)> {
        let steps = self.paths.iter().flat_map(|(_, points)| points.windows(2));
        let quarters = [0.0, 0.25, 0.5, 0.75, 1.0];
        let points = steps.flat_map(|step| quarters.map(|share| between(step[0], step[1], share)));
        points.filter(|point| self.contains(*point)).collect()
    }

    fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    fn draw_path(&self, chart: &Chart, points: &[(f64, f64)], color: RGBColor) -> Drawn {
        let area = chart.plotting_area();
        let shown = points
            .iter()
            .take_while(|point| self.contains(**point))
            .count();
        let mut path = points[..shown].to_vec();
        let Some(&start) = path.first() else {
            return Ok(());
        };
        let mut before = None;
        for &point in &path[1..] {
            let (x, y) = chart.backend_coord(&point);
            let near = |(a, b): (i32, i32)| (x - a).abs().max((y - b).abs()) < px(DOT / 2.0);
            if !before.is_some_and(near) {
                area.draw(&Circle::new(point, px(DOT * 0.8), color.filled()))?;
                before = Some((x, y));
            }
        }
        let outside = points.get(shown);
        if let Some(&to) = outside.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            path.push(self.leave(path[shown - 1], to));
        }
        area.draw(&PathElement::new(path, stroke(color, LINE)))?;
        disc(area, start, DOT, (PAPER, INK))
    }

    /// Where the way from a point inside to one outside crosses the rim.
    fn leave(&self, from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
        let share = |from: f64, to: f64, (low, high): (f64, f64)| match to.clamp(low, high) {
            rim if rim == to => 1.0,
            rim => (rim - from) / (to - from),
        };
        between(
            from,
            to,
            share(from.0, to.0, self.x).min(share(from.1, to.1, self.y)),
        )
    }
}
