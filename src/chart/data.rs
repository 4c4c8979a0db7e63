//! What charts take: numbers, points and arrays as a cell has them, without conversions.
//!
//! Whatever comes in becomes `f64` at the door, so that only these few lines are compiled anew
//! for each type; what draws is compiled once.

use std::fmt::Display;
use std::ops::RangeInclusive;

use ndarray::{Array2, ArrayBase, Data, Ix2};

use super::axis::LARGEST;

/// A number of any of Rust's usual types, or lent (`&f64`).
pub trait Number {
    /// The number as `f64`; whole numbers beyond 2⁵³ are rounded.
    fn number(&self) -> f64;
}

macro_rules! number {
    ($($type:ty)*) => {
        $(impl Number for $type {
            fn number(&self) -> f64 {
                *self as f64
            }
        })*
    };
}

number!(f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<N: Number> Number for &N {
    fn number(&self) -> f64 {
        N::number(self)
    }
}

/// A pair of numbers `(x, y)`, or one lent. Points for a chart are a list to keep (`&points`), or
/// one made on the spot (`heights.iter().enumerate()`).
pub trait Point {
    /// The two numbers.
    fn point(&self) -> (f64, f64);
}

impl<X: Number, Y: Number> Point for (X, Y) {
    fn point(&self) -> (f64, f64) {
        (self.0.number(), self.1.number())
    }
}

impl<P: Point> Point for &P {
    fn point(&self) -> (f64, f64) {
        P::point(self)
    }
}

/// The points in their order.
pub(super) fn points(points: impl IntoIterator<Item: Point>) -> Vec<(f64, f64)> {
    points.into_iter().map(|point| point.point()).collect()
}

/// Numbers in rows and columns: an array or a view, given away or lent.
pub trait Matrix {
    /// The numbers, row 0 at the top.
    fn into_matrix(self) -> Array2<f64>;
}

impl<S: Data<Elem: Number>> Matrix for ArrayBase<S, Ix2> {
    fn into_matrix(self) -> Array2<f64> {
        self.map(Number::number)
    }
}

impl<S: Data<Elem: Number>> Matrix for &ArrayBase<S, Ix2> {
    fn into_matrix(self) -> Array2<f64> {
        self.map(Number::number)
    }
}

/// The cells of one row of a table: an array, a list, or a tuple of different types.
pub trait Row {
    /// The cells as text.
    fn into_cells(self) -> Vec<String>;
}

impl<T: Display, const N: usize> Row for [T; N] {
    fn into_cells(self) -> Vec<String> {
        texts(self)
    }
}

impl<T: Display> Row for Vec<T> {
    fn into_cells(self) -> Vec<String> {
        texts(self)
    }
}

macro_rules! row {
    ($($cell:ident)*) => {
        impl<$($cell: Display),*> Row for ($($cell,)*) {
            fn into_cells(self) -> Vec<String> {
                #[expect(non_snake_case, reason = "a cell is named like its type")]
                let ($($cell,)*) = self;
                vec![$(text($cell)),*]
            }
        }
    };
}

row!(A);
row!(A B);
row!(A B C);
row!(A B C D);
row!(A B C D E);
row!(A B C D E F);
row!(A B C D E F G);
row!(A B C D E F G H);

/// What is displayed, with a true minus sign where it begins with a negative number.
fn text(item: impl Display) -> String {
    let text = item.to_string();
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => format!("−{rest}"),
        _ => text,
    }
}

pub(super) fn texts(items: impl IntoIterator<Item: Display>) -> Vec<String> {
    items.into_iter().map(text).collect()
}

/// The two ends of a range, the lower first. They are never equal: a range without extent, or of
/// what are no numbers, becomes one of length 1.
pub(super) fn ends(range: RangeInclusive<impl Number>) -> (f64, f64) {
    let (a, b) = (range.start().number(), range.end().number());
    match (a.min(b), a.max(b)) {
        (low, high) if low < high && high - low <= LARGEST => (low, high),
        (low, high) if low == high && low.abs() < 1e12 => (low - 0.5, high + 0.5),
        _ => (0.0, 1.0),
    }
}

/// The number at a share of the way from one to another.
pub(super) fn part((from, to): (f64, f64), share: f64) -> f64 {
    from + (to - from) * share
}

/// The point at a share of the way from one to another.
pub(super) fn between(from: (f64, f64), to: (f64, f64), share: f64) -> (f64, f64) {
    (part((from.0, to.0), share), part((from.1, to.1), share))
}
