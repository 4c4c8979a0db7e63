//! Pictures of numbers that look the same in a notebook, in a file and on every machine.
//!
//! Each kind of chart takes numbers and makes a [`Figure`]. In a notebook a figure that ends a
//! cell is shown; anywhere else it is saved:
//!
//! ```
//! use handwritten::chart::Plot;
//!
//! let squares = (0..=20).map(|x| (f64::from(x), f64::from(x * x)));
//! let figure = Plot::new("x", "x²").line("square", squares).draw();
//! let file = std::env::temp_dir().join("handwritten-squares.svg");
//! figure.save(&file)?;
//! # std::fs::remove_file(file).ok();
//! # Ok::<(), handwritten::Error>(())
//! ```
//!
//! A figure is a list of shapes in coordinates that are not bound to pixels. It is written as SVG
//! or painted into a PNG; text is drawn as outlines of a font that comes along, so nothing needs
//! to be installed and nothing depends on what is.

mod axes;
mod bars;
mod confusion;
mod contour;
mod data;
mod diagram;
mod figure;
mod heat;
mod images;
mod plot;
mod png;
mod style;
mod surface;
mod svg;
mod table;
mod text;

pub use bars::Bars;
pub use confusion::confusion;
pub use contour::Contour;
pub use data::{Matrix, Number, Point, Points, Row};
pub use diagram::Diagram;
pub use figure::Figure;
pub use heat::HeatMap;
pub use images::Images;
pub use plot::Plot;
pub use surface::Surface;
pub use table::Table;
