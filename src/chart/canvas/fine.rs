//! From whole pixels to places between them, on the same paper.

use std::cell::RefCell;
use std::iter::{Once, once};

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::Ranged;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::backend::{Area, Canvas, PX, Unit};

/// A chart that can be drawn on without stairs.
pub trait Finely {
    /// The same axes, counted finely.
    type Fine;

    /// The same axes at the same place, on which places lie between the pixels too: a curve has no
    /// stairs there. Widths of lines, radii of circles and sizes of text are in pixels as before.
    ///
    /// What plotters makes of places counts in hundredths of a pixel: the sizes of crosses and
    /// triangles, of dashes and of the offsets in a composed element. Draw those on the chart
    /// itself.
    ///
    /// ```
    /// use handwritten::chart::{Figure, Finely};
    /// use plotters::prelude::*;
    ///
    /// Figure::plotters(320, 200, |root| {
    ///     let mut chart = ChartBuilder::on(root).margin(5).build_cartesian_2d(0.0..6.3, -1.0..1.0)?;
    ///     let sine = (0..=63).map(|i| f64::from(i) / 10.0).map(|x| (x, x.sin()));
    ///     chart.finely().draw_series(LineSeries::new(sine, BLUE.stroke_width(2)))?;
    ///     Ok(())
    /// })?;
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    fn finely(&self) -> Self::Fine;
}

impl<X, Y> Finely for ChartContext<'_, Canvas, Cartesian2d<X, Y>>
where
    X: Ranged + Clone,
    Y: Ranged + Clone,
{
    type Fine = ChartContext<'static, Canvas, Cartesian2d<X, Y>>;

    fn finely(&self) -> Self::Fine {
        let axes = self.as_coord_spec();
        let (xs, ys) = (axes.get_x_axis_pixel_range(), axes.get_y_axis_pixel_range());
        let canvas = canvas_of(&self.plotting_area().strip_coord_spec());
        let times = (PX / canvas.places()) as i32;
        let middle = times / 2;
        let corner = |x: i32, y: i32| (x * times + middle, y * times + middle);
        // plotters leaves the last place of an area out.
        let length = |range: std::ops::Range<i32>| ((range.end - range.start) * times + 1) as u32;
        let paper = canvas.counted_in(Unit::FINE_PLACES).into_area();
        let area = paper.shrink(corner(xs.start, ys.start), (length(xs), length(ys)));
        ChartBuilder::on(&area)
            .build_cartesian_2d(axes.x_spec().clone(), axes.y_spec().clone())
            .expect("the canvas takes everything, and there is no text to lay out")
    }
}

/// The same part of the paper, with everything in hundredths of a pixel.
pub(in crate::chart) fn fine_area(area: &Area) -> Area {
    let canvas = canvas_of(area);
    let times = (PX / canvas.places()) as i32;
    let (xs, ys) = area.get_pixel_range();
    let length = |range: std::ops::Range<i32>| ((range.end - range.start) * times).unsigned_abs();
    let corner = (xs.start * times, ys.start * times);
    let paper = canvas.counted_in(Unit::FINE).into_area();
    paper.shrink(corner, (length(xs), length(ys)))
}

/// The canvas of an area, which plotters gives to nothing but elements.
fn canvas_of(area: &Area) -> Canvas {
    let finder = Finder(RefCell::new(None));
    area.draw(&finder).expect("the canvas takes everything");
    finder.0.into_inner().expect("an element is always drawn")
}

/// An element that draws nothing and takes the canvas with it.
struct Finder(RefCell<Option<Canvas>>);

impl PointCollection<'_, BackendCoord> for &Finder {
    type Point = BackendCoord;
    type IntoIter = Once<BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        once((0, 0))
    }
}

impl Drawable<Canvas> for Finder {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        canvas: &mut Canvas,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<std::convert::Infallible>> {
        self.0.replace(Some(canvas.clone()));
        Ok(())
    }
}
