//! A figure: a finished drawing, and the ways out of the program.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::canvas::{AnyError, Area, Canvas, Drawing, Drawn, Unit};
use crate::error::{Error, Result};
use crate::files::write_whole;

/// A finished picture. Its size is in CSS pixels.
#[derive(Debug, Clone)]
pub struct Figure {
    drawing: Drawing,
    /// What a screen reader says.
    pub(super) description: String,
}

impl Figure {
    /// Whatever plotters can draw, on white paper of so many pixels: sizes, margins and fonts are
    /// in pixels, as plotters' documentation has them. Curves have no stairs where the chart is
    /// taken [`finely`](super::Finely::finely).
    ///
    /// ```
    /// use handwritten::chart::Figure;
    /// use plotters::prelude::*;
    ///
    /// Figure::plotters(640, 200, |root| {
    ///     let (left, right) = root.split_horizontally(320);
    ///     left.draw(&Circle::new((160, 100), 50, RED.filled()))?;
    ///     right.fill(&BLUE)?;
    ///     Ok(())
    /// })?;
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Drawing`] with what `draw` returns.
    pub fn plotters(
        width: u32,
        height: u32,
        draw: impl FnOnce(&Area) -> std::result::Result<(), AnyError>,
    ) -> Result<Self> {
        Ok(Self {
            drawing: Canvas::draw(width, height, draw).map_err(Error::Drawing)?,
            description: "a drawing".into(),
        })
    }

    /// One of the crate's own figures.
    pub(super) fn new(
        (width, height): (f32, f32),
        description: String,
        draw: impl FnOnce(&Area) -> Drawn,
    ) -> Self {
        let (width, height) = (width.ceil() as u32, height.ceil() as u32);
        let drawing = Canvas::draw_in(Unit::FINE, (width, height), |area| Ok(draw(area)?))
            .expect("the canvas takes everything, and no chart lacks room");
        Self {
            drawing,
            description,
        }
    }

    /// The figure as SVG, a text file.
    pub fn to_svg(&self) -> String {
        self.drawing.to_svg(&self.description)
    }

    /// The figure as PNG, painted at `scale` times its size.
    ///
    /// # Errors
    /// [`Error::Argument`] when the picture would have no pixel or more than 100 million.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>> {
        self.drawing.to_png(scale).ok_or_else(|| {
            let (width, height) = self.drawing.size();
            let found = format!("{} × {}", width as f32 * scale, height as f32 * scale);
            Error::argument("picture", "1 to 100 million pixels", found)
        })
    }

    /// Writes the figure as `.svg`, or as `.png` at twice its size.
    ///
    /// The file is complete or not there: it is written under another name first.
    ///
    /// # Errors
    /// [`Error::Argument`] when the file's name ends in neither, [`Error::Io`] when it cannot be
    /// written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let bytes = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => self.to_svg().into_bytes(),
            Some("png") => self.to_png(2.0)?,
            _ => {
                let expected = "one ending in .svg or .png";
                return Err(Error::argument("file name", expected, path.display()));
            }
        };
        write_whole(path, &bytes)
    }

    /// Writes the figure as PNG, `width` pixels wide.
    ///
    /// # Errors
    /// [`Error::Argument`] when the picture would have no pixel or more than 100 million,
    /// [`Error::Io`] when it cannot be written.
    pub fn save_png(&self, path: impl AsRef<Path>, width: u32) -> Result<()> {
        let scale = width as f32 / self.drawing.size().0 as f32;
        write_whole(path.as_ref(), &self.to_png(scale)?)
    }

    /// Shows the figure under its cell; the notebook's kernel calls this.
    ///
    /// PNG is what a notebook shows before it is trusted; SVG is sharper and is preferred after.
    pub fn evcxr_display(&self) {
        match self.to_png(1.0) {
            Ok(png) => evcxr_runtime::mime_type("image/png").text(STANDARD.encode(png)),
            Err(error) => eprintln!("{error}"),
        }
        evcxr_runtime::mime_type("image/svg+xml").text(self.to_svg());
    }
}
