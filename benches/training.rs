//! The seconds of training on 50,000 digits, one core: the crate, and the same in matrix form with
//! `ndarray`'s `dot`. By itself it shows how the time of an epoch grows:
//!
//! ```sh
//! cargo bench --bench training
//! ```
//!
//! `benches/peers.py` calls it with `epochs` or `runs`, beside other libraries.

use std::env::args;
use std::time::Instant;

use handwritten::{Digits, Mnist, Network, Result, Sgd};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

fn main() -> Result<()> {
    let mnist = Mnist::load("data/mnist")?;
    match args().nth(1).as_deref() {
        Some("epochs") => epochs(&mnist),
        Some("runs") => runs(&mnist),
        _ => growth(&mnist),
    }
}

/// The seconds of an epoch: `name hidden seconds`.
fn epochs(mnist: &Mnist) -> Result<()> {
    for hidden in [30, 100] {
        println!(
            "ours {hidden} {}",
            epoch(&[784, hidden, 10], 10, &mnist.train)?
        );
        let mut dot = MatrixForm::new(hidden, &mnist.train)?;
        println!("dot {hidden} {}", seconds(|| dot.epoch(1)));
    }
    Ok(())
}

/// The seconds of 30 epochs, with 60,000 images read after each: `name seconds`.
fn runs(mnist: &Mnist) -> Result<()> {
    let mut network = Network::new(&[784, 30, 10], 1)?;
    let started = Instant::now();
    Sgd::default().train(&mut network, &mnist.train, &mnist.validation)?;
    println!("ours {}", started.elapsed().as_secs_f64());

    let mut dot = MatrixForm::new(30, &mnist.train)?;
    let (x, y) = matrices(&mnist.validation);
    let run = || {
        for epoch in 1..=30 {
            dot.epoch(epoch);
            dot.evaluate(dot.x.view(), dot.y.view());
            dot.evaluate(x.view(), y.view());
        }
    };
    println!("dot {}", seconds(run));
    Ok(())
}

/// How the time of an epoch grows with images, hidden neurons and mini-batch.
fn growth(mnist: &Mnist) -> Result<()> {
    println!("| network | mini-batch | images | seconds an epoch |\n|---|--:|--:|--:|");
    let report = |sizes: &[usize], batch, digits: &Digits| {
        let seconds = epoch(sizes, batch, digits)?;
        let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
        let (sizes, images) = (sizes.join("-"), digits.len());
        println!("| {sizes} | {batch} | {images} | {seconds:.4} |");
        Result::Ok(())
    };
    for images in [12_500, 25_000, 50_000] {
        report(&[784, 30, 10], 10, &mnist.train.take(images))?;
    }
    for hidden in [15, 60, 100, 300, 800] {
        report(&[784, hidden, 10], 10, &mnist.train)?;
    }
    report(&[784, 100, 100, 10], 10, &mnist.train)?;
    for batch in [1, 100, 1_000] {
        report(&[784, 30, 10], batch, &mnist.train)?;
    }
    let shades = (0..50_000 * 784).map(|i| (i % 255 + 1) as u8).collect();
    let labels = mnist.train.labels();
    println!("\nThe last row once more, with ink in every pixel:\n");
    report(&[784, 30, 10], 10, &Digits::new(shades, labels)?)
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// The crate's epoch: the fastest of five.
fn epoch(sizes: &[usize], batch: usize, digits: &Digits) -> Result<f64> {
    let sgd = Sgd {
        epochs: 5,
        batch,
        ..Sgd::default()
    };
    let mut network = Network::new(sizes, 1)?;
    let history = sgd.train(&mut network, digits, &digits.take(100))?;
    let times = history.epochs.iter().map(|epoch| epoch.time.as_secs_f64());
    Ok(times.fold(f64::INFINITY, f64::min))
}

/// Images and labels, a row each.
fn matrices(digits: &Digits) -> (Array2<f32>, Array2<f32>) {
    let mut x = Array2::zeros((digits.len(), 784));
    let mut y = Array2::zeros((digits.len(), 10));
    for i in 0..digits.len() {
        x.row_mut(i).assign(&digits.pixels(i));
        y[[i, digits.label(i)]] = 1.0;
    }
    (x, y)
}

fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

/// The same training in matrix form: a mini-batch is a matrix, each layer a product.
struct MatrixForm {
    x: Array2<f32>,
    y: Array2<f32>,
    w: [Array2<f32>; 2],
    b: [Array1<f32>; 2],
}

impl MatrixForm {
    fn new(hidden: usize, digits: &Digits) -> Result<Self> {
        let (x, y) = matrices(digits);
        let network = Network::new(&[784, hidden, 10], 1)?;
        let layer = |l: usize| &network.layers()[l];
        let w = [0, 1].map(|l| layer(l).weights.clone());
        let b = [0, 1].map(|l| layer(l).biases.clone());
        Ok(Self { x, y, w, b })
    }

    fn epoch(&mut self, epoch: u32) {
        let order = Sgd::default().order(epoch, self.x.nrows());
        let order: Vec<_> = order.iter().map(|&i| i as usize).collect();
        let (x, y) = (
            self.x.select(Axis(0), &order),
            self.y.select(Axis(0), &order),
        );
        for start in (0..order.len()).step_by(10) {
            let x = x.slice(s![start..start + 10, ..]);
            let y = y.slice(s![start..start + 10, ..]);
            let [a1, a2] = self.forward(x);
            let d2 = (&a2 - &y) * a2.mapv(|a| a * (1.0 - a));
            let d1 = d2.dot(&self.w[1].t()) * a1.mapv(|a| a * (1.0 - a));
            self.w[1].scaled_add(-0.3, &a1.t().dot(&d2));
            self.b[1].scaled_add(-0.3, &d2.sum_axis(Axis(0)));
            self.w[0].scaled_add(-0.3, &x.t().dot(&d1));
            self.b[0].scaled_add(-0.3, &d1.sum_axis(Axis(0)));
        }
    }

    fn forward(&self, x: ArrayView2<f32>) -> [Array2<f32>; 2] {
        let a1 = (x.dot(&self.w[0]) + &self.b[0]).mapv_into(sigmoid);
        let a2 = (a1.dot(&self.w[1]) + &self.b[1]).mapv_into(sigmoid);
        [a1, a2]
    }

    /// Cost and hits.
    fn evaluate(&self, x: ArrayView2<f32>, y: ArrayView2<f32>) -> (f32, usize) {
        let [_, a] = self.forward(x);
        let cost = 0.5 * (&a - &y).mapv(|d| d * d).sum() / y.nrows() as f32;
        let largest = |row: ndarray::ArrayView1<f32>| {
            (0..10).fold(0, |best, k| if row[k] > row[best] { k } else { best })
        };
        let rows = a.rows().into_iter().zip(y.rows());
        (
            cost,
            rows.filter(|(a, y)| largest(*a) == largest(*y)).count(),
        )
    }
}
