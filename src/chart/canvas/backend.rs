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

use super::drawing::Drawing;
use super::shape::{Image, Shape, pixmap};
use super::text::{self, CAP_HEIGHT};

/// How many of plotters' units make a pixel where a canvas counts finely.
pub(in crate::chart) const PX: u32 = 100;

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

/// How many units make a pixel: of places, and of lengths (widths of lines, radii, sizes of text).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) struct Unit {
    places: u32,
    lengths: u32,
}

impl Unit {
    /// One unit is one pixel, as plotters' documentation has it.
    pub(in crate::chart) const PIXEL: Self = Self::new(1, 1);
    /// Places between the pixels, lengths in pixels.
    pub(super) const FINE_PLACES: Self = Self::new(PX, 1);
    /// The crate's own charts: everything in hundredths of a pixel.
    pub(in crate::chart) const FINE: Self = Self::new(PX, PX);

    const fn new(places: u32, lengths: u32) -> Self {
        Self { places, lengths }
    }
}

/// White paper on which plotters draws. Nothing about it can fail but its size.
#[derive(Debug, Clone)]
pub struct Canvas {
    size: (u32, u32),
    unit: Unit,
    /// Shared with the canvases that count otherwise on the same paper.
    shapes: Rc<RefCell<Vec<Shape>>>,
}

impl Canvas {
    /// Lets plotters draw on a new canvas of so many pixels. One unit is one pixel.
    ///
    /// # Errors
    /// What `draw` returns.
    pub fn draw(
        width: u32,
        height: u32,
        draw: impl FnOnce(&Area) -> Result<(), AnyError>,
    ) -> Result<Drawing, AnyError> {
        Self::draw_in(Unit::PIXEL, (width, height), draw)
    }

    pub(in crate::chart) fn draw_in(
        unit: Unit,
        size: (u32, u32),
        draw: impl FnOnce(&Area) -> Result<(), AnyError>,
    ) -> Result<Drawing, AnyError> {
        let canvas = Self {
            size,
            unit,
            shapes: Rc::default(),
        };
        let shapes = Rc::clone(&canvas.shapes);
        draw(&canvas.into_area())?;
        // Areas that `draw` kept elsewhere may still hold the canvas: take what is on it.
        let shapes = shapes.take();
        Ok(Drawing { size, shapes })
    }

    /// The same paper, counted in other units.
    pub(super) fn counted_in(&self, unit: Unit) -> Self {
        Self {
            unit,
            ..self.clone()
        }
    }

    /// How many of its units make a pixel.
    pub(super) fn places(&self) -> u32 {
        self.unit.places
    }

    pub(super) fn into_area(self) -> Area {
        Area::from(&Rc::new(RefCell::new(self)))
    }

    pub(super) fn image(&mut self, corner: BackendCoord, side: u32, pixels: Pixmap) {
        self.push(Shape::Image(Image {
            corner: self.edge(corner),
            side: self.length(side.into()),
            pixels,
        }));
    }

    fn push(&mut self, shape: Shape) {
        self.shapes.borrow_mut().push(shape);
    }

    /// Adds the inside of a path, or its outline, if there is anything to see.
    fn add(&mut self, path: Option<Path>, style: &impl BackendStyle, fill: bool) -> Recorded {
        let color = style.color();
        if let Some(path) = path.filter(|_| color.alpha > 0.0) {
            let color = rgba(color);
            self.push(match fill {
                true => Shape::Fill(path, color),
                false => Shape::Stroke(path, color, self.length(style.stroke_width().into())),
            });
        }
        Ok(())
    }

    /// A place in pixels. A whole pixel is meant by its middle, so that a line one pixel wide
    /// fills it.
    fn place(&self, (x, y): BackendCoord) -> (f32, f32) {
        let unit = self.unit.places as f32;
        let middle = if self.unit.places == 1 { 0.5 } else { 0.0 };
        (x as f32 / unit + middle, y as f32 / unit + middle)
    }

    /// Where a pixel begins.
    fn edge(&self, (x, y): BackendCoord) -> (f32, f32) {
        let unit = self.unit.places as f32;
        (x as f32 / unit, y as f32 / unit)
    }

    /// The width of a line, a radius or the size of text, in pixels.
    fn length(&self, length: f64) -> f32 {
        (length / f64::from(self.unit.lengths)) as f32
    }

    /// A path through points; `None` where there are fewer than two.
    fn path(&self, points: impl IntoIterator<Item = BackendCoord>, closed: bool) -> Option<Path> {
        path(points.into_iter().map(|point| self.place(point)), closed)
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (
            self.size.0 * self.unit.places,
            self.size.1 * self.unit.places,
        )
    }

    fn ensure_prepared(&mut self) -> Recorded {
        Ok(())
    }

    fn present(&mut self) -> Recorded {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Recorded {
        let unit = self.unit.places as i32;
        let pixel = (x.div_euclid(unit), y.div_euclid(unit));
        let (width, height) = (self.size.0 as i32, self.size.1 as i32);
        let inside = (0..width).contains(&pixel.0) && (0..height).contains(&pixel.1);
        if inside && color.alpha > 0.0 {
            let pixel = (pixel.0, pixel.1, rgba(color));
            let mut shapes = self.shapes.borrow_mut();
            match shapes.last_mut() {
                Some(Shape::Pixels(pixels)) => pixels.push(pixel),
                _ => shapes.push(Shape::Pixels(vec![pixel])),
            }
        }
        Ok(())
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
        let corners = corners.map(|corner| match fill {
            true => self.edge(corner),
            false => self.place(corner),
        });
        self.add(path(corners.into_iter(), true), style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Recorded {
        self.add(self.path(points, false), style, false)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Recorded {
        let (x, y) = self.place(center);
        let path = PathBuilder::from_circle(x, y, self.length(radius.into()));
        self.add(path, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Recorded {
        self.add(self.path(corners, true), style, true)
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        at: BackendCoord,
    ) -> Recorded {
        let size = self.length(style.size());
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
        let (x, y) = self.edge(at);
        let turn = turn.pre_translate(left, baseline).post_translate(x, y);
        let outline = text::outline(text, size).and_then(|path| path.transform(turn));
        self.add(outline, &style.color(), true)
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = self.length(style.size());
        let units = |pixels: f32| (pixels * self.unit.places as f32).ceil() as u32;
        let height = (ASCENT + DESCENT) * size;
        Ok((units(text::width(text, size)), units(height)))
    }

    fn blit_bitmap(&mut self, at: BackendCoord, (width, _): (u32, u32), rgb: &[u8]) -> Recorded {
        if let Some(pixels) = pixmap(width as usize, rgb.as_chunks().0) {
            self.image(at, self.unit.lengths, pixels);
        }
        Ok(())
    }
}

fn path(mut points: impl Iterator<Item = (f32, f32)>, closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (x, y) = points.next()?;
    builder.move_to(x, y);
    points.for_each(|(x, y)| builder.line_to(x, y));
    if closed {
        builder.close();
    }
    builder.finish()
}

fn rgba(BackendColor { alpha, rgb }: BackendColor) -> Color {
    Color::from_rgba8(rgb.0, rgb.1, rgb.2, (alpha * 255.0).round() as u8)
}
