//! Numbers in a grid, each on a ground that shows how large it is.

use std::fmt::Display;

use ndarray::{Array2, arr2};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::axis::{decimal, extent};
use super::canvas::text_width;
use super::data::{Matrix, texts};
use super::figure::Figure;
use super::paper::Pixels;
use super::style::{GRID, INK, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, mix, stroke, text};

/// The side of a cell, and the space over the cells.
const CELL: f32 = 42.0;
const TOP: f32 = 60.0;

/// A table of numbers as a picture: the larger a number, the deeper its blue.
///
/// ```
/// use handwritten::chart::HeatMap;
/// use ndarray::array;
///
/// let figure = HeatMap::new("x", "y", array![[1, 2], [3, 4]]).columns(["left", "right"]).draw();
/// assert!(figure.to_svg().contains("2 × 2 numbers"));
/// ```
#[derive(Debug, Clone)]
pub struct HeatMap {
    x_title: String,
    y_title: String,
    columns: Vec<String>,
    rows: Vec<String>,
    cells: Array2<Cell>,
    description: String,
}

/// A text on a ground.
#[derive(Debug, Clone)]
struct Cell {
    text: String,
    ground: RGBColor,
    ink: RGBColor,
}

impl HeatMap {
    /// The numbers as they stand, rounded: row 0 at the top. The titles say what a column and a
    /// row are.
    pub fn new(x_title: impl Display, y_title: impl Display, values: impl Matrix) -> Self {
        let values = values.into_matrix();
        let (low, high) = extent(values.iter().copied());
        let cells = values.map(|&value| {
            let range = if low < high {
                high - low
            } else {
                f64::INFINITY
            };
            let share = (value - low) / range;
            Cell {
                text: decimal(value, 0),
                ground: mix(PAPER, SERIES[0], 0.05 + 0.95 * share),
                ink: if share > 0.55 { PAPER } else { INK },
            }
        });
        let (rows, columns) = values.dim();
        Self {
            description: format!("{rows} × {columns} numbers, {y_title} by {x_title}"),
            x_title: x_title.to_string(),
            y_title: y_title.to_string(),
            columns: Vec::new(),
            rows: Vec::new(),
            cells,
        }
    }

    /// The names of the columns, from the left.
    pub fn columns(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.columns = texts(names);
        self
    }

    /// The names of the rows, from the top.
    pub fn rows(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.rows = texts(names);
        self
    }

    /// Draws the numbers.
    pub fn draw(&self) -> Figure {
        let (rows, columns) = self.cells.dim();
        let names = self.rows.iter().map(|name| text_width(name, TEXT));
        let title = text_width(&self.y_title, TEXT) - 22.0;
        let left = names.fold(0.0, f32::max).max(title) + 32.0;
        let (width, height) = (columns as f32 * CELL, rows as f32 * CELL);
        let size = (left + width + 20.0, TOP + height + 20.0);
        // Places in the grid, in cells.
        let x = |column: f32| left + column * CELL;
        let y = |row: f32| TOP + row * CELL;
        Figure::new(size, self.description.clone(), |area| {
            let paper = area.apply_coord_spec(Pixels);
            let write = |label: &str, place, size, color, side| {
                paper.draw(&Text::new(label, place, text(size, color, side)))
            };
            write(&self.y_title, (10.0, TOP - 15.0), TEXT, INK, HPos::Left)?;
            write(
                &self.x_title,
                (left + width / 2.0, 17.0),
                TEXT,
                INK,
                HPos::Center,
            )?;
            for ((row, column), cell) in self.cells.indexed_iter() {
                let (row, column) = (row as f32, column as f32);
                let corners = [(x(column), y(row)), (x(column + 1.0), y(row + 1.0))];
                paper.draw(&Rectangle::new(corners, cell.ground.filled()))?;
                let middle = (x(column + 0.5), y(row + 0.5));
                write(&cell.text, middle, SMALL, cell.ink, HPos::Center)?;
            }
            let line = |from, to| paper.draw(&PathElement::new([from, to], stroke(GRID, THIN)));
            for row in (0..=rows).map(|row| row as f32) {
                line((left, y(row)), (left + width, y(row)))?;
            }
            for column in (0..=columns).map(|column| column as f32) {
                line((x(column), TOP), (x(column), TOP + height))?;
            }
            for (column, name) in self.columns.iter().enumerate() {
                let place = (x(column as f32 + 0.5), TOP - 15.0);
                write(name, place, TEXT, MUTED, HPos::Center)?;
            }
            for (row, name) in self.rows.iter().enumerate() {
                let place = (left - 12.0, y(row as f32 + 0.5));
                write(name, place, TEXT, MUTED, HPos::Right)?;
            }
            Ok(())
        })
    }
}

/// How often each class was taken for each: `counts[label][answer]`, a row for each label.
///
/// Right answers stand on a grey diagonal; mistakes are the deeper orange the more there are,
/// and what never happened is left empty.
///
/// ```
/// let figure = handwritten::chart::confusion(&[[8, 2], [1, 9]]);
/// assert!(figure.to_svg().contains("2 classes"));
/// ```
pub fn confusion<const N: usize>(counts: &[[u32; N]; N]) -> Figure {
    confusion_of(&arr2(counts))
}

fn confusion_of(counts: &Array2<u32>) -> Figure {
    let all = counts.indexed_iter();
    let mistakes = all.filter(|((label, answer), _)| label != answer);
    let most = mistakes.map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let cells = Array2::from_shape_fn(counts.dim(), |(label, answer)| {
        let count = f64::from(counts[[label, answer]]);
        let share = count / f64::from(most);
        let right = label == answer;
        Cell {
            text: if count > 0.0 {
                decimal(count, 0)
            } else {
                String::new()
            },
            ground: if right {
                GRID
            } else {
                mix(PAPER, SERIES[1], share)
            },
            ink: if !right && share > 0.75 { PAPER } else { INK },
        }
    });
    let classes = texts(0..counts.nrows());
    let grid = HeatMap {
        x_title: "answer of the network".into(),
        y_title: "label".into(),
        description: format!("confusion matrix of {} classes", classes.len()),
        columns: classes.clone(),
        rows: classes,
        cells,
    };
    grid.draw()
}
