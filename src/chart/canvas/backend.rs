//! plotters' side: what it draws becomes shapes.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontTransform,
};
use tiny_skia::{Color, Path, PathBuilder, Pixmap, Transform};

use super::shape::{Image, Shape, pixmap};
use super::text::{self, CAP_HEIGHT};
use super::{png, svg};

/// How many of plotters' units make a pixel.
pub const PX: u32 = 100;

/// Where the tallest letters end above the baseline and the lowest below it, as shares of the
/// text's size: the box that anchors of text refer to.
const ASCENT: f32 = 0.76;
const DESCENT: f32 = 0.24;

/// What plotters draws on.
pub type Area = DrawingArea<Canvas, Shift>;

/// What drawing an element returns. The canvas itself never fails.
pub type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<Infallible>>;

/// Whatever may go wrong while one draws.
pub type AnyError = Box<dyn std::error::Error + Send + Sync>;

type Recorded = Result<(), DrawingErrorKind<Infallible>>;

/// A drawing on white paper. Nothing about it can fail but its size.
#[derive(Debug, Clone)]
pub struct Canvas {
    size: (u32, u32),
    shapes: Vec<Shape>,
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
        let (size, shapes) = ((width, height), Vec::new());
        let canvas = Rc::new(RefCell::new(Self { size, shapes }));
        draw(&Area::from(&canvas))?;
        // Areas that `draw` kept elsewhere may still hold the canvas: take what is on it.
        let shapes = std::mem::take(&mut canvas.borrow_mut().shapes);
        Ok(Self { size, shapes })
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The drawing as SVG; the description is what a screen reader says.
    pub fn to_svg(&self, description: &str) -> String {
        svg::write(self.size, &self.shapes, description)
    }

    /// The drawing as PNG, painted at `scale` times its size; `None` when the picture would have
    /// no pixel or more than 100 million.
    pub fn to_png(&self, scale: f32) -> Option<Vec<u8>> {
        png::paint(self.size, &self.shapes, scale)
    }

    pub(super) fn image(&mut self, corner: BackendCoord, side: u32, pixels: Pixmap) {
        self.shapes.push(Shape::Image(Image {
            corner: place(corner),
            side: side as f32 / PX as f32,
            pixels,
        }));
    }

    /// Adds the inside of a path, or its outline, if there is anything to see.
    fn add(&mut self, path: Option<Path>, style: &impl BackendStyle, fill: bool) -> Recorded {
        let BackendColor { alpha, rgb } = style.color();
        if let Some(path) = path.filter(|_| alpha > 0.0) {
            let opacity = (alpha as f32 * 255.0).round() as u8;
            let color = Color::from_rgba8(rgb.0, rgb.1, rgb.2, opacity);
            self.shapes.push(match fill {
                true => Shape::Fill(path, color),
                false => Shape::Stroke(path, color, length(style.stroke_width().into())),
            });
        }
        Ok(())
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0 * PX, self.size.1 * PX)
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
        self.add(path(corners, true), style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Recorded {
        self.add(path(points, false), style, false)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Recorded {
        let (x, y) = place(center);
        let path = PathBuilder::from_circle(x, y, length(radius.into()));
        self.add(path, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Recorded {
        self.add(path(corners, true), style, true)
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
        let outline = text::outline(text, size).and_then(|path| path.transform(turn));
        self.add(outline, &style.color(), true)
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
        if let Some(pixels) = pixmap(width as usize, rgb.as_chunks().0) {
            self.image(at, PX, pixels);
        }
        Ok(())
    }
}

/// A path through points; `None` where there are fewer than two.
fn path(points: impl IntoIterator<Item = BackendCoord>, closed: bool) -> Option<Path> {
    let mut points = points.into_iter().map(place);
    let mut builder = PathBuilder::new();
    let (x, y) = points.next()?;
    builder.move_to(x, y);
    points.for_each(|(x, y)| builder.line_to(x, y));
    if closed {
        builder.close();
    }
    builder.finish()
}

/// A place of plotters' in pixels.
fn place((x, y): BackendCoord) -> (f32, f32) {
    (x as f32 / PX as f32, y as f32 / PX as f32)
}

/// The width of a line, a radius or the size of text, in pixels. What is less than half a pixel
/// was meant in pixels.
fn length(length: f64) -> f32 {
    let unit = f64::from(PX);
    let in_pixels = length < unit / 2.0;
    (if in_pixels { length } else { length / unit }) as f32
}
