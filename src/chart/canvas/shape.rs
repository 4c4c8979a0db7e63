//! What a drawing is made of, in pixels.

use tiny_skia::{Color, ColorU8, Path, Pixmap};

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// One thing on the canvas; later ones lie on earlier ones.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// The inside of an outline.
    Fill(Path, Color),
    /// A line, with its width.
    Stroke(Path, Color, f32),
    Image(Image),
}

/// A picture whose pixels are squares, from its top left corner.
#[derive(Debug, Clone)]
pub(super) struct Image {
    pub(super) corner: (f32, f32),
    pub(super) side: f32,
    pub(super) pixels: Pixmap,
}

/// Rows of pixels from the top; `None` without any.
pub(super) fn pixmap(columns: usize, colors: &[Rgb]) -> Option<Pixmap> {
    let rows = colors.len().checked_div(columns)?;
    let mut pixmap = Pixmap::new(columns as u32, rows as u32)?;
    for (pixel, &[red, green, blue]) in pixmap.pixels_mut().iter_mut().zip(colors) {
        *pixel = ColorU8::from_rgba(red, green, blue, 255).premultiply();
    }
    Some(pixmap)
}
