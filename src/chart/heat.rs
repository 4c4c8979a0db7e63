//! Numbers in a grid, each on a ground that shows how large it is.

use std::fmt::Display;

use ndarray::Array2;

use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::axis::{decimal, extent};
use super::canvas::text_width;
use super::data::Matrix;
use super::figure::Figure;
use super::style::{GRID, INK, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, at, mix, stroke, text};

/// The side of a cell, and the space over the cells.
const CELL: f32 = 42.0;
const TOP: f32 = 60.0;

/// A table of numbers as a picture: the larger a number, the deeper its blue.
///
/// ```
/// use handwritten::chart::HeatMap;
/// use ndarray::array;
///
/// let figure = HeatMap::new("x", "y", array![[1.0, 2.0], [3.0, 4.0]])
///     .columns(["left", "right"])
///     .rows(["top", "bottom"])
///     .draw();
/// assert!(figure.to_svg().contains("2 × 2 numbers"));
/// ```
#[derive(Debug, Clone)]
pub struct HeatMap {
    x_title: String,
    y_title: String,
    values: Array2<f64>,
    columns: Vec<String>,
    rows: Vec<String>,
    decimals: usize,
}

impl HeatMap {
    /// The numbers as they stand: row 0 at the top. The titles say what a column and a row are.
    pub fn new(x_title: impl Display, y_title: impl Display, values: impl Matrix) -> Self {
        Self {
            x_title: x_title.to_string(),
            y_title: y_title.to_string(),
            values: values.into_matrix(),
            columns: Vec::new(),
            rows: Vec::new(),
            decimals: 0,
        }
    }

    /// The names of the columns, from the left.
    pub fn columns(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.columns = names.into_iter().map(written).collect();
        self
    }

    /// The names of the rows, from the top.
    pub fn rows(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.rows = names.into_iter().map(written).collect();
        self
    }

    /// How many decimals the numbers have (none unless said).
    pub fn decimals(mut self, decimals: usize) -> Self {
        self.decimals = decimals;
        self
    }

    /// Draws the numbers.
    pub fn draw(&self) -> Figure {
        let (low, high) = extent(self.values.iter().copied());
        let cells = self.values.mapv(|value| {
            let share = if low < high {
                (value - low) / (high - low)
            } else {
                0.0
            };
            let ink = if share > 0.55 { PAPER } else { INK };
            Cell {
                text: decimal(value, self.decimals),
                ground: mix(PAPER, SERIES[0], 0.05 + 0.95 * share),
                ink,
            }
        });
        let (rows, columns) = self.values.dim();
        let grid = Grid {
            titles: (&self.x_title, &self.y_title),
            columns: &self.columns,
            rows: &self.rows,
            description: format!(
                "{rows} × {columns} numbers, {} by {}",
                self.y_title, self.x_title
            ),
        };
        grid.draw(&cells)
    }

    /// Shows the numbers under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }
}

/// A name with a true minus sign.
fn written(name: impl Display) -> String {
    name.to_string().replace('-', "−")
}

/// A cell of a grid: a text on a ground.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) ground: RGBColor,
    pub(super) ink: RGBColor,
}

/// What stands around the cells of a grid.
pub(super) struct Grid<'a> {
    /// Over the columns, and over the names of the rows.
    pub(super) titles: (&'a str, &'a str),
    pub(super) columns: &'a [String],
    pub(super) rows: &'a [String],
    pub(super) description: String,
}

impl Grid<'_> {
    /// Draws the cells with everything around them.
    pub(super) fn draw(&self, cells: &Array2<Cell>) -> Figure {
        let (rows, columns) = cells.dim();
        let names = self.rows.iter().map(|name| text_width(name, TEXT));
        let title = text_width(self.titles.1, TEXT) - 22.0;
        let left = names.fold(0.0, f32::max).max(title) + 32.0;
        let (width, height) = (columns as f32 * CELL, rows as f32 * CELL);
        let size = (left + width + 20.0, TOP + height + 20.0);
        Figure::new(size, self.description.as_str(), |area| {
            let write = |label: &str, place, size, color, side| {
                area.draw(&Text::new(label, at(place), text(size, color, side)))
            };
            let title = |label, place, side| write(label, place, TEXT, INK, side);
            title(self.titles.1, (10.0, TOP - 15.0), HPos::Left)?;
            title(self.titles.0, (left + width / 2.0, 17.0), HPos::Center)?;
            let corner = |i: usize, j: usize| (left + j as f32 * CELL, TOP + i as f32 * CELL);
            for ((i, j), cell) in cells.indexed_iter() {
                let corners = [at(corner(i, j)), at(corner(i + 1, j + 1))];
                area.draw(&Rectangle::new(corners, cell.ground.filled()))?;
                let (x, y) = corner(i, j);
                let middle = (x + CELL / 2.0, y + CELL / 2.0);
                write(&cell.text, middle, SMALL, cell.ink, HPos::Center)?;
            }
            let line =
                |from, to| area.draw(&PathElement::new([at(from), at(to)], stroke(GRID, THIN)));
            (0..=rows).try_for_each(|i| line(corner(i, 0), corner(i, columns)))?;
            (0..=columns).try_for_each(|j| line(corner(0, j), corner(rows, j)))?;
            for (j, name) in self.columns.iter().enumerate() {
                let place = (left + (j as f32 + 0.5) * CELL, TOP - 15.0);
                write(name, place, TEXT, MUTED, HPos::Center)?;
            }
            for (i, name) in self.rows.iter().enumerate() {
                let place = (left - 12.0, TOP + (i as f32 + 0.5) * CELL);
                write(name, place, TEXT, MUTED, HPos::Right)?;
            }
            Ok(())
        })
    }
}
