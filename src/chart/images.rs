//! Small images side by side: digits, or weights seen as images.

use std::fmt::Display;

use ndarray::Array2;
use plotters::element::{Rectangle, Text};
use plotters::style::text_anchor::HPos;

use super::axis::decimal;
use super::canvas::{Drawn, PX, Rgb, image, text_width};
use super::data::{Matrix, texts};
use super::figure::Figure;
use super::paper::{Paper, Pixels};
use super::style::{GRID, MUTED, SMALL, THIN, diverging, ink, stroke, text};

const GAP: f32 = 12.0;
/// Room for the colour bar and its numbers.
const BAR: f32 = 90.0;
/// Colours in the bar.
const STEPS: f32 = 64.0;

/// Images in rows and columns, each with a caption if there is one.
///
/// ```
/// use handwritten::chart::Images;
/// use ndarray::array;
///
/// let checks = array![[0.0, 1.0], [1.0, 0.0]];
/// let figure = Images::ink([&checks, &(1.0 - &checks)]).captions(["a", "b"]).draw();
/// assert!(figure.to_svg().contains("2 images: a, b"));
/// ```
#[derive(Debug, Clone)]
pub struct Images {
    images: Vec<Array2<f64>>,
    captions: Vec<String>,
    columns: usize,
    pixel: u16,
    margin: f32,
    /// What is full colour on a scale with zero in its middle; `None` for ink on paper.
    extreme: Option<f64>,
}

impl Images {
    /// Images of ink on paper: 0 is white, 1 is black, what is outside is shown as the nearer.
    pub fn ink(images: impl IntoIterator<Item: Matrix>) -> Self {
        Self {
            images: images.into_iter().map(Matrix::into_matrix).collect(),
            captions: Vec::new(),
            columns: 10,
            pixel: 2,
            margin: 10.0,
            extreme: None,
        }
    }

    /// Images of numbers of either sign: negative orange, zero white, positive blue, with a
    /// colour bar. The strongest number of all images has the full colour.
    pub fn diverging(images: impl IntoIterator<Item: Matrix>) -> Self {
        let mut grid = Self::ink(images);
        let numbers = grid.images.iter().flatten().map(|number| number.abs());
        grid.extreme = Some(numbers.fold(0.0, f64::max));
        grid
    }

    /// One line of text under each image.
    pub fn captions(mut self, captions: impl IntoIterator<Item: Display>) -> Self {
        self.captions = texts(captions);
        self
    }

    /// How many images stand in a row (10 unless said); at least one.
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = columns.max(1);
        self
    }

    /// The side of a pixel of an image (2 unless said).
    pub fn pixel(mut self, side: u16) -> Self {
        self.pixel = side;
        self
    }

    /// The white space around all images (10 unless said).
    pub fn margin(mut self, margin: u16) -> Self {
        self.margin = f32::from(margin);
        self
    }

    /// Draws the images.
    pub fn draw(&self) -> Figure {
        let columns = self.columns.min(self.images.len());
        let rows = self.images.len().div_ceil(self.columns);
        let shown = |pixels: Option<usize>| pixels.unwrap_or(0) as f32 * f32::from(self.pixel);
        let highest = shown(self.images.iter().map(Array2::nrows).max());
        let widest = shown(self.images.iter().map(Array2::ncols).max());
        let captions = self.captions.iter();
        let captions = captions.map(|caption| text_width(caption, SMALL).ceil());
        // What an image takes, with its caption and the gap to the next.
        let cell_width = captions.fold(widest, f32::max) + GAP;
        let caption = if self.captions.is_empty() {
            0.0
        } else {
            SMALL + 6.0
        };
        let cell_height = highest + caption + GAP;
        let width = 2.0 * self.margin + columns as f32 * cell_width - GAP;
        let height = 2.0 * self.margin + rows as f32 * cell_height - GAP;
        let (kind, bar) = match self.extreme {
            Some(_) => ("numbers as images", BAR),
            None => ("images", 0.0),
        };
        let captions = self.captions.join(", ");
        let description = format!("{} {kind}: {captions}", self.images.len());
        Figure::new((width + bar, height), description, |area| {
            let paper = area.apply_coord_spec(Pixels);
            for (i, image) in self.images.iter().enumerate() {
                let (column, row) = ((i % self.columns) as f32, (i / self.columns) as f32);
                let middle = self.margin + column * cell_width + (cell_width - GAP) / 2.0;
                let below = self.margin + row * cell_height + highest;
                let left = (middle - shown(Some(image.ncols())) / 2.0).round();
                let corner = (left, below - shown(Some(image.nrows())));
                let colors: Vec<Rgb> = image.iter().map(|number| self.color(*number)).collect();
                draw_pixels(&paper, corner, self.pixel, image.ncols(), &colors)?;
                if let Some(caption) = self.captions.get(i) {
                    let style = text(SMALL, MUTED, HPos::Center);
                    paper.draw(&Text::new(caption.as_str(), (middle, below + SMALL), style))?;
                }
            }
            match self.extreme {
                Some(extreme) => {
                    let length = (height - 2.0 * self.margin - SMALL).min(256.0);
                    let top = self.margin + SMALL / 2.0;
                    color_bar(&paper, (width + GAP, top), length, extreme)
                }
                None => Ok(()),
            }
        })
    }

    fn color(&self, number: f64) -> Rgb {
        match self.extreme {
            Some(extreme) if extreme > 0.0 => diverging(number / extreme),
            Some(_) => diverging(0.0),
            None => ink(number),
        }
    }
}

/// Square pixels in a light frame.
fn draw_pixels(
    paper: &Paper,
    (x, y): (f32, f32),
    side: u16,
    columns: usize,
    colors: &[Rgb],
) -> Drawn {
    let rows = colors.len() / columns.max(1);
    let right = x + columns as f32 * f32::from(side) + 0.5;
    let below = y + rows as f32 * f32::from(side) + 0.5;
    paper.draw(&image((x, y), u32::from(side) * PX, columns, colors))?;
    let frame = [(x - 0.5, y - 0.5), (right, below)];
    paper.draw(&Rectangle::new(frame, stroke(GRID, THIN)))
}

/// A scale from `extreme` at the top to its negative at the bottom.
fn color_bar(paper: &Paper, (x, top): (f32, f32), length: f32, extreme: f64) -> Drawn {
    let side = (length / STEPS).floor().max(1.0);
    let (steps, columns) = ((length / side) as usize, (12.0 / side).ceil() as usize);
    let colors = (0..steps * columns).map(|i| {
        let step = (i / columns) as f64 + 0.5;
        diverging(1.0 - 2.0 * step / steps as f64)
    });
    draw_pixels(
        paper,
        (x, top),
        side as u16,
        columns,
        &colors.collect::<Vec<_>>(),
    )?;
    let right = x + columns as f32 * side + 6.0;
    for (share, value) in [(0.0, extreme), (0.5, 0.0), (1.0, -extreme)] {
        let place = (right, top + share * steps as f32 * side);
        let style = text(SMALL, MUTED, HPos::Left);
        paper.draw(&Text::new(decimal(value, 1), place, style))?;
    }
    Ok(())
}
