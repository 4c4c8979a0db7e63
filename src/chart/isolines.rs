//! Lines of equal height over a grid of numbers.

use std::collections::BTreeMap;

use ndarray::Array2;

/// A corner of a cell: row and column.
type Corner = (usize, usize);
/// A side of a triangle, between two corners.
type Side = (Corner, Corner);

/// The lines of one height, each as the points `(column, row)` where it crosses a side of a
/// triangle. Each cell of the grid is two triangles, in which the line is straight. Around
/// numbers that are not finite, there is a gap.
pub(super) fn isolines(heights: &Array2<f64>, level: f64) -> Vec<Vec<(f64, f64)>> {
    // A crossed side and the ones on which the line leaves the triangles beside it.
    let mut next: BTreeMap<Side, Vec<Side>> = BTreeMap::new();
    let (rows, columns) = (heights.nrows() - 1, heights.ncols() - 1);
    for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
        let [a, b, c, d] = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)];
        if [a, b, c, d]
            .iter()
            .any(|corner| !heights[*corner].is_finite())
        {
            continue;
        }
        for sides in [[(a, b), (b, c), (a, c)], [(a, c), (d, c), (a, d)]] {
            let below = |corner: Corner| heights[corner] < level;
            let mut crossed = sides.into_iter().filter(|&(p, q)| below(p) != below(q));
            if let (Some(from), Some(to)) = (crossed.next(), crossed.next()) {
                next.entry(from).or_default().push(to);
                next.entry(to).or_default().push(from);
            }
        }
    }
    // Open lines first, from an end; what is left are rings.
    let ends = next.iter().filter(|(_, ways)| ways.len() == 1);
    let starts: Vec<Side> = ends.chain(&next).map(|(side, _)| *side).collect();
    let mut lines = Vec::new();
    for start in starts {
        let mut line = vec![crossing(heights, start, level)];
        let mut side = start;
        while let Some(to) = next.get_mut(&side).and_then(Vec::pop) {
            if let Some(back) = next.get_mut(&to) {
                back.retain(|from| *from != side);
            }
            line.push(crossing(heights, to, level));
            side = to;
        }
        if line.len() > 1 {
            lines.push(line);
        }
    }
    lines
}

/// Where a side of a triangle is as high as `level`.
fn crossing(heights: &Array2<f64>, (p, q): Side, level: f64) -> (f64, f64) {
    let (from, to) = (heights[p] - level, heights[q] - level);
    let share = from / (from - to);
    let between = |p: usize, q: usize| p as f64 + share * (q as f64 - p as f64);
    (between(p.1, q.1), between(p.0, q.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_bowl_are_rings_of_equal_height() {
        let bowl = |x: f64, y: f64| (x - 50.0) * (x - 50.0) + (y - 50.0) * (y - 50.0);
        let heights = Array2::from_shape_fn((101, 101), |(i, j)| bowl(j as f64, i as f64));
        for radius in [5.3, 20.0, 47.7] {
            let lines = isolines(&heights, radius * radius);
            let [ring] = lines.as_slice() else {
                panic!("{} lines", lines.len());
            };
            assert_eq!(ring.first(), ring.last());
            for &(x, y) in ring {
                assert!((bowl(x, y).sqrt() - radius).abs() < 0.06, "{x}, {y}");
            }
        }
    }

    #[test]
    fn open_lines_go_from_rim_to_rim() {
        let slope = Array2::from_shape_fn((11, 21), |(_, j)| j as f64);
        let lines = isolines(&slope, 7.25);
        let [line] = lines.as_slice() else {
            panic!("{} lines", lines.len());
        };
        assert!(line.iter().all(|(x, _)| (x - 7.25).abs() < 1e-12));
        let (top, bottom) = (line[0].1, line[line.len() - 1].1);
        assert_eq!((top.min(bottom), top.max(bottom)), (0.0, 10.0));
        assert!(isolines(&slope, 30.0).is_empty());
    }
}
