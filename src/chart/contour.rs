//! A landscape seen from above: lines of equal height, with paths over them.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::Array2;
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::series::LineSeries;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::axis::{Axis, decimal, decimals, extent, ten};
use super::canvas::{Area, Drawn, text_width};
use super::data::{Number, Points, ends};
use super::figure::Figure;
use super::frame::{BOTTOM, Chart, TOP, frame, left};
use super::isolines::isolines;
use super::style::{DOT, INK, LINE, PAPER, SERIES, TEXT, THIN, at, mix, px, stroke, text};

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
        let (columns, rows) = (cells(x), cells(y));
        let heights = Array2::from_shape_fn((rows + 1, columns + 1), |(i, j)| {
            let (i, j) = (i as f64 / rows as f64, j as f64 / columns as f64);
            height((between(x, j), between(y, i)))
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
    pub fn path(mut self, label: impl Display, points: impl Points) -> Self {
        self.paths.push((label.to_string(), points.into_points()));
        self
    }

    /// Draws lines and paths.
    pub fn draw(&self) -> Figure {
        let widths = self.paths.iter().map(|(label, _)| text_width(label, TEXT));
        let right = widths.fold(0.0, f32::max) + 44.0;
        let (x, y) = (Axis::between(self.x, None), Axis::between(self.y, None));
        let (width, height) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let scale = f64::from(SIDE) / width.max(height);
        let (width, height) = ((width * scale) as f32, (height * scale) as f32);
        let size = (left(&y) + width + right, TOP + height + BOTTOM);
        Figure::new(size, self.description(), |area| {
            let titles = (self.titles.0.as_str(), self.titles.1.as_str());
            let mut chart = frame(area, titles, (x, y), right)?;
            let levels = self.levels();
            for level in &levels {
                for line in &level.lines {
                    let style = stroke(level.color, 1.2 * THIN);
                    chart.draw_series(LineSeries::new(line.iter().copied(), style))?;
                }
            }
            self.write_heights(area, &chart, &levels)?;
            for (i, (label, points)) in self.paths.iter().enumerate() {
                let color = SERIES[(i + 1) % SERIES.len()];
                self.draw_path(&mut chart, points, color)?;
                let place = (size.0 - right + 18.0, TOP + 24.0 * (i as f32 + 1.0));
                draw_legend(area, place, label, color)?;
            }
            Ok(())
        })
    }

    fn description(&self) -> String {
        let labels: Vec<_> = self.paths.iter().map(|(label, _)| label.as_str()).collect();
        let ((x, y), labels) = (&self.titles, labels.join(", "));
        format!("lines of equal height, {y} against {x}: {labels}")
    }

    /// The heights at which lines are drawn, closer together where it is low, each rounded to a
    /// power of ten that is small beside the distance to the next.
    fn levels(&self) -> Vec<Level> {
        let (low, high) = extent(self.heights.iter().copied());
        let level = |i: usize| {
            let (height, gap) = ((i as f64 + 0.5).powi(2), 2.0 * (i as f64 + 1.0));
            let part = (high - low) / (LEVELS * LEVELS) as f64;
            let unit = ten(libm::log10(gap * part / 3.0).floor() as i32);
            let height = ((low + height * part) / unit).round() * unit;
            let share = (i as f64 + 0.5) / LEVELS as f64;
            Level {
                name: decimal(height, decimals(unit)),
                color: mix(SERIES[0], PAPER, 0.15 + 0.6 * share),
                lines: self.lines(height),
            }
        };
        match low < high {
            true => (0..LEVELS).map(level).collect(),
            false => Vec::new(),
        }
    }

    fn lines(&self, height: f64) -> Vec<Vec<(f64, f64)>> {
        let (rows, columns) = (self.heights.nrows() - 1, self.heights.ncols() - 1);
        let place = |(column, row): (f64, f64)| {
            let (x, y) = (column / columns as f64, row / rows as f64);
            (between(self.x, x), between(self.y, y))
        };
        let lines = isolines(&self.heights, height).into_iter();
        lines
            .map(|line| line.into_iter().map(place).collect())
            .collect()
    }

    /// Writes its height on a line of each level, where it is far from what else is written and
    /// from the paths.
    fn write_heights(&self, area: &Area, chart: &Chart, levels: &[Level]) -> Drawn {
        let (left, top) = area.get_base_pixel();
        let place = |point: &(f64, f64)| {
            let (x, y) = chart.backend_coord(point);
            (x - left, y - top)
        };
        let (xs, ys) = chart.plotting_area().get_pixel_range();
        let (xs, ys) = (xs.start - left..xs.end - left, ys.start - top..ys.end - top);
        let mut taken: Vec<(i32, i32)> = self.walked().iter().map(place).collect();
        for level in levels {
            let half = px(text_width(&level.name, HEIGHT) / 2.0 + 2.0);
            let fits = |&(x, y): &(i32, i32)| {
                let (across, down) = (half + px(12.0), px(18.0));
                x - across > xs.start
                    && x + across < xs.end
                    && y - down > ys.start
                    && y + down < ys.end
            };
            let room = |&(x, y): &(i32, i32)| {
                let nearest = taken
                    .iter()
                    .map(|&(a, b)| (x - a).abs().max(2 * (y - b).abs()));
                nearest.min().unwrap_or(i32::MAX).min(px(60.0))
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
        let along = |step: &[(f64, f64)]| {
            let (from, to) = (step[0], step[1]);
            [0.0, 0.25, 0.5, 0.75, 1.0]
                .map(|t| (between((from.0, to.0), t), between((from.1, to.1), t)))
        };
        let points = steps.flat_map(along);
        points.filter(|point| self.contains(*point)).collect()
    }

    fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    fn draw_path(&self, chart: &mut Chart, points: &[(f64, f64)], color: RGBColor) -> Drawn {
        let count = points
            .iter()
            .take_while(|point| self.contains(**point))
            .count();
        let mut path = points[..count].to_vec();
        let mut shown = None;
        for point in path.iter().skip(1) {
            let (x, y) = chart.backend_coord(point);
            let near = |(a, b): (i32, i32)| (x - a).abs().max((y - b).abs()) < px(DOT / 2.0);
            if !shown.is_some_and(near) {
                chart.draw_series([Circle::new(*point, px(DOT * 0.8), color.filled())])?;
                shown = Some((x, y));
            }
        }
        let outside = points.get(count);
        let outside = outside.filter(|(x, y)| x.is_finite() && y.is_finite());
        if let (Some(&from), Some(&to)) = (path.last(), outside) {
            path.push(self.leave(from, to));
        }
        let start = path.first().copied();
        chart.draw_series(LineSeries::new(path, stroke(color, LINE)))?;
        if let Some(start) = start {
            chart.draw_series([Circle::new(start, px(DOT), PAPER.filled())])?;
            chart.draw_series([Circle::new(start, px(DOT), stroke(INK, 1.5 * THIN))])?;
        }
        Ok(())
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
        (between((from.0, to.0), t), between((from.1, to.1), t))
    }

    /// Shows the lines under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }
}

/// The number at a share of the way from one to another.
fn between((low, high): (f64, f64), share: f64) -> f64 {
    low + (high - low) * share
}

/// A short line of a colour, and what it stands for.
fn draw_legend(area: &Area, (x, y): (f32, f32), label: &str, color: RGBColor) -> Drawn {
    let line = [at((x, y)), at((x + 14.0, y))];
    area.draw(&PathElement::new(line, stroke(color, LINE)))?;
    area.draw(&Text::new(
        label,
        at((x + 20.0, y)),
        text(TEXT, color, HPos::Left),
    ))
}
