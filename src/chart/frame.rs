//! A chart's frame: two axes around a rectangle of paper, with grid, tick labels and titles.

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::element::{PathElement, Text};
use plotters::style::TRANSPARENT;
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::canvas::{Area, Canvas, Drawn, text_width};
use super::style::{GRID, INK, MUTED, SMALL, TEXT, THIN, px, stroke, text};

/// plotters' chart over two of our axes.
pub type Chart<'a> = ChartContext<'a, Canvas, Cartesian2d<Axis, Axis>>;

/// Space over the paper, for the title of the y axis, and under it, for what the x axis says.
pub(super) const TOP: f32 = 34.0;
pub(super) const BOTTOM: f32 = 46.0;
/// Space between a tick label and its axis.
const GAP: f32 = 7.0;

/// Space at the left of the paper, for the labels of the y axis, in whole pixels.
pub(super) fn left(y: &Axis) -> f32 {
    let labels = y.ticks().into_iter().map(|tick| y.label(tick));
    let widths = labels.map(|label| text_width(&label, SMALL));
    (widths.fold(0.0, f32::max) + GAP + 10.0).ceil()
}

/// The axes that [`frame`] draws, for whoever counts in pixels.
pub(super) fn in_pixels(area: &Area, x: Axis, y: Axis, right: f32) -> Drawn<Chart<'static>> {
    ChartBuilder::on(area)
        .margin_top(TOP)
        .margin_right(right)
        .margin_bottom(4)
        .x_label_area_size(BOTTOM - 4.0)
        .y_label_area_size(left(&y))
        .build_cartesian_2d(x, y)
}

/// Draws the frame on an area that counts finely, with space of the given width at the right of
/// the paper.
pub(super) fn frame(
    area: &Area,
    (x_title, y_title): &(String, String),
    x: Axis,
    y: Axis,
    right: f32,
) -> Drawn<Chart<'static>> {
    let names = x.has_names();
    // The axes lie in the middles of the pixels that `in_pixels` counts; plotters leaves the
    // last place of an area out.
    let middle = px(0.5);
    let mut chart = ChartBuilder::on(area)
        .margin_top(px(TOP) + middle)
        .margin_right(px(right) + middle - 1)
        .margin_bottom(px(4.0))
        .x_label_area_size(px(BOTTOM - 4.0) + middle - 1)
        .y_label_area_size(px(left(&y)) + middle)
        .build_cartesian_2d(x, y)?;

    let mut mesh = chart.configure_mesh();
    // plotters puts a label at twice the length of a tick; nothing is seen of the ticks.
    mesh.set_tick_mark_size(LabelAreaPosition::Left, px(GAP / 2.0))
        .set_tick_mark_size(LabelAreaPosition::Bottom, px(GAP / 2.0 + 1.5))
        .axis_style(TRANSPARENT)
        .bold_line_style(stroke(GRID, THIN))
        .label_style(text(SMALL, MUTED, HPos::Left))
        .x_desc(x_title)
        .axis_desc_style(text(TEXT, INK, HPos::Left));
    if names {
        mesh.disable_x_mesh();
    }
    mesh.draw()?;
    let (x, y) = (chart.x_range(), chart.y_range());
    let corners = [(x.start, y.end), (x.start, y.start), (x.end, y.start)];
    chart.draw_series([PathElement::new(corners, stroke(INK, THIN))])?;
    let place = (px(10.0), px(11.5));
    area.draw(&Text::new(
        y_title.as_str(),
        place,
        text(TEXT, INK, HPos::Left),
    ))?;
    Ok(chart)
}
