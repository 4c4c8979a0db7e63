//! Bars side by side.

use std::fmt::Display;

use plotters::element::{EmptyElement, Rectangle, Text};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::axis::{Axis, decimal};
use super::canvas::Drawn;
use super::data::Number;
use super::figure::Figure;
use super::frame::{Chart, frame};
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
    bars: Vec<(String, f64)>,
    highlight: Option<usize>,
    include: f64,
    decimals: Option<usize>,
}

impl Bars {
    /// Bars with their names and lengths, from the left.
    pub fn new(
        x_title: impl Display,
        y_title: impl Display,
        bars: impl IntoIterator<Item = (impl Display, impl Number)>,
    ) -> Self {
        let bars = bars.into_iter();
        Self {
            titles: (x_title.to_string(), y_title.to_string()),
            bars: bars
                .map(|(name, value)| (name.to_string(), value.number()))
                .collect(),
            highlight: None,
            include: 0.0,
            decimals: None,
        }
    }

    /// What a network says to an image: a bar for the output of each digit, from 0 to 1, the
    /// largest highlighted.
    ///
    /// ```
    /// use handwritten::chart::Bars;
    ///
    /// let bars = Bars::digits(&[0.1f32, 0.8, 0.1]);
    /// assert!(bars.draw().to_svg().contains("output by digit"));
    /// ```
    pub fn digits(output: impl IntoIterator<Item: Number>) -> Self {
        let bars = Self::new("digit", "output", output.into_iter().enumerate());
        let values = bars.bars.iter().map(|(_, value)| *value);
        let largest = values.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        Self {
            highlight: largest.map(|(digit, _)| digit),
            include: 1.0,
            decimals: Some(2),
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
        self.decimals = Some(decimals);
        self
    }

    /// Draws the bars.
    pub fn draw(&self) -> Figure {
        let size = (90.0 + self.bars.len() as f32 * (BAR + GAP), HEIGHT);
        let description = format!("{} by {}", self.titles.1, self.titles.0);
        Figure::new(size, description, |area| {
            let names = self.bars.iter().map(|(name, _)| name.clone()).collect();
            let values = self.bars.iter().map(|(_, value)| *value);
            let y = Axis::linear(values.chain([0.0, self.include]), None);
            let titles = (self.titles.0.as_str(), self.titles.1.as_str());
            let mut chart = frame(area, titles, (Axis::named(names), y), 20.0)?;
            let bars = self.bars.iter().enumerate();
            for (i, (_, value)) in bars.filter(|(_, bar)| bar.1.is_finite()) {
                self.draw_bar(&mut chart, i, *value)?;
            }
            Ok(())
        })
    }

    fn draw_bar(&self, chart: &mut Chart, i: usize, value: f64) -> Drawn {
        let color = match self.highlight {
            Some(highlight) if highlight != i => mix(PAPER, MUTED, 0.6),
            _ => SERIES[0],
        };
        let (middle, half) = (i as f64, f64::from(BAR / (BAR + GAP) / 2.0));
        let corners = [(middle - half, 0.0), (middle + half, value)];
        chart.draw_series([Rectangle::new(corners, color.filled())])?;
        let whole = self.bars.iter().all(|(_, value)| value.fract() == 0.0);
        let decimals = self.decimals.unwrap_or(if whole { 0 } else { 2 });
        let beyond = if value < 0.0 { 9.5 } else { -9.5 };
        let number = Text::new(
            decimal(value, decimals),
            (0, px(beyond)),
            text(SMALL, INK, HPos::Center),
        );
        chart.draw_series([EmptyElement::at((middle, value)) + number])?;
        Ok(())
    }

    /// Shows the bars under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }
}
