//! What stands on a plot's axes: lines, dots, areas and marks, and their labels.

use plotters::element::{Circle, DashedPathElement, EmptyElement, Polygon, Text};
use plotters::series::LineSeries;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::canvas::{Area, Drawn, PX, text_width};
use super::frame::Chart;
use super::style::{DOT, INK, LINE, MUTED, PAPER, SMALL, TEXT, THIN, px, stroke, text};

/// The widest margin for labels; longer ones are cut off.
const MOST_ROOM: f32 = 300.0;
/// Least distance between the heights of two labels.
const LINE_HEIGHT: f32 = 17.0;

#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) label: String,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) kind: Kind,
    pub(super) color: RGBColor,
    /// Whether the colour is that of the series before.
    pub(super) again: bool,
}

/// Kinds of series, from the back to the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Area,
    /// A dashed line at an x.
    Mark,
    Line,
    Dashed,
    Dots,
    Rings,
}

impl Series {
    /// Draws the series; of lines only what is inside `cut`, a part of the y axis.
    pub(super) fn draw(&self, chart: &mut Chart, cut: Option<(f64, f64)>) -> Drawn {
        match self.kind {
            Kind::Area => self.draw_area(chart),
            Kind::Mark => self.draw_mark(chart),
            Kind::Line | Kind::Dashed => self.draw_line(chart, cut),
            Kind::Dots | Kind::Rings => self.draw_dots(chart),
        }
    }

    fn draw_area(&self, chart: &mut Chart) -> Drawn {
        let corners: Vec<_> = self.shown(chart).collect();
        chart.draw_series([Polygon::new(corners, self.color.mix(0.13).filled())])?;
        Ok(())
    }

    fn draw_mark(&self, chart: &mut Chart) -> Drawn {
        let bottom_and_top = chart.y_range();
        for &(x, _) in &self.points {
            let line = [(x, bottom_and_top.start), (x, bottom_and_top.end)];
            let dashes = DashedPathElement::new(line, 4 * PX, 4 * PX, stroke(MUTED, THIN));
            chart.draw_series([dashes])?;
            let label = Text::new(
                self.label.clone(),
                (0, px(-7.5)),
                text(SMALL, MUTED, HPos::Center),
            );
            chart.draw_series([EmptyElement::at(line[1]) + label])?;
        }
        Ok(())
    }

    /// A line; where a point has no place on the axes, there is a gap.
    fn draw_line(&self, chart: &mut Chart, cut: Option<(f64, f64)>) -> Drawn {
        let style = stroke(self.color, LINE);
        let pieces = self.points.split(|point| !has_place(chart, *point));
        let pieces: Vec<_> = pieces.flat_map(|piece| inside(piece, cut)).collect();
        for piece in pieces {
            if self.kind == Kind::Dashed {
                chart.draw_series([DashedPathElement::new(piece, 6 * PX, 6 * PX, style)])?;
            } else {
                chart.draw_series(LineSeries::new(piece, style))?;
            }
        }
        Ok(())
    }

    fn draw_dots(&self, chart: &mut Chart) -> Drawn {
        let ground = if self.kind == Kind::Dots {
            self.color
        } else {
            PAPER
        };
        let dots = self.shown(chart).map(|point| {
            EmptyElement::at(point)
                + Circle::new((0, 0), px(DOT), ground.filled())
                + Circle::new((0, 0), px(DOT), stroke(self.color, 1.5 * THIN))
        });
        chart.draw_series(dots.collect::<Vec<_>>())?;
        Ok(())
    }

    /// The points that have a place on the axes.
    fn shown(&self, chart: &Chart) -> impl Iterator<Item = (f64, f64)> {
        let points = self.points.iter().copied();
        points.filter(|point| has_place(chart, *point))
    }

    fn labelled_at_end(&self) -> bool {
        !self.label.is_empty() && matches!(self.kind, Kind::Line | Kind::Dashed)
    }
}

/// Space that the labels at the ends of lines take at the right of a chart.
pub(super) fn label_room(series: &[Series]) -> f32 {
    let labels = series.iter().filter(|series| series.labelled_at_end());
    let widths = labels.map(|series| text_width(&series.label, TEXT));
    (widths.fold(0.0, f32::max) + 18.0).clamp(20.0, MOST_ROOM)
}

