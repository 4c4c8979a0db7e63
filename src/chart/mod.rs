//! Pictures of numbers that look the same in a notebook, in a file and on every machine, drawn
//! by [plotters](https://docs.rs/plotters) on a [`canvas`] that has no stairs.
//!
//! The usual charts take a line. In a notebook a chart that ends a cell is shown; anywhere else
//! it is drawn as a [`Figure`] and saved:
//!
//! ```
//! use handwritten::chart::Plot;
//!
//! let figure = Plot::new("x", "x²").line("square", (0..=20).map(|x| (x, x * x))).draw();
//! let file = std::env::temp_dir().join("handwritten-squares.svg");
//! figure.save(&file)?;
//! # std::fs::remove_file(file).ok();
//! # Ok::<(), handwritten::Error>(())
//! ```
//!
//! What they do not do, plotters does: more on the axes of a plot ([`Plot::with`]), or anything
//! at all ([`Figure::plotters`]). Lengths are then multiplied by [`PX`].

mod axis;
mod bars;
pub mod canvas;
mod confusion;
mod contour;
mod data;
mod diagram;
mod figure;
mod frame;
mod heat;
mod images;
mod isolines;
mod marks;
mod plot;
mod series;
mod style;
mod surface;
mod table;

pub use axis::Axis;
pub use bars::Bars;
pub use canvas::{Area, PX};
pub use confusion::confusion;
pub use contour::Contour;
pub use data::{Matrix, Number, Point, Points, Row};
pub use diagram::Diagram;
pub use figure::Figure;
pub use frame::Chart;
pub use heat::HeatMap;
pub use images::Images;
pub use plot::Plot;
pub use surface::Surface;
pub use table::Table;

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Numbers that are no places, and places that are hard to find.
    const HOSTILE: [f64; 10] = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        -1e300,
        1e17,
        0.0,
        -0.0,
        1.0,
    ];

    fn is_drawn(figure: &Figure) {
        let svg = figure.to_svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        figure.to_png(0.25).unwrap();
    }

    #[test]
    fn a_plot_is_drawn_whatever_the_numbers() {
        for a in HOSTILE {
            for b in HOSTILE {
                let points = [(a, b), (b, a), (0.5, 2.0), (a, 1.0), (2.0, b)];
                let plot = Plot::new("x", "y").line("l", points).dashed("d", points);
                let plot = plot.stairs("s", points).dots("d", points).area("a", points);
                let plot = plot.mark(a, "here").include(a, b).x_step(a).y_step(b);
                is_drawn(&plot.draw());
                is_drawn(&plot.clone().y_range(a..=b).draw());
                is_drawn(&plot.x_log().y_log().y_range(b..=a).draw());
                is_drawn(&Bars::new("x", "y", [("a", a), ("b", b)]).include(a).draw());
            }
        }
    }

    #[test]
    fn landscapes_and_arrays_are_drawn_whatever_the_numbers() {
        for a in HOSTILE {
            let holes = |(x, y): (f64, f64)| if x > y { a } else { x };
            let path = [(0.1, 0.5), (0.2, 0.9), (a, 0.3), (0.5, a)];
            is_drawn(
                &Surface::new(("x", "y", "z"), 0..=1, holes)
                    .path(path)
                    .draw(),
            );
            is_drawn(&Surface::new(("x", "y", "z"), a..=1.0, |_| a).draw());
            is_drawn(
                &Contour::new(("x", "y"), 0..=1, 0..=1, holes)
                    .path("p", path)
                    .draw(),
            );
            is_drawn(&Contour::new(("x", "y"), a..=1.0, 1..=1, holes).draw());
            let array = Array2::from_elem((2, 3), a);
            is_drawn(&HeatMap::new("x", "y", &array).draw());
            is_drawn(&Images::diverging([&array]).draw());
        }
    }

    #[test]
    fn empty_charts_and_long_labels_are_drawn() {
        is_drawn(&Plot::new("", "").draw());
        is_drawn(
            &Plot::new("x", "y")
                .line("long ".repeat(99), [(1, 2), (3, 4)])
                .draw(),
        );
        is_drawn(&Bars::digits([0.0; 0]).draw());
        is_drawn(&Diagram::new(&[]).draw());
        is_drawn(&Diagram::new(&[0, 1]).captions(["a", "b"]).draw());
        is_drawn(&Images::ink([Array2::<f32>::zeros((0, 0))]).draw());
        is_drawn(&HeatMap::new("x", "y", Array2::<u8>::zeros((0, 3))).draw());
    }
}
