//! The figures of the article, each under the name by which the article links it.
//!
//! ```
//! use handwritten::article::{self, Language};
//!
//! let figure = article::draw("sigmoid", Language::English, "data/mnist")?;
//! assert!(figure.to_svg().contains("output = σ(z)"));
//! # Ok::<(), handwritten::Error>(())
//! ```

use std::path::Path;

use ndarray::Array2;

use crate::activation::{sigmoid, step};
use crate::chart::{Diagram, Figure, Images, Plot, Surface};
use crate::descent::{Point, descend, gradient};
use crate::digits::{Digits, Mnist, SIDE};
use crate::error::{Error, Result};

/// The names of the nine figures, in the article's order.
pub const NAMES: [&str; 9] = [
    "perceptron",
    "mlp",
    "sigmoid",
    "step_func",
    "ann_mnist",
    "mnist_complete_zero",
    "mnist_zero_topleft",
    "mnist_zero_other",
    "valley_with_ball",
];

/// The language of a figure's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// input, output, hidden …
    English,
    /// 输入, 输出, 隐藏神经元 …
    Chinese,
}

/// The words of all figures.
struct Words {
    input: &'static str,
    output: &'static str,
    layers: [&'static str; 2],
    output_layer: &'static str,
    digits: [&'static str; 3],
}

const ENGLISH: Words = Words {
    input: "input",
    output: "output",
    layers: ["first layer", "second layer"],
    output_layer: "output layer",
    digits: ["784 pixels", "15 hidden", "10 outputs"],
};

const CHINESE: Words = Words {
    input: "输入",
    output: "输出",
    layers: ["第一层", "第二层"],
    output_layer: "输出层",
    digits: ["784 个像素", "15 个隐藏神经元", "10 个输出"],
};

/// Draws the figure of the given name. The three of a zero are made from the MNIST files in
/// the folder `mnist`.
///
/// # Errors
/// [`Error::Argument`] when there is no such figure, and those of [`Mnist::load`].
pub fn draw(name: &str, language: Language, mnist: impl AsRef<Path>) -> Result<Figure> {
    let words = match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    };
    let zero = || {
        let train = Mnist::load(&mnist)?.train;
        if train.len() <= ZERO {
            let expected = format!("more than {ZERO}: the zero is number {ZERO}, counted from 0");
            let (path, place) = (mnist.as_ref(), "training images");
            return Err(Error::format(path, place, expected, train.len()));
        }
        Ok(zero(&train))
    };
    Ok(match name {
        "perceptron" => perceptron_in(words),
        "mlp" => mlp_in(words),
        "sigmoid" => sigmoid_curve_in(words),
        "step_func" => step_function_in(words),
        "ann_mnist" => ann_mnist_in(words),
        "mnist_complete_zero" => zero_complete(&zero()?),
        "mnist_zero_topleft" => zero_topleft(&zero()?),
        "mnist_zero_other" => zero_other(&zero()?),
        "valley_with_ball" => valley_with_ball(),
        _ => {
            let expected = format!("one of {}", NAMES.join(", "));
            return Err(Error::argument("figure", expected, name));
        }
    })
}

/// One neuron: three inputs, three weighted lines, one output.
pub fn perceptron() -> Figure {
    perceptron_in(&ENGLISH)
}

fn perceptron_in(words: &Words) -> Figure {
    Diagram::new(&[3, 1])
        .inputs(["x₁", "x₂", "x₃"])
        .weights(["w₁", "w₂", "w₃"])
        .outputs([words.output])
        .draw()
}

/// Perceptrons in layers.
pub fn mlp() -> Figure {
    mlp_in(&ENGLISH)
}

fn mlp_in(words: &Words) -> Figure {
    Diagram::new(&[4, 5, 3, 1])
        .inputs(["x₁", "x₂", "x₃", "x₄"])
        .outputs([words.output])
        .captions([
            words.input,
            words.layers[0],
            words.layers[1],
            words.output_layer,
        ])
        .draw()
}

/// The sigmoid over the same axes as [`step_function`].
pub fn sigmoid_curve() -> Figure {
    sigmoid_curve_in(&ENGLISH)
}

fn sigmoid_curve_in(words: &Words) -> Figure {
    let curve = (-120..=120).map(|i| i as f32 / 20.0);
    let curve = curve.map(|z| (z, sigmoid(z)));
    Plot::new("z = w·x + b", format!("{} = σ(z)", words.output))
        .line("", curve)
        .draw()
}

/// The step of the perceptron: 0 up to and at zero, 1 beyond, and nothing between.
pub fn step_function() -> Figure {
    step_function_in(&ENGLISH)
}

fn step_function_in(words: &Words) -> Figure {
    let level = |from: f64, to: f64| [(from, step(to)), (to, step(to))];
    Plot::new("z = w·x + b", format!("{} = step(z)", words.output))
        .line("", level(-6.0, 0.0))
        .dots("", [(0.0, step(0.0))])
        .again()
        .line("", level(0.0, 6.0))
        .again()
        .rings("", [(0.0, 1.0)])
        .again()
        .draw()
}

/// The network for digits: 784 pixels, 15 hidden neurons, 10 outputs.
pub fn ann_mnist() -> Figure {
    ann_mnist_in(&ENGLISH)
}

fn ann_mnist_in(words: &Words) -> Figure {
    Diagram::new(&[784, 15, 10])
        .outputs(0..10)
        .captions(words.digits)
        .draw()
}

/// Which training image of MNIST is the zero of the article's figures: well rounded and upright.
const ZERO: usize = 56;

/// The zero of the article's figures, from the training images of MNIST.
///
/// # Panics
/// When there are fewer than 57 images.
pub fn zero(train: &Digits) -> Array2<f32> {
    train.image(ZERO)
}

/// The whole zero, 200 pixels high as the article shows it.
pub fn zero_complete(zero: &Array2<f32>) -> Figure {
    Images::ink([zero]).pixel(7).margin(2).draw()
}

/// Its top left quarter, where it is.
pub fn zero_topleft(zero: &Array2<f32>) -> Figure {
    Images::ink([&quarters(zero)[0]]).pixel(7).margin(2).draw()
}

/// Its three other quarters, each where it is.
pub fn zero_other(zero: &Array2<f32>) -> Figure {
    Images::ink(&quarters(zero)[1..]).pixel(7).margin(2).draw()
}

/// An image cut into top left, top right, bottom left and bottom right, each on paper of the
/// whole size. Their sum is the image.
pub fn quarters(image: &Array2<f32>) -> [Array2<f32>; 4] {
    let middle = SIDE / 2;
    [(false, false), (false, true), (true, false), (true, true)].map(|(below, right)| {
        Array2::from_shape_fn(image.dim(), |(i, j)| {
            let inside = (i >= middle) == below && (j >= middle) == right;
            if inside { image[[i, j]] } else { 0.0 }
        })
    })
}

/// The paper that is walled in by ink, as (row, column): the article's "something like a circle".
/// Paint that is poured in from the rim does not get there; pixels above `ink` hold it back.
///
/// ```
/// use handwritten::article::walled_in;
/// use ndarray::array;
///
/// let ring = array![[1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]];
/// assert_eq!(walled_in(&ring, 0.5), [(1, 1)]);
/// assert_eq!(walled_in(&(0.4 * ring), 0.5), []);
/// ```
pub fn walled_in(image: &Array2<f32>, ink: f32) -> Vec<(usize, usize)> {
    let (rows, columns) = image.dim();
    let mut wet = image.mapv(|shade| shade > ink); // ink need not be painted
    let on_rim = |&(i, j): &(usize, usize)| i == 0 || j == 0 || i + 1 == rows || j + 1 == columns;
    let places = image.indexed_iter().map(|(place, _)| place);
    let mut paint: Vec<_> = places.filter(on_rim).collect();
    while let Some((i, j)) = paint.pop() {
        // Outside of the image there is nothing to paint.
        if wet.get((i, j)) == Some(&false) {
            wet[(i, j)] = true;
            let (above, left) = (i.wrapping_sub(1), j.wrapping_sub(1));
            paint.extend([(above, j), (i, left), (i + 1, j), (i, j + 1)]);
        }
    }
    let dry = wet.indexed_iter().filter(|(_, wet)| !**wet);
    dry.map(|(place, _)| place).collect()
}

/// A landscape with a ball on its slope and the steps of gradient descent before it.
pub fn valley_with_ball() -> Figure {
    let path = descend(|v| gradient(valley, v), (-1.6, 1.3), 0.16, 6);
    Surface::new(("v₁", "v₂", "C"), -2.0..=2.0, valley)
        .path(&path)
        .draw()
}

/// `C(v₁, v₂) = (v₁² + 2 v₂²) / 2`: a valley that is narrower in one direction.
fn valley((v1, v2): Point) -> f64 {
    (v1 * v1 + 2.0 * v2 * v2) / 2.0
}
