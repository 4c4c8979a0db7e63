//! Pictures of numbers that look the same in a notebook, in a file and on every machine, drawn
//! by [plotters](https://docs.rs/plotters) on a [`canvas`] that has no stairs.
//!
//! The usual charts take a line. In a notebook a chart that ends a cell is shown; anywhere else
//! it is drawn as a [`Figure`] and saved:
//!
//! ```
//! use handwritten::chart::Plot;
//!
//! let figure = Plot::new("x", "x²").line("square", (0..=20).map(|x| (x, x * x))).draw();
//! let file = std::env::temp_dir().join("handwritten-squares.svg");
//! figure.save(&file)?;
//! # std::fs::remove_file(file).ok();
//! # Ok::<(), handwritten::Error>(())
//! ```
//!
//! What they do not do, plotters does: more on the axes of a plot ([`Plot::with`]), or anything
//! at all ([`Figure::plotters`]). There one unit is one pixel, as plotters' documentation has it;
//! [`finely`](Finely::finely) draws a curve without stairs.

mod axis;
mod bars;
pub mod canvas;
mod contour;
mod data;
mod diagram;
mod figure;
mod frame;
mod heat;
mod images;
mod isolines;
mod paper;
mod plot;
mod series;
mod style;
mod surface;
mod table;

pub use axis::Axis;
pub use bars::Bars;
pub use canvas::{Area, Finely};
pub use contour::Contour;
pub use data::{Matrix, Number, Point, Row};
pub use diagram::Diagram;
pub use figure::Figure;
pub use frame::Chart;
pub use heat::{HeatMap, confusion};
pub use images::Images;
pub use plot::Plot;
pub use surface::Surface;
pub use table::Table;

macro_rules! shown {
    ($($chart:ty)*) => {
        $(impl $chart {
            /// Shows the chart under its cell; the notebook's kernel calls this.
            pub fn evcxr_display(&self) {
                self.draw().evcxr_display();
            }
        })*
    };
}

shown!(Bars Contour Diagram HeatMap Images Plot Surface);
