//! Gradient descent on a landscape `C(v₁, v₂)`.
//!
//! A landscape is any function of two numbers; a point is the pair of them.
//!
//! ```
//! use handwritten::descent::{descend, gradient};
//!
//! let bowl = |(v1, v2): (f64, f64)| v1 * v1 + v2 * v2;
//! let path = descend(|v| gradient(bowl, v), (2.0, 1.0), 0.1, 50);
//! assert_eq!(path.len(), 51);
//! assert!(bowl(path[50]) < 1e-8);
//! ```

/// A point `(v₁, v₂)`, or a gradient there.
pub type Point = (f64, f64);

/// The gradient `(∂C/∂v₁, ∂C/∂v₂)` at `v`, by central differences over a distance of 1e-5.
///
/// Its error is of the order of 1e-10 times the third derivative, plus 1e-11 times `C` from
/// rounding: enough to draw a path.
pub fn gradient(c: impl Fn(Point) -> f64, (v1, v2): Point) -> Point {
    let h = 1e-5;
    let slope = |ahead: Point, behind: Point| (c(ahead) - c(behind)) / (2.0 * h);
    (
        slope((v1 + h, v2), (v1 - h, v2)),
        slope((v1, v2 + h), (v1, v2 - h)),
    )
}

/// The places that `v ← v - η ∇C` passes: the start, then one for each step.
pub fn descend(
    gradient: impl Fn(Point) -> Point,
    start: Point,
    eta: f64,
    steps: usize,
) -> Vec<Point> {
    let step = |&(v1, v2): &Point| {
        let (slope1, slope2) = gradient((v1, v2));
        Some((v1 - eta * slope1, v2 - eta * slope2))
    };
    std::iter::successors(Some(start), step)
        .take(steps + 1)
        .collect()
}

/// Taylor's first order: what the tangent plane at `v0` says of `v`,
/// `C(v0) + (v - v0) · ∇C(v0)`.
pub fn tangent(c: impl Fn(Point) -> f64, v0: Point, v: Point) -> f64 {
    let slope = gradient(&c, v0);
    c(v0) + (v.0 - v0.0) * slope.0 + (v.1 - v0.1) * slope.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// On a parabola a step multiplies the distance from the bottom by `1 - η C″`.
        #[test]
        fn steps_on_a_bowl_shrink_by_a_known_factor(
            v in (-5.0..5.0, -5.0..5.0),
            curve in (0.1..2.0, 0.1..2.0),
            eta in 0.01..1.2,
        ) {
            let (a, b): Point = curve;
            let slope = |(v1, v2): Point| (a * v1, b * v2);
            let path = descend(slope, v, eta, 5);
            let factor = ((1.0 - eta * a).powi(5), (1.0 - eta * b).powi(5));
            prop_assert!((path[5].0 - factor.0 * v.0).abs() < 1e-9);
            prop_assert!((path[5].1 - factor.1 * v.1).abs() < 1e-9);
        }

        #[test]
        fn the_gradient_is_that_of_the_formula(v1 in -3.0..3.0f64, v2 in -3.0..3.0f64) {
            let slope = gradient(|(x, y)| x.sin() * y + y.powi(3), (v1, v2));
            prop_assert!((slope.0 - v1.cos() * v2).abs() < 1e-7);
            prop_assert!((slope.1 - (v1.sin() + 3.0 * v2 * v2)).abs() < 1e-7);
        }

        /// The error of the first order grows with the square of the distance.
        #[test]
        fn the_tangent_plane_touches(v1 in -1.0..1.0f64, v2 in -1.0..1.0f64, d in 0.0..0.1f64) {
            let c = |(x, y): Point| x.exp() * y.cos();
            let v = (v1 + d, v2 - d);
            prop_assert!((tangent(c, (v1, v2), v) - c(v)).abs() <= 4.0 * d * d + 1e-7);
        }
    }
}
