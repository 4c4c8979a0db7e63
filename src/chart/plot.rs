//! Curves, dots and stairs over two axes.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::axis::Axis;
use super::canvas::{AnyError, Area, Drawn, fine_area};
use super::data::{Number, Point, ends, points};
use super::figure::Figure;
use super::frame::{Chart, frame, in_pixels};
use super::series::{Kind, Series, label_room, write_labels};
use super::style::SERIES;
use crate::error::Result;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 380;
/// Straight pieces of which the curve of a function is made.
const PIECES: u32 = 480;

/// A chart of one or more series of points. Series take their colours in the order in which they
/// are added; lines are labelled at their right end, dots beside the last of them.
///
/// ```
/// use handwritten::chart::Plot;
///
/// let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
/// let figure = Plot::new("z", "output").function("σ(z)", -6..=6, sigmoid).draw();
/// assert!(figure.to_svg().contains("output against z: σ(z)"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Plot {
    titles: (String, String),
    series: Vec<Series>,
    include: Vec<(f64, f64)>,
    x_log: bool,
    y_log: bool,
    x_step: Option<f64>,
    y_range: Option<(f64, f64)>,
}

impl Plot {
    /// An empty chart with titles for its axes.
    pub fn new(x_title: impl Display, y_title: impl Display) -> Self {
        Self {
            titles: (x_title.to_string(), y_title.to_string()),
            ..Self::default()
        }
    }

    /// Adds a line through points. Where a point is not a number, there is a gap.
    pub fn line(self, label: impl Display, line: impl IntoIterator<Item: Point>) -> Self {
        self.add(label.to_string(), points(line), Kind::Line)
    }

    /// Adds a dashed line through points.
    pub fn dashed(self, label: impl Display, line: impl IntoIterator<Item: Point>) -> Self {
        self.add(label.to_string(), points(line), Kind::Dashed)
    }

    /// Adds the curve of a function over a range of x.
    pub fn function<Y: Number>(
        self,
        label: impl Display,
        range: RangeInclusive<impl Number>,
        f: impl Fn(f64) -> Y,
    ) -> Self {
        let (low, high) = ends(range);
        let x = |i: u32| low + (high - low) * (f64::from(i) / f64::from(PIECES));
        self.line(label, (0..=PIECES).map(x).map(|x| (x, f(x))))
    }

    /// Adds stairs: from each point on, level until the next point's x.
    pub fn stairs(self, label: impl Display, steps: impl IntoIterator<Item: Point>) -> Self {
        let mut corners: Vec<(f64, f64)> = Vec::new();
        for (x, y) in points(steps) {
            corners.extend(corners.last().map(|&(_, before)| (x, before)));
            corners.push((x, y));
        }
        self.line(label, corners)
    }

    /// Adds the area inside corners, in a pale colour, with its label in its middle.
    pub fn area(self, label: impl Display, corners: impl IntoIterator<Item: Point>) -> Self {
        self.add(label.to_string(), points(corners), Kind::Area)
    }

    /// Adds filled dots.
    pub fn dots(self, label: impl Display, dots: impl IntoIterator<Item: Point>) -> Self {
        self.add(label.to_string(), points(dots), Kind::Dots)
    }

    /// Adds open rings.
    pub fn rings(self, label: impl Display, rings: impl IntoIterator<Item: Point>) -> Self {
        self.add(label.to_string(), points(rings), Kind::Rings)
    }

    /// Marks a place on the x axis with a dashed line and a label above it.
    pub fn mark(self, x: impl Number, label: impl Display) -> Self {
        // Its y is of no account: the line goes all the way up.
        self.add(label.to_string(), vec![(x.number(), f64::NAN)], Kind::Mark)
    }

    fn add(mut self, label: String, points: Vec<(f64, f64)>, kind: Kind) -> Self {
        let own = |series: &&Series| !series.again && series.kind != Kind::Mark;
        let before = self.series.iter().filter(own).count();
        self.series.push(Series {
            label,
            points,
            kind,
            color: SERIES[before % SERIES.len()],
            again: false,
        });
        self
    }

    /// Gives the series that was added last the colour of the one before it: dots on a line, say.
    pub fn again(mut self) -> Self {
        if let [.., before, last] = self.series.as_mut_slice() {
            (last.color, last.again) = (before.color, true);
        }
        self
    }

    /// Makes the x axis logarithmic.
    pub fn x_log(mut self) -> Self {
        self.x_log = true;
        self
    }

    /// Makes the y axis logarithmic.
    pub fn y_log(mut self) -> Self {
        self.y_log = true;
        self
    }

    /// The distance between the ticks of the x axis, where the usual one does not fit: 90 for
    /// degrees, say. A logarithmic axis keeps its own.
    pub fn x_step(mut self, step: impl Number) -> Self {
        self.x_step = Some(step.number()).filter(|step| *step > 0.0 && step.is_finite());
        self
    }

