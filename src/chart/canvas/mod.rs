//! A canvas for plotters that can count in fractions of a pixel.
//!
//! plotters' own backends put every coordinate on a whole pixel, so that a flat curve becomes a
//! staircase, in SVG too. One unit is one pixel on this canvas as well, so that sizes, margins and
//! fonts are what plotters' documentation says; where a chart is taken [`finely`](Finely::finely),
//! its places lie between the pixels. What is drawn is kept as shapes, and given out as PNG at any
//! scale, or as SVG:
//!
//! | | plotters' backends | this canvas |
//! |---|---|---|
//! | places | whole pixels | whole pixels, or hundredths where you say `finely()` |
//! | text | fonts of the system, or none | outlines of DejaVu Sans, which comes along |
//! | the same bytes on every machine | no | yes, PNG and SVG |
//! | PNG and SVG of one drawing | drawn twice | drawn once |
//! | images of few pixels | one size | sharp squares of any size ([`image`]) |
//!
//! The same curve, 100 pixels wide and here six times enlarged: by plotters' SVG backend above,
//! and by this canvas, finely, below.
//!
#![doc = include_str!("compared.svg")]
//!
//! All of plotters works on it: charts, meshes, series, legends, split areas. What differs: every
//! font is DejaVu Sans, upright and regular, with common Chinese characters from Noto Sans.
//!
//! ```
//! use handwritten::chart::canvas::{Canvas, Finely};
//! use plotters::prelude::*;
//!
//! let drawing = Canvas::draw(320, 200, |area| {
//!     let chart = ChartBuilder::on(area)
//!         .margin(10)
//!         .build_cartesian_2d(0.0..6.3, -1.0..1.0)?;
//!     let sine = (0..=63).map(|i| f64::from(i) / 10.0).map(|x| (x, x.sin()));
//!     chart.finely().draw_series(LineSeries::new(sine, BLUE.stroke_width(2)))?;
//!     Ok(())
//! })?;
//! assert!(drawing.to_svg("a sine").starts_with("<svg"));
//! assert_eq!(drawing.to_png(2.0).expect("a sane size")[1..4], *b"PNG");
//! # Ok::<(), handwritten::chart::canvas::AnyError>(())
//! ```

mod backend;
mod drawing;
mod fine;
mod image;
mod png;
mod shape;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use backend::{AnyError, Area, Canvas, Drawn};
pub(super) use backend::{PX, Unit};
pub use drawing::Drawing;
pub use fine::Finely;
pub(super) use fine::fine_area;
pub use image::{Image, image};
pub use shape::Rgb;
pub(super) use svg::escape;
pub use text::{CAP_HEIGHT, width as text_width};
