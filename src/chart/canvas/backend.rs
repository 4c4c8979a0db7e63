//! plotters' side: what it draws becomes shapes.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt;
use std::rc::Rc;

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontTransform,
};
use tiny_skia::{PathBuilder, Transform};

use super::png::{self, PictureSize};
use super::shape::{Bitmap, Ink, Rgb, Shape, polygon};
use super::svg;
use super::text::{self, CAP_HEIGHT};

/// How many of plotters' units make a pixel.
pub const PX: u32 = 100;

/// Where the tallest letters end above the baseline and the lowest below it, as shares of the
/// text's size: the box that anchors of text refer to.
const ASCENT: f32 = 0.76;
const DESCENT: f32 = 0.24;

/// What plotters draws on.
pub type Area = DrawingArea<Canvas, Shift>;

/// What drawing an element returns. The canvas itself never fails.
pub type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Whatever may go wrong while one draws.
pub type AnyError = Box<dyn std::error::Error + Send + Sync>;

type Recorded = Result<(), DrawingErrorKind<Infallible>>;

/// A drawing on white paper. Nothing about it can fail but its size.
#[derive(Clone)]
pub struct Canvas {
    width: u32,
    height: u32,
    shapes: Vec<Shape>,
}

/// Its size; thousands of coordinates would help nobody.
impl fmt::Debug for Canvas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Canvas of {} × {}", self.width, self.height)
    }
}

impl Canvas {
    /// Lets plotters draw on a new canvas of so many pixels.
    ///
    /// # Errors
    /// What `draw` returns.
    pub fn draw(
        width: u32,
        height: u32,
        draw: impl FnOnce(&Area) -> Result<(), AnyError>,
    ) -> Result<Self, AnyError> {
        let shapes = Vec::new();
        let canvas = Rc::new(RefCell::new(Self {
            width,
            height,
            shapes,
        }));
        draw(&Area::from(&canvas))?;
        // Areas that `draw` kept elsewhere may still hold the canvas: take what is on it.
        let shapes = std::mem::take(&mut canvas.borrow_mut().shapes);
        Ok(Self {
            width,
            height,
            shapes,
        })
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The drawing as SVG; the description is what a screen reader says.
    pub fn to_svg(&self, description: &str) -> String {
        svg::write(self.size(), &self.shapes, description)
    }

    /// The drawing as PNG, painted at `scale` times its size.
    ///
    /// # Errors
    /// [`PictureSize`] when the picture would have no pixel or more than 100 million.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>, PictureSize> {
        png::paint(self.size(), &self.shapes, scale)
    }

    pub(super) fn image(
        &mut self,
        (x, y): BackendCoord,
        side: u32,
        columns: usize,
        colors: &[Rgb],
    ) {
        if columns == 0 || colors.is_empty() {
            return; // nothing to see
        }
        let (x, y) = place((x, y));
        let colors = colors.to_vec();
        self.shapes.push(Shape::Image {
            x,
            y,
            side: pixels(side),
            pixels: Bitmap { columns, colors },
        });
    }

    pub(super) fn dashes(
        &mut self,
        points: impl Iterator<Item = BackendCoord>,
        length: u32,
        style: &impl BackendStyle,
    ) {
        self.stroke(points, style, false, pixels(length));
    }

    fn stroke(
        &mut self,
        points: impl IntoIterator<Item = BackendCoord>,
        style: &impl BackendStyle,
        closed: bool,
        dash: f32,
    ) {
        if let Some(path) = polygon(points.into_iter().map(place), closed) {
            self.push(path, style, Some(dash));
        }
    }

    /// Adds the outline of a path, dashed if the number is above 0, or without it its inside.
    fn push(&mut self, path: tiny_skia::Path, style: &impl BackendStyle, dash: Option<f32>) {
        let Some(ink) = ink(style.color()) else {
            return;
        };
        let width = length(f64::from(style.stroke_width()));
        self.shapes.push(match dash {
            None => Shape::Fill { path, ink },
            Some(dash) => Shape::Stroke {
                path,
                ink,
                width,
                dash,
            },
        });
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.width * PX, self.height * PX)
    }

    fn ensure_prepared(&mut self) -> Recorded {
        Ok(())
    }

    fn present(&mut self) -> Recorded {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Recorded {
        let side = PX as i32;
        self.draw_rect((x, y), (x + side, y + side), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Recorded {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Recorded {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        if fill {
            return self.fill_polygon(corners, style);
        }
        self.stroke(corners, style, true, 0.0);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Recorded {
        self.stroke(path, style, false, 0.0);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Recorded {
        let (x, y) = place(center);
        if let Some(path) = PathBuilder::from_circle(x, y, length(f64::from(radius))) {
            self.push(path, style, if fill { None } else { Some(0.0) });
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Recorded {
        if let Some(path) = polygon(corners.into_iter().map(place), true) {
            self.push(path, style, None);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        at: BackendCoord,
    ) -> Recorded {
        let size = length(style.size());
        let left = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => -text::width(text, size) / 2.0,
            HPos::Right => -text::width(text, size),
        };
        let baseline = match style.anchor().v_pos {
            VPos::Top => ASCENT * size,
            VPos::Center => CAP_HEIGHT / 2.0 * size,
            VPos::Bottom => -DESCENT * size,
        };
        let turn = match style.transform() {
            FontTransform::None => Transform::identity(),
            FontTransform::Rotate90 => Transform::from_row(0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
            FontTransform::Rotate180 => Transform::from_scale(-1.0, -1.0),
            FontTransform::Rotate270 => Transform::from_row(0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
        };
        let (x, y) = place(at);
        let turn = turn.pre_translate(left, baseline).post_translate(x, y);
        if let Some(path) = text::outline(text, size).and_then(|path| path.transform(turn)) {
            self.push(path, &style.color(), None);
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = length(style.size());
        let units = |pixels: f32| (pixels * PX as f32).ceil() as u32;
        let height = (ASCENT + DESCENT) * size;
        Ok((units(text::width(text, size)), units(height)))
    }

    fn blit_bitmap(&mut self, at: BackendCoord, (width, _): (u32, u32), rgb: &[u8]) -> Recorded {
        let colors: Vec<Rgb> = rgb.as_chunks().0.to_vec();
        self.image(at, PX, width as usize, &colors);
        Ok(())
    }
}

/// A place of plotters' in pixels.
fn place((x, y): BackendCoord) -> (f32, f32) {
    (x as f32 / PX as f32, y as f32 / PX as f32)
}

/// The width of a line, a radius or the size of text, in pixels. What is less than half a pixel
/// was meant in pixels.
fn length(length: f64) -> f32 {
    let unit = f64::from(PX);
    let pixels = if length < unit / 2.0 {
        length
    } else {
        length / unit
    };
    pixels as f32
}

/// A length of plotters' in pixels.
fn pixels(length: u32) -> f32 {
    length as f32 / PX as f32
}

/// The ink of a colour of plotters', if it covers anything.
fn ink(color: BackendColor) -> Option<Ink> {
    let (red, green, blue) = color.rgb;
    (color.alpha > 0.0).then_some(Ink {
        color: [red, green, blue],
        opacity: color.alpha as f32,
    })
}
