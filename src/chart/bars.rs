//! Bars side by side.

use std::fmt::Display;

use plotters::element::{EmptyElement, Rectangle, Text};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::axis::{Axis, decimal};
use super::data::Number;
use super::figure::Figure;
use super::frame::frame;
use super::style::{INK, MUTED, PAPER, SERIES, SMALL, mix, px, text};

const HEIGHT: f32 = 300.0;
/// Width of a bar, and the space to the next.
const BAR: f32 = 34.0;
const GAP: f32 = 18.0;

/// One bar for each name.
///
/// ```
/// use handwritten::chart::Bars;
///
/// let figure = Bars::new("digit", "output", [("0", 0.02), ("1", 0.97)]).highlight(1).draw();
/// assert!(figure.to_svg().contains("output by digit"));
/// ```
#[derive(Debug, Clone)]
pub struct Bars {
    titles: (String, String),
    names: Vec<String>,
    values: Vec<f64>,
    highlight: Option<usize>,
    include: f64,
    decimals: usize,
}

impl Bars {
    /// Bars with their names and lengths, from the left.
    pub fn new(
        x_title: impl Display,
        y_title: impl Display,
        bars: impl IntoIterator<Item = (impl Display, impl Number)>,
    ) -> Self {
        let bars = bars.into_iter();
        let bars = bars.map(|(name, value)| (name.to_string(), value.number()));
        let (names, values): (Vec<_>, Vec<f64>) = bars.unzip();
        let whole = values.iter().all(|value| value.fract() == 0.0);
        Self {
            titles: (x_title.to_string(), y_title.to_string()),
            names,
            values,
            highlight: None,
            include: 0.0,
            decimals: if whole { 0 } else { 2 },
        }
    }

    /// What a network says to an image: a bar for the output of each digit, from 0 to 1, the
    /// largest highlighted.
    pub fn digits(output: impl IntoIterator<Item: Number>) -> Self {
        let bars = Self::new("digit", "output", output.into_iter().enumerate());
        let values = bars.values.iter().enumerate();
        let largest = values.max_by(|a, b| a.1.total_cmp(b.1));
        Self {
            highlight: largest.map(|(digit, _)| digit),
            include: 1.0,
            decimals: 2,
            ..bars
        }
    }

    /// Gives the bar in place `i`, counted from 0, the accent colour.
    pub fn highlight(mut self, i: usize) -> Self {
        self.highlight = Some(i);
        self
    }

    /// Makes the axis reach to `value`.
    pub fn include(mut self, value: impl Number) -> Self {
        self.include = value.number();
        self
    }

    /// How many decimals the numbers above the bars have (2 unless said, none if all
    /// numbers are whole).
    pub fn decimals(mut self, decimals: usize) -> Self {
        self.decimals = decimals;
        self
    }

    /// Draws the bars.
    pub fn draw(&self) -> Figure {
        let size = (90.0 + self.values.len() as f32 * (BAR + GAP), HEIGHT);
        let description = format!("{} by {}", self.titles.1, self.titles.0);
        Figure::new(size, description, |area| {
            let values = self.values.iter().copied();
            let y = Axis::linear(values.clone().chain([0.0, self.include]), None);
            let chart = frame(area, &self.titles, Axis::named(&self.names), y, 20.0)?;
            let area = chart.plotting_area();
            for (i, value) in values.enumerate().filter(|bar| bar.1.is_finite()) {
                let color = match self.highlight {
                    Some(highlight) if highlight != i => mix(PAPER, MUTED, 0.6),
                    _ => SERIES[0],
                };
                let (middle, half) = (i as f64, f64::from(BAR / (BAR + GAP) / 2.0));
                let corners = [(middle - half, 0.0), (middle + half, value)];
                area.draw(&Rectangle::new(corners, color.filled()))?;
                let beyond = (0, px(if value < 0.0 { 9.5 } else { -9.5 }));
                let number = decimal(value, self.decimals);
                let number = Text::new(number, beyond, text(SMALL, INK, HPos::Center));
                area.draw(&(EmptyElement::at((middle, value)) + number))?;
            }
            Ok(())
        })
    }
}
