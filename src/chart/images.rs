//! Small images side by side: digits, or weights seen as images.

use std::fmt::Display;

use ndarray::Array2;
use plotters::element::{Rectangle, Text};
use plotters::style::text_anchor::HPos;

use super::axis::decimal;
use super::canvas::{Area, Drawn, Rgb, image, text_width};
use super::data::{Matrix, texts};
use super::figure::Figure;
use super::style::{GRID, MUTED, SMALL, THIN, at, diverging, ink, px, stroke, text};

const GAP: f32 = 12.0;
/// Room for the colour bar and its numbers.
const BAR: f32 = 90.0;

/// Images in rows and columns, each with a caption if there is one.
///
/// ```
/// use handwritten::chart::Images;
/// use ndarray::array;
///
/// let checks = array![[0.0, 1.0], [1.0, 0.0]];
/// let figure = Images::ink([&checks, &(1.0 - &checks)]).captions(["a", "b"]).draw();
/// assert!(figure.to_svg().contains("<image"));
/// ```
#[derive(Debug, Clone)]
pub struct Images {
    images: Vec<Array2<f64>>,
    captions: Vec<String>,
    columns: usize,
    pixel: f32,
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
            pixel: 2.0,
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

    /// The side of an image's pixel in pixels of the figure (2 unless said).
    pub fn pixel(mut self, side: u16) -> Self {
        self.pixel = f32::from(side);
        self
    }

    /// The white space around all images (10 unless said).
    pub fn margin(mut self, margin: u16) -> Self {
        self.margin = f32::from(margin);
        self
    }

    /// Draws the images.
    pub fn draw(&self) -> Figure {
        let cell = self.cell();
        let columns = self.columns.min(self.images.len());
        let rows = self.images.len().div_ceil(self.columns);
        let width = 2.0 * self.margin + columns as f32 * cell.0 - GAP;
        let height = 2.0 * self.margin + rows as f32 * cell.1 - GAP;
        let bar = if self.extreme.is_some() { BAR } else { 0.0 };
        Figure::new((width + bar, height), self.description(), |area| {
            for (i, image) in self.images.iter().enumerate() {
                let (column, row) = (i % self.columns, i / self.columns);
                let x = self.margin + column as f32 * cell.0 + (cell.0 - GAP) / 2.0;
                let y = self.margin + row as f32 * cell.1 + self.highest();
                self.draw_image(area, image, (x, y))?;
                if let Some(caption) = self.captions.get(i) {
                    let style = text(SMALL, MUTED, HPos::Center);
                    area.draw(&Text::new(caption.as_str(), at((x, y + SMALL)), style))?;
                }
            }
            match self.extreme {
                Some(extreme) => color_bar(area, (width + GAP, self.margin), height, extreme),
                None => Ok(()),
            }
        })
    }

    /// Shows the images under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    fn highest(&self) -> f32 {
        let highest = self.images.iter().map(Array2::nrows).max();
        highest.unwrap_or(0) as f32 * self.pixel
    }

    /// Width and height of what an image takes, with its caption and the gap to the next.
    fn cell(&self) -> (f32, f32) {
        let widest = self.images.iter().map(Array2::ncols).max();
        let captions = self.captions.iter();
        let captions = captions.map(|caption| text_width(caption, SMALL).ceil());
        let width = captions.fold(widest.unwrap_or(0) as f32 * self.pixel, f32::max);
        let caption = if self.captions.is_empty() {
            0.0
        } else {
            SMALL + 6.0
        };
        (width + GAP, self.highest() + caption + GAP)
    }

    /// One image in a light frame, above the place of its lower edge's middle.
    fn draw_image(&self, area: &Area, image: &Array2<f64>, (x, y): (f32, f32)) -> Drawn {
        let (rows, columns) = image.dim();
        let (width, height) = (columns as f32 * self.pixel, rows as f32 * self.pixel);
        let (left, top) = ((x - width / 2.0).round(), y - height);
        let colors = image.iter().map(|number| self.color(*number)).collect();
        draw_pixels(area, (left, top), self.pixel, columns, colors)
    }

    fn color(&self, number: f64) -> Rgb {
        match self.extreme {
            Some(extreme) if extreme > 0.0 => diverging(number / extreme),
            Some(_) => diverging(0.0),
            None => ink(number),
        }
    }

    fn description(&self) -> String {
        let kind = if self.extreme.is_some() {
            "numbers as images"
        } else {
            "images"
        };
        let captions = self.captions.join(", ");
        format!("{} {kind}: {captions}", self.images.len())
    }
}

/// Square pixels in a light frame.
fn draw_pixels(
    area: &Area,
    (x, y): (f32, f32),
    side: f32,
    columns: usize,
    colors: Vec<Rgb>,
) -> Drawn {
    let rows = colors.len() / columns.max(1);
    let right = x + columns as f32 * side + 0.5;
    let below = y + rows as f32 * side + 0.5;
    let units = px(side).unsigned_abs();
    area.draw(&image(at((x, y)), units, columns, &colors))?;
    let frame = [at((x - 0.5, y - 0.5)), at((right, below))];
    area.draw(&Rectangle::new(frame, stroke(GRID, THIN)))
}

/// A scale from `extreme` at the top to its negative at the bottom.
fn color_bar(area: &Area, (x, margin): (f32, f32), height: f32, extreme: f64) -> Drawn {
    const STEPS: usize = 64;
    let top = margin + SMALL / 2.0;
    let length = (height - 2.0 * margin - SMALL).min(256.0);
    let side = (length / STEPS as f32).floor().max(1.0);
    let (steps, columns) = ((length / side) as usize, (12.0 / side).ceil() as usize);
    let colors = (0..steps * columns).map(|i| {
        let step = (i / columns) as f64 + 0.5;
        diverging(1.0 - 2.0 * step / steps as f64)
    });
    draw_pixels(area, (x, top), side, columns, colors.collect())?;
    let right = x + columns as f32 * side + 6.0;
    for (share, value) in [(0.0, extreme), (0.5, 0.0), (1.0, -extreme)] {
        let place = at((right, top + share * steps as f32 * side));
        area.draw(&Text::new(
            decimal(value, 1),
            place,
            text(SMALL, MUTED, HPos::Left),
        ))?;
    }
    Ok(())
}
