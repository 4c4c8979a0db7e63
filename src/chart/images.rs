//! Small images side by side: digits, or weights seen as images.

use std::fmt::Display;

use ndarray::{Array2, ArrayView2};

use super::axes::decimal;
use super::data::{Matrix, texts};
use super::figure::Figure;
use super::style::{Color, GRID, MUTED, SMALL, diverging, ink};
use super::text::{self, Anchor};

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
        let widest = self.images.iter().map(Array2::ncols).max().unwrap_or(0);
        let highest = self.images.iter().map(Array2::nrows).max().unwrap_or(0);
        let captions = self
            .captions
            .iter()
            .map(|caption| text::width(caption, SMALL).ceil());
        let cell = (widest as f32 * self.pixel).max(captions.fold(0.0, f32::max)) + GAP;
        let caption = if self.captions.is_empty() {
            0.0
        } else {
            SMALL + 6.0
        };
        let row = highest as f32 * self.pixel + caption + GAP;

        let columns = self.columns.min(self.images.len());
        let rows = self.images.len().div_ceil(self.columns);
        let width = 2.0 * self.margin + columns as f32 * cell - GAP;
        let height = 2.0 * self.margin + rows as f32 * row - GAP;
        let bar = if self.extreme.is_some() { BAR } else { 0.0 };
        let mut figure = Figure::new(width + bar, height, self.description());
        for (i, image) in self.images.iter().enumerate() {
            let x = self.margin + (i % self.columns) as f32 * cell;
            // Images of a row stand on one line, with their captions below it.
            let y = self.margin + (i / self.columns) as f32 * row + highest as f32 * self.pixel;
            let top = y - image.nrows() as f32 * self.pixel;
            self.draw_image(&mut figure, image.view(), (x, top), cell - GAP);
            if let Some(caption) = self.captions.get(i) {
                let below = y + SMALL + 4.0;
                let middle = (x + (cell - GAP) / 2.0, below);
                figure.text(caption, middle, SMALL, MUTED, Anchor::Middle);
            }
        }
        if let Some(extreme) = self.extreme {
            color_bar(&mut figure, (width + GAP, self.margin), height, extreme);
        }
        figure
    }

    /// Shows the images under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    /// One image in a light frame, in the middle of a cell of the given width.
    fn draw_image(
        &self,
        figure: &mut Figure,
        image: ArrayView2<f64>,
        (x, y): (f32, f32),
        cell: f32,
    ) {
        let (rows, columns) = image.dim();
        let (width, height) = (columns as f32 * self.pixel, rows as f32 * self.pixel);
        let x = x + ((cell - width) / 2.0).round();
        figure.pixels(x, y, self.pixel, image.mapv(|number| self.color(number)));
        figure.frame(x - 0.5, y - 0.5, width + 1.0, height + 1.0, GRID);
    }

    fn color(&self, number: f64) -> Color {
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

/// A scale from `extreme` at the top to its negative at the bottom.
fn color_bar(figure: &mut Figure, (x, margin): (f32, f32), height: f32, extreme: f64) {
    const STEPS: usize = 64;
    let (top, length) = (
        margin + SMALL / 2.0,
        (height - 2.0 * margin - SMALL).min(256.0),
    );
    let side = (length / STEPS as f32).floor().max(1.0);
    let steps = (length / side) as usize;
    let colors = Array2::from_shape_fn((steps, (12.0 / side).ceil() as usize), |(i, _)| {
        diverging(1.0 - 2.0 * (i as f64 + 0.5) / steps as f64)
    });
    let (width, length) = (colors.ncols() as f32 * side, steps as f32 * side);
    figure.pixels(x, top, side, colors);
    figure.frame(x - 0.5, top - 0.5, width + 1.0, length + 1.0, GRID);
    for (at, value) in [(0.0, extreme), (0.5, 0.0), (1.0, -extreme)] {
        let place = (
            x + width + 6.0,
            top + at * length + SMALL * text::CAP_HEIGHT / 2.0,
        );
        figure.text(&decimal(value, 1), place, SMALL, MUTED, Anchor::Start);
    }
}