/// Writes the labels: of lines at their ends, moved apart where lines end close together; of dots
/// beside the last of them; of areas in their middle.
pub(super) fn write_labels(area: &Area, chart: &Chart, series: &[Series]) -> Drawn {
    let (left, top) = area.get_base_pixel();
    let place = |point: &(f64, f64)| {
        let (x, y) = chart.backend_coord(point);
        (x - left, y - top)
    };
    let write = |label: &str, place: (i32, i32), color, side| {
        area.draw(&Text::new(label, place, text(TEXT, color, side)))
    };
    let mut lines = Vec::new();
    for series in series.iter().filter(|series| !series.label.is_empty()) {
        let places: Vec<_> = series.shown(chart).map(|point| place(&point)).collect();
        let Some(&last) = places.last() else { continue };
        match series.kind {
            Kind::Line | Kind::Dashed => lines.push((series, places)),
            Kind::Dots | Kind::Rings => {
                write(
                    &series.label,
                    (last.0 + px(10.0), last.1 - px(10.5)),
                    INK,
                    HPos::Left,
                )?;
            }
            Kind::Area => write(&series.label, middle(&places), series.color, HPos::Center)?,
            Kind::Mark => {}
        }
    }

    // From the top; of lines that end together, the one that came from further up is first.
    lines.sort_by_cached_key(|(_, places)| {
        let heights = places.iter().rev().map(|(_, y)| y / px(2.0));
        heights.collect::<Vec<_>>()
    });
    let ends: Vec<_> = lines.iter().map(|(_, places)| end(places)).collect();
    let mut heights: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let (xs, ys) = chart.plotting_area().get_pixel_range();
    // A label must not lie on the x axis; beyond its end there is nothing to lie on.
    let above = ends.iter().any(|(x, _)| x + left + px(1.0) < xs.end);
    let bottom = ys.end - top - if above { px(9.0) } else { 0 };
    spread(&mut heights, px(LINE_HEIGHT), bottom);
    for (((series, _), (x, _)), y) in lines.iter().zip(ends).zip(heights) {
        write(&series.label, (x + px(8.0), y), series.color, HPos::Left)?;
    }
    Ok(())
}

/// Where a line ends: at the point furthest to the right.
fn end(places: &[(i32, i32)]) -> (i32, i32) {
    let end = places.iter().copied().max_by_key(|(x, _)| *x);
    end.expect("a line without points has no label")
}

/// The mean of corners.
fn middle(places: &[(i32, i32)]) -> (i32, i32) {
    let count = places.len() as i32;
    let mean = |sum: i32| sum / count;
    (
        mean(places.iter().map(|place| place.0).sum()),
        mean(places.iter().map(|place| place.1).sum()),
    )
}

/// Whether the point has a place: it is finite, and above zero on a logarithmic axis.
fn has_place(chart: &Chart, (x, y): (f64, f64)) -> bool {
    let axes = chart.as_coord_spec();
    axes.x_spec().share(x).is_finite() && axes.y_spec().share(y).is_finite()
}

/// The pieces of a line that are inside a part of the y axis; all of it without one.
fn inside(line: &[(f64, f64)], cut: Option<(f64, f64)>) -> Vec<Vec<(f64, f64)>> {
    let Some((low, high)) = cut else {
        return if line.len() > 1 {
            vec![line.to_vec()]
        } else {
            Vec::new()
        };
    };
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (enters, leaves) = (from.1.clamp(low, high), to.1.clamp(low, high));
        if enters == leaves && (enters, leaves) != (from.1, to.1) {
            continue; // all of it is outside
        }
        let at = |y: f64| match from.1 == to.1 {
            true => from,
            false => (
                from.0 + (to.0 - from.0) * ((y - from.1) / (to.1 - from.1)),
                y,
            ),
        };
        let start = if enters == from.1 { from } else { at(enters) };
        let end = if leaves == to.1 { to } else { at(leaves) };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&start) => piece.push(end),
            _ => pieces.push(vec![start, end]),
        }
    }
    pieces
}

/// Moves sorted heights down until each is `distance` from the one before it, then all up as far
/// as the last one reaches below `bottom`.
fn spread(heights: &mut [i32], distance: i32, bottom: i32) {
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + distance);
    }
    let mut limit = bottom;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(limit);
        limit = *height - distance;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_leaves() {
        let line = [
            (0.0, 0.0),
            (1.0, 2.0),
            (2.0, 2.0),
            (3.0, -2.0),
            (4.0, -2.0),
            (5.0, 0.0),
        ];
        let whole = inside(&line, Some((-3.0, 3.0)));
        assert_eq!(whole, [line.to_vec()]);
        let low = inside(&line, Some((-1.0, 1.0)));
        let pieces: [&[(f64, f64)]; 3] = [
            &[(0.0, 0.0), (0.5, 1.0)],
            &[(2.25, 1.0), (2.75, -1.0)],
            &[(4.5, -1.0), (5.0, 0.0)],
        ];
        assert_eq!(low, pieces);
        assert!(inside(&line, Some((5.0, 6.0))).is_empty());
    }

    #[test]
    fn labels_keep_their_distance_and_stay_above_the_bottom() {
        let mut heights = [10, 12, 95, 99];
        spread(&mut heights, 10, 100);
        assert_eq!(heights, [10, 20, 90, 100]);
    }
}
