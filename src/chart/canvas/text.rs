//! Text as outlines of DejaVu Sans, and of common Chinese characters from Noto Sans.

use std::sync::LazyLock;

use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// The height of capital letters and digits, as a share of the text's size.
pub const CAP_HEIGHT: f32 = 0.73;

/// DejaVu Sans, and for what it lacks the 3,755 most common Chinese characters and usual signs:
/// those of the first level of GB 2312.
static FONTS: LazyLock<[Face<'static>; 2]> = LazyLock::new(|| {
    let bundled = |font| Face::parse(font, 0).expect("the bundled fonts are whole");
    [
        bundled(dejavu::sans::regular()),
        bundled(include_bytes!("chinese.otf")),
    ]
});

/// The width of one line of text of the given size.
pub fn width(text: &str, size: f32) -> f32 {
    let advances = glyphs(text).map(|(face, glyph)| advance(face, glyph, size));
    advances.sum()
}

/// The outline of one line of text that begins at `(0, 0)` on its baseline, or `None` if nothing
/// is visible.
pub(super) fn outline(text: &str, size: f32) -> Option<Path> {
    let mut x = 0.0;
    let mut line = PathBuilder::new();
    for (face, glyph) in glyphs(text) {
        let mut pen = Pen(PathBuilder::new());
        face.outline_glyph(glyph, &mut pen);
        if let Some(path) = pen.0.finish() {
            // A font's y goes up, a picture's goes down.
            let scale = scale(face, size);
            let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, 0.0);
            line.push_path(&path.transform(place)?);
        }
        x += advance(face, glyph, size);
    }
    line.finish()
}

/// The glyph of each character, in the first font that has it; else the first font's empty box.
fn glyphs(text: &str) -> impl Iterator<Item = (&'static Face<'static>, GlyphId)> {
    text.chars().map(|c| {
        let found = FONTS
            .iter()
            .find_map(|face| Some((face, face.glyph_index(c)?)));
        found.unwrap_or((&FONTS[0], GlyphId(0)))
    })
}

/// How much larger a font's units are drawn.
fn scale(face: &Face, size: f32) -> f32 {
    size / f32::from(face.units_per_em())
}

fn advance(face: &Face, glyph: GlyphId, size: f32) -> f32 {
    f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale(face, size)
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
