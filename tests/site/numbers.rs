//! Writes, as JSON, the numbers to which the pages to play with are held (`play.py`).
//!
//! Given pictures (`.png`), it writes what the crate makes of them; given lists of images as pixels
//! (`.json`), the outputs of the course's network for them.

use std::path::Path;

use handwritten::cost::Cost;
use handwritten::descent::{Point, descend, gradient};
use handwritten::network::Layer;
use handwritten::{Digit, Mnist, Network, Perceptron, activation, csv};
use ndarray::{Array1, array};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers = match arguments[..] {
        [] => json!({
            "concert": concert()?,
            "descent": descents(),
            "backprop": backprop()?,
            "digits": digits()?,
        }),
        _ => arguments
            .iter()
            .map(|path| made_of(Path::new(path)))
            .collect::<Outcome<Value>>()?,
    };
    println!("{numbers}");
    Ok(())
}

fn model() -> Outcome<Network> {
    Ok(Network::load("data/models/digits.safetensors")?)
}

/// The eight days: their sums and outputs for some weights and thresholds.
fn concert() -> Outcome<Value> {
    let mut days: Vec<[f64; 3]> = Vec::new();
    for day in csv::Reader::from_path("data/concert.csv")?.deserialize() {
        days.push(day?);
    }
    let settings = [
        ([6.0, 2.0, 2.0], 5.0),
        ([6.0, 2.0, 2.0], 3.0),
        ([6.0, 2.0, 2.0], 2.0),
        ([1.0, 2.0, 4.0], 2.5),
        ([5.5, -3.0, 2.0], -0.7),
        ([-4.0, -4.0, -4.0], -9.0),
        ([8.0, 8.0, 8.0], 17.2),
    ];
    let mut cases = Vec::new();
    for (weights, threshold) in settings {
        let perceptron = Perceptron::with_threshold(weights, threshold)?;
        let sum = Perceptron::with_bias(weights, 0.0)?;
        let soft = |day: &[f64; 3]| activation::sigmoid(perceptron.weigh(day) as f32);
        cases.push(json!({
            "weights": weights,
            "threshold": threshold,
            "sums": days.iter().map(|day| sum.weigh(day)).collect::<Vec<_>>(),
            "step": days.iter().map(|day| perceptron.decide(day)).collect::<Vec<_>>(),
            "sigmoid": days.iter().map(soft).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "days": days, "cases": cases }))
}

/// Paths of the descent on the landscapes of notebook 04.
fn descents() -> Value {
    let wide = |(v1, v2): Point| 0.5 * v1 * v1 + v2 * v2;
    let narrow = |(v1, v2): Point| 0.5 * v1 * v1 + 10.0 * v2 * v2;
    let two = |(v1, v2): Point| (v1 * v1 - 1.0).powi(2) + 0.3 * v1 + 0.5 * v2 * v2;
    let walk = |name: &str, height: &dyn Fn(Point) -> f64, start: Point, eta: f64| {
        let path = descend(|v| gradient(height, v), start, eta, 60);
        let heights: Vec<f64> = path.iter().map(|&v| height(v)).collect();
        json!({ "land": name, "start": start, "eta": eta, "path": path, "heights": heights })
    };
    json!([
        walk("wide", &wide, (-1.6, 1.3), 0.16),
        walk("wide", &wide, (-1.6, 1.3), 0.98),
        walk("narrow", &narrow, (-2.7, 0.8), 0.09),
        walk("narrow", &narrow, (-2.7, 0.8), 0.02),
        walk("two", &two, (-0.2, -1.2), 0.05),
        walk("two", &two, (1.6, 0.8), 0.05),
    ])
}

/// Forward and back through the network of notebook 05 that fits on paper.
fn backprop() -> Outcome<Value> {
    let network = Network::from_layers(vec![
        Layer {
            weights: array![[1.0, 1.5], [-4.0, -1.0]],
            biases: array![-0.386, 0.386],
        },
        Layer {
            weights: array![[3.0], [-2.0]],
            biases: array![1.0],
        },
    ])?;
    let (x, y) = (array![1.0, 0.5], array![0.0]);
    let gradient = network.gradient(&x, &y, Cost::Quadratic);
    let output = network.output(&x)[0];
    let errors: Vec<f32> = (gradient.iter())
        .flat_map(|layer| layer.biases.to_vec())
        .collect();
    Ok(json!({
        "numbers": in_a_row(network.layers()),
        "slopes": in_a_row(&gradient),
        "errors": errors,
        "output": output,
        "cost": 0.5 * output * output,
    }))
}

/// Of each neuron its weights, then its bias: the page's order.
fn in_a_row(layers: &[Layer]) -> Vec<f32> {
    let mut row = Vec::new();
    for layer in layers {
        for (weights, &bias) in layer.weights.columns().into_iter().zip(&layer.biases) {
            row.extend(weights);
            row.push(bias);
        }
    }
    row
}

/// Two hundred test digits, and what the course's network makes of them.
fn digits() -> Outcome<Value> {
    let (network, test) = (model()?, Mnist::load("data/mnist")?.test);
    let shown = (0..200).map(|i| {
        let pixels = test.pixels(i);
        let bytes: Vec<u8> = pixels
            .iter()
            .map(|ink| (ink * 255.0).round() as u8)
            .collect();
        json!({ "bytes": bytes, "output": network.output(&pixels).to_vec() })
    });
    Ok(shown.collect())
}

fn made_of(path: &Path) -> Outcome<Value> {
    let network = model()?;
    if path.extension().is_some_and(|end| end == "json") {
        let images: Vec<Vec<f32>> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let output = |pixels| network.output(&Array1::from_vec(pixels)).to_vec();
        return Ok(json!(images.into_iter().map(output).collect::<Vec<_>>()));
    }
    let pixels = Digit::from_image(path)?.pixels();
    Ok(json!({ "pixels": pixels.to_vec(), "output": network.output(&pixels).to_vec() }))
}
