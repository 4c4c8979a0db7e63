//! A canvas for plotters that counts in fractions of a pixel.
//!
//! plotters' own backends put every coordinate on a whole pixel, so that a flat curve becomes a
//! staircase, in SVG too. This backend sees a picture that is [`PX`] times as wide and as high in
//! plotters' whole numbers, keeps what is drawn as shapes, and gives them out as PNG at any
//! scale, or as SVG:
//!
//! | | plotters' backends | this canvas |
//! |---|---|---|
//! | places | whole pixels | hundredths of a pixel |
//! | text | fonts of the system, or none | outlines of DejaVu Sans, which comes along |
//! | the same bytes on every machine | no | yes, PNG and SVG |
//! | PNG and SVG of one drawing | drawn twice | drawn once |
//! | images of few pixels | one size | sharp squares of any size ([`image`]) |
//!
//! The same curve, 100 pixels wide and here six times enlarged: by plotters' SVG backend above,
//! and by this canvas below.
//!
#![doc = include_str!("compared.svg")]
//!
//! All of plotters works on it: charts, meshes, series, legends, split areas. What differs:
//!
//! - Lengths and places are in hundredths of a pixel, so multiply them by [`PX`]:
//!   `.margin(10 * PX)`, `("sans-serif", 13 * PX)`. Widths of lines, radii and sizes of text below
//!   half a pixel are taken for pixels, so that plotters' defaults look as everywhere.
//! - Every font is DejaVu Sans, upright and regular.
//!
//! ```
//! use handwritten::chart::canvas::{Canvas, PX};
//! use plotters::prelude::*;
//!
//! let canvas = Canvas::draw(320, 200, |area| {
//!     let mut chart = ChartBuilder::on(area)
//!         .margin(10 * PX)
//!         .build_cartesian_2d(0.0..6.3, -1.0..1.0)?;
//!     let sine = (0..=63).map(|i| f64::from(i) / 10.0).map(|x| (x, x.sin()));
//!     chart.draw_series(LineSeries::new(sine, BLUE.stroke_width(2 * PX)))?;
//!     Ok(())
//! })?;
//! assert!(canvas.to_svg("a sine").starts_with("<svg"));
//! assert_eq!(canvas.to_png(2.0).expect("a sane size")[1..4], *b"PNG");
//! # Ok::<(), handwritten::chart::canvas::AnyError>(())
//! ```

mod backend;
mod image;
mod png;
mod shape;
mod svg;
mod text;

pub use backend::{AnyError, Area, Canvas, Drawn, PX};
pub use image::{Image, image};
pub use shape::Rgb;
pub(super) use svg::escape;
pub use text::{CAP_HEIGHT, width as text_width};
