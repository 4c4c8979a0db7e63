//! What plotters' documentation prints is drawn at its size, from 1 pixel to 200.

use plotters::prelude::*;

use super::{AnyError, Area, Canvas, Finely};

/// The rows and columns of the pixels that are not white, from the first to the last, of a
/// picture of 500 by 500.
fn ink(draw: impl FnOnce(&Area) -> Result<(), AnyError>) -> ((u32, u32), (u32, u32)) {
    let png = Canvas::draw(500, 500, draw).unwrap().to_png(1.0).unwrap();
    let picture = ::image::load_from_memory(&png).unwrap().into_luma8();
    let pixels = picture.enumerate_pixels();
    let dark: Vec<_> = pixels.filter(|(_, _, shade)| shade.0[0] < 200).collect();
    let span = |all: Vec<u32>| (*all.iter().min().unwrap(), *all.iter().max().unwrap());
    (
        span(dark.iter().map(|(x, _, _)| *x).collect()),
        span(dark.iter().map(|(_, y, _)| *y).collect()),
    )
}

#[test]
fn lengths_are_pixels_at_every_size() {
    for size in 1..=200 {
        let (xs, ys) = ink(|area| {
            let (left, _) = area.margin(size, 0, size, 0).split_horizontally(size);
            Ok(left.fill(&BLACK)?)
        });
        assert_eq!((xs, ys.0), ((size, 2 * size - 1), size), "margin and split");

        let (xs, _) = ink(|area| {
            let style = BLACK.stroke_width(size);
            Ok(area.draw(&PathElement::new([(250, 100), (250, 400)], style))?)
        });
        assert!(
            (xs.1 - xs.0 + 1).abs_diff(size) <= 1,
            "stroke {size}: {xs:?}"
        );

        if size > 5 {
            let (_, ys) = ink(|area| {
                let style = ("sans-serif", size).into_font();
                Ok(area.draw(&Text::new("H", (10, 10), style))?)
            });
            let height = f64::from(ys.1 - ys.0 + 1);
            assert!(
                (height - 0.73 * f64::from(size)).abs() <= 2.0,
                "text {size}"
            );
        }
    }
}

#[test]
fn a_fine_chart_has_its_axes_where_the_chart_has_them() {
    Canvas::draw(300, 200, |area| {
        let chart = ChartBuilder::on(area)
            .margin(7)
            .x_label_area_size(30)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
        let fine = chart.finely();
        for corner in [(0.0, 0.0), (1.0, 1.0)] {
            let ((x, y), (a, b)) = (chart.backend_coord(&corner), fine.backend_coord(&corner));
            assert_eq!((100 * x + 50, 100 * y + 50), (a, b));
        }
        Ok(())
    })
    .unwrap();
}
