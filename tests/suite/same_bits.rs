//! The network: gradients, training, outputs.

use handwritten::cost::Cost;
use handwritten::network::Layer;
use handwritten::{Activation, Mnist, Network, Sgd};
use ndarray::Array1;
use proptest::prelude::*;

/// The cost in double precision, written down once more, loop by loop, and how near to zero the
/// weighted sum of a hidden neuron comes.
fn cost(
    (activation, kind): (Activation, Cost),
    layers: &[Layer],
    nudged: (usize, usize, f64),
    x: &[f32],
    y: &[f32],
) -> (f64, f64) {
    let mut nearest = f64::INFINITY;
    let mut a: Vec<f64> = x.iter().map(|&x| x.into()).collect();
    for (l, layer) in layers.iter().enumerate() {
        let outputs = layer.biases.len();
        let parameter = |i: usize, value: f32| {
            let nudge = if (l, i) == (nudged.0, nudged.1) {
                nudged.2
            } else {
                0.0
            };
            f64::from(value) + nudge
        };
        a = (0..outputs)
            .map(|k| {
                let bias = parameter(layer.weights.len() + k, layer.biases[k]);
                let terms = a.iter().enumerate();
                let sum: f64 = terms
                    .map(|(j, a)| a * parameter(j * outputs + k, layer.weights[[j, k]]))
                    .sum();
                let z = sum + bias;
                if l + 1 < layers.len() {
                    nearest = nearest.min(z.abs());
                    if activation == Activation::Relu {
                        return if z > 0.0 { z } else { 0.0 };
                    }
                }
                1.0 / (1.0 + (-z).exp())
            })
            .collect();
    }
    let outputs = a.iter().zip(y).map(|(&a, &y)| (a, f64::from(y)));
    let cost = match kind {
        Cost::Quadratic => outputs.map(|(a, y)| (a - y).powi(2) / 2.0).sum(),
        Cost::CrossEntropy => outputs
            .map(|(a, y)| -(y * a.ln() + (1.0 - y) * (1.0 - a).ln()))
            .sum(),
    };
    (cost, nearest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn backpropagation_agrees_with_finite_differences(
        sizes in prop::collection::vec(1..7usize, 2..5),
        seed: u64,
        kind in prop::sample::select(vec![Cost::Quadratic, Cost::CrossEntropy]),
        activation in prop::sample::select(vec![Activation::Sigmoid, Activation::Relu]),
        numbers in prop::collection::vec(0.0..1.0f32, 14),
    ) {
        let network = Network::scaled(&sizes, seed).unwrap().with_activation(activation);
        let form = (activation, kind);
        let x = &numbers[..sizes[0]];
        let y = &numbers[7..7 + sizes[sizes.len() - 1]];
        // At its bend a rectifier has no slope.
        let bend = cost(form, network.layers(), (0, 0, 0.0), x, y).1;
        prop_assume!(activation == Activation::Sigmoid || bend > 1e-3);
        let gradient = network.gradient(
            &Array1::from(x.to_vec()),
            &Array1::from(y.to_vec()),
            kind,
        );
        for (l, layer) in gradient.iter().enumerate() {
            for (i, &derivative) in layer.weights.iter().chain(&layer.biases).enumerate() {
                let h = 1e-5;
                let rise = cost(form, network.layers(), (l, i, h), x, y).0
                    - cost(form, network.layers(), (l, i, -h), x, y).0;
                let slope = rise / (2.0 * h);
                prop_assert!(
                    (slope - f64::from(derivative)).abs() <= 1e-5 * slope.abs().max(0.01),
                    "layer {l}, parameter {i}: {derivative}, by differences {slope}"
                );
            }
        }
    }
}

/// The widths of vector registers, debug and release builds, builds for other processors, notebooks,
/// browsers and the command must all come to these weights.
const TWO_EPOCHS: &str = include_str!("two_epochs.sha256");

#[test]
fn two_epochs_end_at_the_same_bits_everywhere() {
    let mnist = Mnist::load("data/mnist").unwrap();
    let mut network = Network::new(&[784, 30, 10], 1).unwrap();
    let sgd = Sgd {
        epochs: 2,
        ..Sgd::default()
    };
    sgd.train(&mut network, &mnist.train, &mnist.validation)
        .unwrap();
    assert_eq!(network.sha256(), TWO_EPOCHS.trim());
}

#[test]
fn training_refuses_what_makes_no_sense() {
    let mnist = Mnist::load("data/mnist").unwrap();
    let good = Sgd {
        epochs: 1,
        ..Sgd::default()
    };
    let none = mnist.train.take(0);
    let few = mnist.train.take(20);
    for (sizes, sgd, digits, expected) in [
        (
            &[784, 10][..],
            Sgd { batch: 0, ..good },
            &few,
            "mini-batch: expected 1 image or more, found 0",
        ),
        (
            &[784, 10],
            Sgd {
                eta: f32::NAN,
                ..good
            },
            &few,
            "learning rate: expected a number above 0, found NaN",
        ),
        (
            &[784, 10],
            Sgd { eta: -3.0, ..good },
            &few,
            "learning rate: expected a number above 0, found -3",
        ),
        (
            &[784, 10],
            good,
            &none,
            "training images: expected at least one, found 0",
        ),
        (
            &[784, 5, 9],
            good,
            &few,
            "network: expected 784 inputs and 10 outputs, found [784, 5, 9]",
        ),
    ] {
        let mut network = Network::new(sizes, 1).unwrap();
        let found = sgd
            .train(&mut network, digits, &few)
            .unwrap_err()
            .to_string();
        assert_eq!(found, expected);
    }
    for sizes in [&[784][..], &[784, 0, 10], &[]] {
        let found = Network::new(sizes, 1).unwrap_err().to_string();
        assert!(
            found.starts_with("layer sizes: expected at least two"),
            "{found}"
        );
    }
}
