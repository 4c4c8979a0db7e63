//! What a drawing is made of, in pixels.

use tiny_skia::{Color, ColorU8, Path, Pixmap, PremultipliedColorU8};

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
    /// Single pixels, by column and row.
    Pixels(Vec<(i32, i32, Color)>),
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

/// Single pixels as an image of no more than they cover; later ones lie on earlier ones.
pub(super) fn raster(dots: &[(i32, i32, Color)]) -> Option<Image> {
    let (left, top) = dots.iter().fold((i32::MAX, i32::MAX), |(x, y), dot| {
        (x.min(dot.0), y.min(dot.1))
    });
    let (right, bottom) = dots
        .iter()
        .fold((0, 0), |(x, y), dot| (x.max(dot.0), y.max(dot.1)));
    let (width, height) = (right.checked_sub(left)? + 1, bottom.checked_sub(top)? + 1);
    let mut pixels = Pixmap::new(width as u32, height as u32)?;
    for &(x, y, color) in dots {
        let under = &mut pixels.pixels_mut()[((y - top) * width + x - left) as usize];
        let over = color.premultiply().to_color_u8();
        let shines = u32::from(255 - over.alpha());
        let mix = |over: u8, under: u8| over + ((u32::from(under) * shines + 127) / 255) as u8;
        *under = PremultipliedColorU8::from_rgba(
            mix(over.red(), under.red()),
            mix(over.green(), under.green()),
            mix(over.blue(), under.blue()),
            mix(over.alpha(), under.alpha()),
        )?;
    }
    Some(Image {
        corner: (left as f32, top as f32),
        side: 1.0,
        pixels,
    })
}
