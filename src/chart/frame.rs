//! A chart's frame: two axes around a rectangle of paper, with grid, tick labels and titles.

use std::convert::Infallible;

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{PathElement, Text};
use plotters::style::TRANSPARENT;
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::canvas::{Area, Canvas, text_width};
use super::style::{GRID, INK, MUTED, SMALL, TEXT, THIN, at, px, stroke, text};

/// plotters' chart over two of our axes.
pub type Chart<'a> = ChartContext<'a, Canvas, Cartesian2d<Axis, Axis>>;

/// Space over the paper, for the title of the y axis, and under it, for what the x axis says.
pub(super) const TOP: f32 = 34.0;
pub(super) const BOTTOM: f32 = 46.0;
/// Space between a tick label and its axis.
const GAP: f32 = 7.0;

/// Space at the left of the paper, for the labels of the y axis.
pub(super) fn left(y: &Axis) -> f32 {
    let labels = y.ticks().into_iter().map(|tick| y.label(tick));
    let widths = labels.map(|label| text_width(&label, SMALL));
    widths.fold(0.0, f32::max) + GAP + 10.0
}

/// Draws the frame on an area, with space of the given width at the right of the paper.
pub(super) fn frame<'a>(
    area: &Area,
    titles: (&str, &str),
    (x, y): (Axis, Axis),
    right: f32,
) -> Result<Chart<'a>, DrawingAreaErrorKind<Infallible>> {
    let (x_ends, y_ends) = (x.ends(), y.ends());
    let names = x.has_names();
    let mut chart = ChartBuilder::on(area)
        .margin_top(px(TOP))
        .margin_right(px(right))
        .margin_bottom(px(4.0))
        .x_label_area_size(px(BOTTOM - 4.0))
        .y_label_area_size(px(left(&y)))
        .build_cartesian_2d(x, y)?;

    let mut mesh = chart.configure_mesh();
    // plotters puts a label at twice the length of a tick; nothing is seen of the ticks.
    mesh.set_tick_mark_size(LabelAreaPosition::Left, px(GAP / 2.0))
        .set_tick_mark_size(LabelAreaPosition::Bottom, px(GAP / 2.0 + 1.5))
        .axis_style(TRANSPARENT)
        .bold_line_style(stroke(GRID, THIN))
        .label_style(text(SMALL, MUTED, HPos::Left))
        .x_desc(titles.0)
        .axis_desc_style(text(TEXT, INK, HPos::Left));
    if names {
        mesh.disable_x_mesh();
    }
    mesh.draw()?;
    let corners = [
        (x_ends.0, y_ends.1),
        (x_ends.0, y_ends.0),
        (x_ends.1, y_ends.0),
    ];
    chart.draw_series([PathElement::new(corners, stroke(INK, THIN))])?;
    let place = at((10.0, 11.5));
    area.draw(&Text::new(titles.1, place, text(TEXT, INK, HPos::Left)))?;
    Ok(chart)
}
