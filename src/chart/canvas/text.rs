//! Text as outlines of DejaVu Sans.

use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// The height of capital letters and digits, as a share of the text's size.
pub const CAP_HEIGHT: f32 = 0.73;

/// The width of one line of text of the given size.
pub fn width(text: &str, size: f32) -> f32 {
    let face = face();
    let scale = size / f32::from(face.units_per_em());
    let advances = glyphs(&face, text).map(|glyph| advance(&face, glyph));
    advances.sum::<f32>() * scale
}

/// The outline of one line of text that begins at `(0, 0)` on its baseline, or `None` if nothing
/// is visible.
pub(super) fn outline(text: &str, size: f32) -> Option<Path> {
    let face = face();
    let scale = size / f32::from(face.units_per_em());
    let mut x = 0.0;
    let mut line = PathBuilder::new();
    for glyph in glyphs(&face, text) {
        let mut pen = Pen(PathBuilder::new());
        face.outline_glyph(glyph, &mut pen);
        if let Some(path) = pen.0.finish() {
            // A font's y goes up, a picture's goes down.
            let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, 0.0);
            line.push_path(&path.transform(place)?);
        }
        x += advance(&face, glyph) * scale;
    }
    line.finish()
}

fn face() -> Face<'static> {
    Face::parse(dejavu::sans::regular(), 0).expect("the bundled font is whole")
}

/// The glyph of each character; the font's empty box where it has none.
fn glyphs(face: &Face, text: &str) -> impl Iterator<Item = GlyphId> {
    text.chars()
        .map(|c| face.glyph_index(c).unwrap_or_default())
}

fn advance(face: &Face, glyph: GlyphId) -> f32 {
    f32::from(face.glyph_hor_advance(glyph).unwrap_or_default())
}

/// Copies a glyph's outline into a path.
struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}
