//! What stands on a plot's axes: lines, dots, areas and marks, and their labels.

use plotters::element::{DashedPathElement, EmptyElement, PathElement, Polygon, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::canvas::{Area, Drawn, PX, text_width};
use super::frame::Chart;
use super::paper::disc;
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
    pub(super) fn draw(&self, chart: &Chart) -> Drawn {
        let area = chart.plotting_area();
        let style = stroke(self.color, LINE);
        let dots = |ground| {
            let mut dots = self.shown(chart);
            dots.try_for_each(|center| disc(area, center, DOT, (ground, self.color)))
        };
        match self.kind {
            Kind::Area => {
                let corners: Vec<_> = self.shown(chart).collect();
                area.draw(&Polygon::new(corners, self.color.mix(0.13).filled()))
            }
            Kind::Mark => self.draw_mark(chart),
            Kind::Line => self
                .pieces(chart)
                .try_for_each(|piece| area.draw(&PathElement::new(piece, style))),
            Kind::Dashed => self.pieces(chart).try_for_each(|piece| {
                area.draw(&DashedPathElement::new(piece, 6 * PX, 6 * PX, style))
            }),
            Kind::Dots => dots(self.color),
            Kind::Rings => dots(PAPER),
        }
    }

    fn draw_mark(&self, chart: &Chart) -> Drawn {
        let (area, y, x) = (chart.plotting_area(), chart.y_range(), self.points[0].0);
        let (line, style) = ([(x, y.start), (x, y.end)], stroke(MUTED, THIN));
        area.draw(&DashedPathElement::new(line, 4 * PX, 4 * PX, style))?;
        let above = (0, px(-7.5));
        let label = Text::new(self.label.clone(), above, text(SMALL, MUTED, HPos::Center));
        area.draw(&(EmptyElement::at((x, y.end)) + label))
    }

    /// The pieces of a line inside the chart. Where a point has no place, there is a gap.
    fn pieces(&self, chart: &Chart) -> impl Iterator<Item = Vec<(f64, f64)>> {
        let y = chart.y_range();
        let whole = self.points.split(|point| !has_place(chart, *point));
        whole.flat_map(move |line| inside(line, y.start, y.end))
    }

    /// The points that have a place on the axes.
    fn shown(&self, chart: &Chart) -> impl Iterator<Item = (f64, f64)> {
        let points = self.points.iter().copied();
        points.filter(|point| has_place(chart, *point))
    }
}

/// Space that the labels at the ends of lines take at the right of a chart.
pub(super) fn label_room(series: &[Series]) -> f32 {
    let is_line = |series: &&Series| matches!(series.kind, Kind::Line | Kind::Dashed);
    let labels = series.iter().filter(is_line);
    let widths = labels.map(|series| text_width(&series.label, TEXT));
    (widths.fold(0.0, f32::max) + 18.0)
        .ceil()
        .clamp(20.0, MOST_ROOM)
}

/// Writes the labels: of lines at their ends, moved apart where lines end close together; of dots
/// beside the last of them; of areas in their middle.
pub(super) fn write_labels(area: &Area, chart: &Chart, series: &[Series]) -> Drawn {
    let area = area.use_screen_coord(); // in which a chart gives places
    let write = |series: &Series, place, color, side| {
        area.draw(&Text::new(
            series.label.as_str(),
            place,
            text(TEXT, color, side),
        ))
    };
    let mut lines = Vec::new();
    for series in series.iter().filter(|series| !series.label.is_empty()) {
        let places = series.shown(chart).map(|point| chart.backend_coord(&point));
        let places: Vec<_> = places.collect();
        let Some(&(x, y)) = places.last() else {
            continue;
        };
        match series.kind {
            Kind::Line | Kind::Dashed => lines.push((series, places)),
            Kind::Dots | Kind::Rings => {
                write(series, (x + px(10.0), y - px(10.5)), INK, HPos::Left)?;
            }
            Kind::Area => {
                let sum = places
                    .iter()
                    .fold((0, 0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
                let count = places.len() as i32;
                write(
                    series,
                    (sum.0 / count, sum.1 / count),
                    series.color,
                    HPos::Center,
                )?;
            }
            Kind::Mark => {} // has its label
        }
    }

    // From the top; of lines that end together, the one that came from further up is first.
    lines.sort_by_cached_key(|(_, places)| {
        let heights = places.iter().rev().map(|(_, y)| y / px(2.0));
        heights.collect::<Vec<_>>()
    });
    // A line ends at its point furthest to the right.
    let end = |places: &[(i32, i32)]| places.iter().copied().max_by_key(|(x, _)| *x);
    let ends: Vec<_> = lines.iter().filter_map(|(_, places)| end(places)).collect();
    let mut heights: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let (xs, ys) = chart.plotting_area().get_pixel_range();
    // A label must not lie on the x axis; beyond its end there is nothing to lie on.
    let above = ends.iter().any(|(x, _)| x + px(1.0) < xs.end);
    let bottom = ys.end - if above { px(9.0) } else { 0 };
    spread(&mut heights, px(LINE_HEIGHT), bottom);
    for (((series, _), (x, _)), y) in lines.iter().zip(ends).zip(heights) {
        write(series, (x + px(8.0), y), series.color, HPos::Left)?;
    }
    Ok(())
}

/// Whether the point has a place: it is finite, and above zero on a logarithmic axis.
fn has_place(chart: &Chart, (x, y): (f64, f64)) -> bool {
    let axes = chart.as_coord_spec();
    axes.x_spec().share(x).is_finite() && axes.y_spec().share(y).is_finite()
}

/// The pieces of a line that are between two heights.
fn inside(line: &[(f64, f64)], low: f64, high: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let cut = |point: (f64, f64)| match point.1.clamp(low, high) {
            y if y == point.1 => point,
            y => (
                from.0 + (to.0 - from.0) * ((y - from.1) / (to.1 - from.1)),
                y,
            ),
        };
        let (start, end) = (cut(from), cut(to));
        if start.1 == end.1 && (start, end) != (from, to) {
            continue; // all of it is outside
        }
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
        let heights = [0.0, 2.0, 2.0, -2.0, -2.0, 0.0];
        let line = [0, 1, 2, 3, 4, 5].map(|i| (i as f64, heights[i]));
        assert_eq!(inside(&line, -3.0, 3.0), [line.to_vec()]);
        let pieces: [&[(f64, f64)]; 3] = [
            &[(0.0, 0.0), (0.5, 1.0)],
            &[(2.25, 1.0), (2.75, -1.0)],
            &[(4.5, -1.0), (5.0, 0.0)],
        ];
        assert_eq!(inside(&line, -1.0, 1.0), pieces);
        assert!(inside(&line, 5.0, 6.0).is_empty());
    }

    #[test]
    fn labels_keep_their_distance_and_stay_above_the_bottom() {
        let mut heights = [10, 12, 95, 99];
        spread(&mut heights, 10, 100);
        assert_eq!(heights, [10, 20, 90, 100]);
    }
}
