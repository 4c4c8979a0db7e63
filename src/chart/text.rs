//! Text as outlines of DejaVu Sans, which the crate carries with it.

use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The height of capital letters and digits, as a share of the text size.
pub(super) const CAP_HEIGHT: f32 = 0.73;

/// The width of one line of text of the given size.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let face = face();
    let scale = size / f32::from(face.units_per_em());
    let advances = glyphs(&face, text).map(|glyph| advance(&face, glyph));
    advances.sum::<f32>() * scale
}

/// The outline of one line of text with its baseline at `y`, or `None` if nothing is visible.
pub(super) fn outline(text: &str, x: f32, y: f32, size: f32, anchor: Anchor) -> Option<Path> {
    let face = face();
    let scale = size / f32::from(face.units_per_em());
    let mut x = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width(text, size) / 2.0,
        Anchor::End => x - width(text, size),
    };
    let mut line = PathBuilder::new();
    for glyph in glyphs(&face, text) {
        let mut pen = Pen(PathBuilder::new());
        face.outline_glyph(glyph, &mut pen);
        if let Some(path) = pen.0.finish() {
            // A font's y goes up, a picture's goes down.
            let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, y);
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
