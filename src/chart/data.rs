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

/// A pair of numbers `(x, y)`, or one lent.
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

/// Points for a chart: a list to keep (`&points`), or one made on the spot.
///
/// ```
/// use handwritten::chart::Points;
///
/// let heights = [2.5f32, 1.0];
/// assert_eq!(heights.iter().enumerate().into_points(), [(0.0, 2.5), (1.0, 1.0)]);
/// ```
pub trait Points {
    /// The points in their order.
    fn into_points(self) -> Vec<(f64, f64)>;
}

impl<I: IntoIterator<Item: Point>> Points for I {
    fn into_points(self) -> Vec<(f64, f64)> {
        self.into_iter().map(|point| point.point()).collect()
    }
}

/// Numbers in rows and columns: an array or a view, given away or lent.
pub trait Matrix {
    /// The numbers, row 0 at the top.
    fn into_matrix(self) -> Array2<f64>;
}

impl<S: Data<Elem: Number>> Matrix for ArrayBase<S, Ix2> {
    fn into_matrix(self) -> Array2<f64> {
        (&self).into_matrix()
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

impl<T: Display> Row for &[T] {
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
                vec![$($cell.to_string()),*]
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

/// Texts of whatever can be displayed.
pub(super) fn texts(items: impl IntoIterator<Item: Display>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
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
