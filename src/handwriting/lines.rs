//! Lines that are the paper's own: rules, squares, a margin, a crease.

use ndarray::Array2;

/// A line of the paper is at least this long, of the side along which it runs.
const LONG: f32 = 0.9;
/// And at most this wide, of the other side.
const WIDE: f32 = 0.03;
/// And seen along at least this share of its way; strokes hide the rest. A digit as high as the
/// picture is a long path too, but thin only at its ends.
const SEEN: f32 = 0.5;
/// If no more than this share of the ink is left without its lines, they were not the paper's.
const LEFT: f32 = 0.1;

/// The ink without long thin lines. Strokes that cross them stay whole, for they are longer across
/// the line than it is wide.
pub(super) fn without_lines(ink: &Array2<f32>) -> Array2<f32> {
    let left = without_any(ink);
    match left.sum() > LEFT * ink.sum() {
        true => left,
        false => ink.clone(),
    }
}

/// Whether hardly anything but long thin lines is there.
pub(super) fn only_lines(ink: &Array2<f32>) -> bool {
    without_any(ink).sum() <= LEFT * ink.sum()
}

fn without_any(ink: &Array2<f32>) -> Array2<f32> {
    let across = without_rows(ink);
    without_rows(&across.t().to_owned()).t().to_owned()
}

/// The ink without lines from left to right.
fn without_rows(ink: &Array2<f32>) -> Array2<f32> {
    let (rows, columns) = ink.dim();
    let lengths = path_lengths(ink);
    let widths = runs_down(ink);
    let most = (WIDE * rows as f32) as usize; // none in a picture whose strokes are a pixel wide
    let is_line = |place: (usize, usize), most: usize| {
        lengths[place] as f32 >= LONG * columns as f32 && widths[place] <= most
    };
    let places = ndarray::indices(ink.dim()).into_iter();
    let of_lines = places.filter(|&place| is_line(place, most));
    let mut of_lines: Vec<usize> = of_lines.map(|place| widths[place]).collect();
    if of_lines.is_empty() {
        return ink.clone();
    }
    let middle = of_lines.len() / 2;
    let width = *of_lines.select_nth_unstable(middle).1;
    let widest = most.min(width + width / 2 + 1);
    let is_seen = |&j: &usize| (0..rows).any(|i| is_line((i, j), widest));
    if ((0..columns).filter(is_seen).count() as f32) < SEEN * columns as f32 {
        return ink.clone();
    }
    let left = ink
        .indexed_iter()
        .map(|(place, &ink)| match is_line(place, widest) {
            true => 0.0,
            false => ink,
        });
    Array2::from_shape_vec(ink.dim(), left.collect()).expect("a number for each pixel")
}

/// For each place with ink the length of the longest path through it that goes from left to right,
/// by one column and at most one row a step: a line may be slanted or bent. An opening by such
/// paths keeps what is on a long one (Talbot and Appleton, "Efficient complete and incomplete path
/// openings and closings", 2007).
fn path_lengths(ink: &Array2<f32>) -> Array2<usize> {
    let (rows, columns) = ink.dim();
    let one_way = |order: &mut dyn Iterator<Item = usize>| {
        let mut lengths = Array2::<usize>::zeros((rows, columns));
        let mut before: Option<usize> = None;
        for j in order {
            for i in 0..rows {
                if ink[[i, j]] > 0.0 {
                    let near = i.saturating_sub(1)..(i + 2).min(rows);
                    let longest = before.and_then(|j| near.map(|i| lengths[[i, j]]).max());
                    lengths[[i, j]] = 1 + longest.unwrap_or(0);
                }
            }
            before = Some(j);
        }
        lengths
    };
    let both = one_way(&mut (0..columns)) + one_way(&mut (0..columns).rev());
    both.mapv(|sum| sum.saturating_sub(1))
}

/// For each place with ink how many there are in one piece above it, below it, and there.
pub(super) fn runs_down(ink: &Array2<f32>) -> Array2<usize> {
    let (rows, columns) = ink.dim();
    let mut runs = Array2::zeros((rows, columns));
    for j in 0..columns {
        let mut i = 0;
        while i < rows {
            let end = (i..rows).find(|&i| ink[[i, j]] == 0.0).unwrap_or(rows);
            for at in i..end {
                runs[[at, j]] = end - i;
            }
            i = end.max(i + 1);
        }
    }
    runs
}
