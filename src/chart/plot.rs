//! Curves, dots and stairs over two axes.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::axes::{Axes, Axis};
use super::data::{Number, Points, ends};
use super::figure::Figure;
use super::style::{Color, DOT, INK, LINE, MUTED, PAPER, SERIES, SMALL, TEXT, THIN};
use super::text::{self, Anchor, CAP_HEIGHT};

const WIDTH: f32 = 640.0;
const HEIGHT: f32 = 380.0;
/// Straight pieces of which the curve of a function is made.
const PIECES: u32 = 480;
/// Least distance between the baselines of two labels.
const LINE_HEIGHT: f32 = 17.0;

/// A chart of one or more series of points. Series take their colours in the order in which they
/// are added; lines are labelled at their right end, dots beside the last of them.
///
/// ```
/// use handwritten::chart::Plot;
///
/// let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
/// let figure = Plot::new("z", "output").function("σ(z)", -6..=6, sigmoid).draw();
/// assert!(figure.to_svg().starts_with("<svg"));
/// ```
#[derive(Debug, Clone)]
pub struct Plot {
    x_title: String,
    y_title: String,
    x_log: bool,
    y_log: bool,
    include: (Vec<f64>, Vec<f64>),
    steps: [Option<f64>; 2],
    y_range: Option<(f64, f64)>,
    series: Vec<Series>,
    marks: Vec<(f64, String)>,
}

#[derive(Debug, Clone)]
struct Series {
    label: String,
    points: Vec<(f64, f64)>,
    kind: Kind,
    color: Color,
    /// Whether the colour is that of the series before.
    again: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Area,
    Line,
    Dashed,
    Dots,
    Rings,
}

