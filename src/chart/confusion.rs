//! The confusion matrix.

use ndarray::Array2;

use super::axis::decimal;
use super::figure::Figure;
use super::heat::{Cell, Grid};
use super::style::{GRID, INK, PAPER, SERIES, mix};

/// How often each class was taken for each: `counts[label][answer]`, a row for each label.
///
/// Right answers stand on a grey diagonal; mistakes are the deeper orange the more there are,
/// and what never happened is left empty.
///
/// ```
/// let figure = handwritten::chart::confusion(&[[8, 2], [1, 9]]);
/// assert!(figure.to_svg().contains("2 classes"));
/// ```
pub fn confusion<const N: usize>(counts: &[[u32; N]; N]) -> Figure {
    draw(Array2::from_shape_fn((N, N), |(label, answer)| {
        counts[label][answer]
    }))
}

fn draw(counts: Array2<u32>) -> Figure {
    let mistakes = counts
        .indexed_iter()
        .filter(|((label, answer), _)| label != answer);
    let most = mistakes.map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let cells = Array2::from_shape_fn(counts.dim(), |(label, answer)| {
        let count = counts[[label, answer]];
        let share = f64::from(count) / f64::from(most);
        let right = label == answer;
        Cell {
            text: match count {
                0 => String::new(),
                count => decimal(f64::from(count), 0),
            },
            ground: if right {
                GRID
            } else {
                mix(PAPER, SERIES[1], share)
            },
            ink: if !right && share > 0.75 { PAPER } else { INK },
        }
    });
    let classes: Vec<_> = (0..counts.nrows()).map(|class| class.to_string()).collect();
    let grid = Grid {
        titles: ("answer of the network", "label"),
        columns: &classes,
        rows: &classes,
        description: format!("confusion matrix of {} classes", classes.len()),
    };
    grid.draw(&cells)
}