    /// Makes the axes reach to the point `(x, y)`.
    pub fn include(mut self, x: impl Number, y: impl Number) -> Self {
        self.include.push((x.number(), y.number()));
        self
    }

    /// Shows this part of the y axis alone; what is outside is cut off.
    pub fn y_range(mut self, range: RangeInclusive<impl Number>) -> Self {
        self.y_range = Some(ends(range));
        self
    }

    /// Draws the chart.
    pub fn draw(&self) -> Figure {
        self.with(|_| Ok(()))
            .expect("the canvas takes everything, and the frame leaves room")
    }

    /// Draws the chart and lets plotters draw more on its axes, where one unit is one pixel.
    ///
    /// ```
    /// use handwritten::chart::Plot;
    /// use plotters::prelude::*;
    ///
    /// let figure = Plot::new("x", "y").line("x²", (0..10).map(|x| (x, x * x))).with(|chart| {
    ///     chart.draw_series([Cross::new((3.0, 9.0), 6, RED.stroke_width(2))])?;
    ///     Ok(())
    /// })?;
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Drawing`](crate::error::Error::Drawing) with what `draw` returns.
    pub fn with(
        &self,
        draw: impl FnOnce(&mut Chart<'_>) -> std::result::Result<(), AnyError>,
    ) -> Result<Figure> {
        let labels = self.series.iter().map(|series| series.label.as_str());
        let labels: Vec<_> = labels.filter(|label| !label.is_empty()).collect();
        let (x, y) = &self.titles;
        let mut figure = Figure::plotters(WIDTH, HEIGHT, |area| self.draw_on(area, draw))?;
        figure.description = format!("{y} against {x}: {}", labels.join(", "));
        Ok(figure)
    }

    /// Draws the chart on an area, one half of a figure, say, and `more` on its axes.
    ///
    /// ```
    /// use handwritten::chart::{Figure, Plot};
    ///
    /// Figure::plotters(800, 300, |root| {
    ///     for (area, n) in root.split_evenly((1, 2)).iter().zip([2, 3]) {
    ///         let power = Plot::new("x", format!("x to the power {n}"));
    ///         power.function("", 0..=1, |x| x.powi(n)).draw_on(area, |_| Ok(()))?;
    ///     }
    ///     Ok(())
    /// })?;
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `more` returns.
    pub fn draw_on(
        &self,
        area: &Area,
        more: impl FnOnce(&mut Chart<'_>) -> std::result::Result<(), AnyError>,
    ) -> std::result::Result<(), AnyError> {
        let fine = fine_area(area);
        let chart = self.draw_series(&fine)?;
        let axes = chart.as_coord_spec();
        let (x, y) = (axes.x_spec().clone(), axes.y_spec().clone());
        more(&mut in_pixels(area, x, y, label_room(&self.series))?)?;
        Ok(write_labels(&fine, &chart, &self.series)?)
    }

    /// All but the labels, on an area that counts finely.
    fn draw_series(&self, area: &Area) -> Drawn<Chart<'static>> {
        let (x, y) = self.axes();
        let chart = frame(area, &self.titles, x, y, label_room(&self.series))?;
        let mut series: Vec<&Series> = self.series.iter().collect();
        series.sort_by_key(|series| series.kind.min(Kind::Line)); // areas and marks lie behind
        series.iter().try_for_each(|series| series.draw(&chart))?;
        Ok(chart)
    }

    fn axes(&self) -> (Axis, Axis) {
        let points = self.series.iter().flat_map(|series| &series.points);
        let points = points.chain(&self.include);
        let xs = points.clone().map(|point| point.0);
        let ys = points.map(|point| point.1);
        let mut x = match self.x_log {
            true => Axis::log(xs),
            false => Axis::linear(xs, self.x_step),
        };
        let mut y = match (self.y_log, self.y_range) {
            (true, Some((low, high))) => Axis::log([low, high].into_iter()),
            (true, None) => Axis::log(ys),
            (false, Some(range)) => Axis::between(range),
            (false, None) => Axis::linear(ys, None),
        };
        x.agree(&mut y);
        (x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_has_the_same_axes_for_plotters() {
        let plot = Plot::new("x", "y").line("a line", [(0.0, 0.0), (1.0, 1.0)]);
        Figure::plotters(WIDTH, HEIGHT, |area| {
            let fine = plot.draw_series(&fine_area(area))?;
            plot.draw_on(area, |chart| {
                for corner in [(0.0, 0.0), (1.0, 1.0)] {
                    let ((x, y), place) =
                        (chart.backend_coord(&corner), fine.backend_coord(&corner));
                    assert_eq!((100 * x + 50, 100 * y + 50), place);
                }
                Ok(())
            })
        })
        .unwrap();
    }
}
