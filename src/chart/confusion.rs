//! The confusion matrix.

use super::axes::decimal;
use super::figure::Figure;
use super::style::{GRID, INK, MUTED, PAPER, SERIES, SMALL, TEXT, mix};
use super::text::{Anchor, CAP_HEIGHT};

const CELL: f32 = 42.0;
const LEFT: f32 = 44.0;
const TOP: f32 = 60.0;

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
    let rows: Vec<&[u32]> = counts.iter().map(|row| row.as_slice()).collect();
    draw(&rows)
}

fn draw(rows: &[&[u32]]) -> Figure {
    let side = rows.len() as f32 * CELL;
    let description = format!("confusion matrix of {} classes", rows.len());
    let mut figure = Figure::new(LEFT + side + 20.0, TOP + side + 20.0, description);
    figure.text("label", (10.0, TOP - 10.0), TEXT, INK, Anchor::Start);
    let middle = LEFT + side / 2.0;
    figure.text(
        "answer of the network",
        (middle, 22.0),
        TEXT,
        INK,
        Anchor::Middle,
    );

    let places = || {
        rows.iter()
            .enumerate()
            .flat_map(|(i, row)| (0..row.len()).map(move |j| (i, j)))
    };
    let mistakes = places().filter(|(i, j)| i != j).map(|(i, j)| rows[i][j]);
    let most = f64::from(mistakes.max().unwrap_or(0).max(1));
    for (i, j) in places() {
        let (x, y) = (LEFT + j as f32 * CELL, TOP + i as f32 * CELL);
        let (count, share) = (rows[i][j], f64::from(rows[i][j]) / most);
        let color = if i == j {
            GRID
        } else {
            mix(PAPER, SERIES[1], share)
        };
        figure.rectangle(x, y, CELL, CELL, color);
        if count > 0 {
            let ink = if i != j && share > 0.75 { PAPER } else { INK };
            let place = (x + CELL / 2.0, y + CELL / 2.0 + SMALL * CAP_HEIGHT / 2.0);
            figure.text(
                &decimal(f64::from(count), 0),
                place,
                SMALL,
                ink,
                Anchor::Middle,
            );
        }
    }
    for i in 0..=rows.len() {
        let at = i as f32 * CELL;
        figure.line(&[(LEFT, TOP + at), (LEFT + side, TOP + at)], GRID, 1.0, 0.0);
        figure.line(&[(LEFT + at, TOP), (LEFT + at, TOP + side)], GRID, 1.0, 0.0);
    }
    for class in 0..rows.len() {
        let at = class as f32 * CELL + CELL / 2.0;
        let label = class.to_string();
        figure.text(&label, (LEFT + at, TOP - 10.0), TEXT, MUTED, Anchor::Middle);
        let beside = (LEFT - 12.0, TOP + at + TEXT * CAP_HEIGHT / 2.0);
        figure.text(&label, beside, TEXT, MUTED, Anchor::End);
    }
    figure
}