impl Plot {
    /// An empty chart with titles for its axes.
    pub fn new(x_title: impl Display, y_title: impl Display) -> Self {
        Self {
            x_title: x_title.to_string(),
            y_title: y_title.to_string(),
            x_log: false,
            y_log: false,
            include: (Vec::new(), Vec::new()),
            steps: [None; 2],
            y_range: None,
            series: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Adds a line through points.
    pub fn line(self, label: impl Display, points: impl Points) -> Self {
        self.add(label.to_string(), points.into_points(), Kind::Line)
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

    /// Adds an area inside corners, in a pale colour, its label in its middle.
    pub fn area(self, label: impl Display, corners: impl Points) -> Self {
        self.add(label.to_string(), corners.into_points(), Kind::Area)
    }

    /// Adds a dashed line through points.
    pub fn dashed(self, label: impl Display, points: impl Points) -> Self {
        self.add(label.to_string(), points.into_points(), Kind::Dashed)
    }

    /// Adds stairs: from each point on, level until the next point's x.
    pub fn stairs(self, label: impl Display, points: impl Points) -> Self {
        let mut corners: Vec<(f64, f64)> = Vec::new();
        for (x, y) in points.into_points() {
            if let Some(&(_, before)) = corners.last() {
                corners.push((x, before));
            }
            corners.push((x, y));
        }
        self.add(label.to_string(), corners, Kind::Line)
    }

    /// Adds filled dots.
    pub fn dots(self, label: impl Display, points: impl Points) -> Self {
        self.add(label.to_string(), points.into_points(), Kind::Dots)
    }

    /// Adds open rings.
    pub fn rings(self, label: impl Display, points: impl Points) -> Self {
        self.add(label.to_string(), points.into_points(), Kind::Rings)
    }

    fn add(mut self, label: String, points: Vec<(f64, f64)>, kind: Kind) -> Self {
        let before = self.series.iter().filter(|series| !series.again).count();
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

    /// Marks a place on the x axis with a dashed line and a label at its top.
    pub fn mark(mut self, x: impl Number, label: impl Display) -> Self {
        self.marks.push((x.number(), label.to_string()));
        self
    }

    /// The distance between the ticks of the x axis, where the usual one does not fit: 90 for
    /// degrees, say. Logarithmic axes keep their own.
    pub fn x_step(mut self, step: impl Number) -> Self {
        self.steps[0] = Some(step.number());
        self
    }

    /// The distance between the ticks of the y axis.
    pub fn y_step(mut self, step: impl Number) -> Self {
        self.steps[1] = Some(step.number());
        self
    }

    /// Shows this part of the y axis alone; what is outside is cut off.
    pub fn y_range(mut self, range: RangeInclusive<impl Number>) -> Self {
        self.y_range = Some(ends(range));
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

    /// Makes the axes reach to the point `(x, y)`.
    pub fn include(mut self, x: impl Number, y: impl Number) -> Self {
        self.include.0.push(x.number());
        self.include.1.push(y.number());
        self
    }

    /// Draws the chart.
    pub fn draw(&self) -> Figure {
        let mut figure = Figure::new(WIDTH, HEIGHT, self.description());
        let axes = self.axes();
        axes.draw(&mut figure);
        for (x, label) in &self.marks {
            let (x, _) = axes.place((*x, 0.0));
            figure.line(&[(x, axes.top), (x, axes.bottom)], MUTED, THIN, 4.0);
            figure.text(
                label,
                (x + 5.0, axes.top + SMALL),
                SMALL,
                MUTED,
                Anchor::Start,
            );
        }
        for series in &self.series {
            series.draw(&mut figure, &axes);
        }
        self.label_lines(&mut figure, &axes);
        figure
    }

    /// Shows the chart under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    fn axes(&self) -> Axes {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let marks = self.marks.iter().map(|(x, _)| *x);
        let xs = points()
            .map(|p| p.0)
            .chain(self.include.0.iter().copied())
            .chain(marks);
        let ys = points().map(|p| p.1).chain(self.include.1.iter().copied());
        let x = Axis::over(&self.x_title, self.x_log, xs);
        let y = Axis::over(&self.y_title, self.y_log, ys);
        let lines = self.series.iter().filter(|series| series.labelled_at_end());
        let widths = lines.map(|series| text::width(&series.label, TEXT));
        Axes::new(x, y, WIDTH, HEIGHT, widths.fold(0.0, f32::max) + 18.0)
    }

    /// Writes each line's label at its end, moving labels apart where lines end close together.
    fn label_lines(&self, figure: &mut Figure, axes: &Axes) {
        let series = self.series.iter();
        let mut labels: Vec<_> = series
            .filter(|series| series.labelled_at_end())
            .filter_map(|series| {
                let shown = series.points.iter().filter(|point| axes.shows(**point));
                let end = shown.max_by(|a, b| a.0.total_cmp(&b.0))?;
                Some((axes.place(*end), &series.label, series.color))
            })
            .collect();
        labels.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
        let mut heights: Vec<f32> = labels.iter().map(|label| label.0.1).collect();
        spread(&mut heights, LINE_HEIGHT, axes.bottom);
        for (((x, _), label, color), y) in labels.into_iter().zip(heights) {
            let place = (x + 8.0, y + TEXT * CAP_HEIGHT / 2.0);
            figure.text(label, place, TEXT, color, Anchor::Start);
        }
    }

    fn description(&self) -> String {
        let labels = self.series.iter().map(|series| series.label.as_str());
        let labels: Vec<_> = labels.filter(|label| !label.is_empty()).collect();
        format!(
            "{} against {}: {}",
            self.y_title,
            self.x_title,
            labels.join(", ")
        )
    }
}

impl Series {
    fn labelled_at_end(&self) -> bool {
        !self.label.is_empty() && matches!(self.kind, Kind::Line | Kind::Dashed)
    }

    fn draw(&self, figure: &mut Figure, axes: &Axes) {
        match self.kind {
            Kind::Area => {
                let places: Vec<_> = self.points.iter().map(|point| axes.place(*point)).collect();
                figure.area(&places, super::style::mix(PAPER, self.color, 0.15));
            }
            Kind::Line => self.draw_line(figure, axes, 0.0),
            Kind::Dashed => self.draw_line(figure, axes, 6.0),
            Kind::Dots => self.draw_dots(figure, axes, self.color),
            Kind::Rings => self.draw_dots(figure, axes, PAPER),
        }
    }

    /// A line; where a point has no place on the axes, there is a gap.
    fn draw_line(&self, figure: &mut Figure, axes: &Axes, dash: f32) {
        for piece in self.points.split(|point| !axes.shows(*point)) {
            let places: Vec<_> = piece.iter().map(|point| axes.place(*point)).collect();
            figure.line(&places, self.color, LINE, dash);
        }
    }

    fn draw_dots(&self, figure: &mut Figure, axes: &Axes, fill: Color) {
        let shown = self.points.iter().filter(|point| axes.shows(**point));
        let places: Vec<_> = shown.map(|point| axes.place(*point)).collect();
        for &(x, y) in &places {
            figure.circle(x, y, DOT, fill, self.color);
        }
        if let Some(&(x, y)) = places.last() {
            let place = (x + 10.0, y - 6.0);
            figure.text(&self.label, place, TEXT, INK, Anchor::Start);
        }
    }
}

/// Moves sorted heights down until each is `distance` from the one before it, then all up as far
/// as the last one reaches below `bottom`.
fn spread(heights: &mut [f32], distance: f32, bottom: f32) {
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + distance);
    }
    let mut limit = bottom;
    for height in heights.iter_mut().rev() {
        *height = height.min(limit);
        limit = *height - distance;
    }
}
