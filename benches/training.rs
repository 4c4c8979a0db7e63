//! The seconds of one epoch on 50,000 digits: the crate, and the same in matrix form with
//! `ndarray`'s `dot`. `benches/peers.py` runs this beside other libraries; by itself it also
//! shows how the time grows with the network and the mini-batch:
//!
//! ```sh
//! cargo bench --bench training
//! ```

use std::time::Instant;

use handwritten::{Digits, Mnist, Network, Result, Sgd};
use ndarray::{Array2, Axis, s};

/// Epochs of which the median is taken.
const EPOCHS: u32 = 7;

fn main() -> Result<()> {
    let started = Instant::now();
    let mnist = Mnist::load("data/mnist")?;
    println!("load: {:.3} s", started.elapsed().as_secs_f64());
    for hidden in [30, 100] {
        let sizes = [784, hidden, 10];
        report("ours", &sizes, 10, ours(&sizes, 10, EPOCHS, &mnist.train)?);
        report("ndarray dot", &sizes, 10, with_dot(&sizes, &mnist.train)?);
    }
    for sizes in [
        &[784, 1, 10][..],
        &[784, 300, 10],
        &[784, 800, 10],
        &[784, 100, 100, 10],
    ] {
        report("growth", sizes, 10, ours(sizes, 10, 3, &mnist.train)?);
    }
    for batch in [1, 100, 1_000] {
        report(
            "growth",
            &[784, 30, 10],
            batch,
            ours(&[784, 30, 10], batch, 3, &mnist.train)?,
        );
    }
    let shades = (0..50_000 * 784).map(|i| (i % 255 + 1) as u8).collect();
    let labels = (0..50_000).map(|i| mnist.train.label(i) as u8).collect();
    let no_zeros = Digits::new(shades, labels)?;
    report(
        "no zeros",
        &[784, 30, 10],
        10,
        ours(&[784, 30, 10], 10, 3, &no_zeros)?,
    );
    roofline(
        &mnist.train,
        ours(&[784, 30, 10], 10, EPOCHS, &mnist.train)?,
    );
    Ok(())
}

/// What must be done in an epoch of 784-30-10 whatever the program, and how fast it was done.
///
/// For each inked pixel a row of 30 weights is multiplied and added going forward, and again
/// when it is updated. In memory a row is 32 numbers, 128 bytes; going forward it is read, and in
/// the update read and written. All rows together are 100 kB: too much for the nearest cache, so
/// these bytes come from the second one.
fn roofline(digits: &Digits, seconds: f64) {
    let inked = |i: usize| digits.image(i).iter().filter(|ink| **ink > 0.0).count();
    let pixels = (0..digits.len()).map(inked).sum::<usize>() as f64;
    let output_layer = (3 * 30 * 10 * digits.len()) as f64; // forward, back, update
    let multiplications = pixels * 2.0 * 30.0 + output_layer;
    let bytes = pixels * 3.0 * 128.0;
    println!(
        "roofline: {:.0} inked pixels an image; {:.2} G multiplications and additions, {:.1} a ns; \
         {:.2} GB of weights, {:.0} bytes a ns",
        pixels / digits.len() as f64,
        multiplications / 1e9,
        multiplications / seconds / 1e9,
        bytes / 1e9,
        bytes / seconds / 1e9
    );
}

fn report(name: &str, sizes: &[usize], batch: usize, seconds: f64) {
    let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
    println!(
        "{name}: {}, mini-batch {batch}: {seconds:.4} s",
        sizes.join("-")
    );
}

/// The median of some seconds.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The crate's epoch.
fn ours(sizes: &[usize], batch: usize, epochs: u32, digits: &Digits) -> Result<f64> {
    let sgd = Sgd {
        epochs,
        batch,
        eta: 3.0,
        seed: 1,
        ..Sgd::default()
    };
    let mut network = Network::new(sizes, 1)?;
    let history = sgd.train(&mut network, digits, &digits.take(100))?;
    Ok(median(
        history
            .epochs
            .iter()
            .map(|epoch| epoch.time.as_secs_f64())
            .collect(),
    ))
}

/// The same epoch in matrix form: a mini-batch is a matrix, each layer a product.
fn with_dot(sizes: &[usize], digits: &Digits) -> Result<f64> {
    let mut x = Array2::<f32>::zeros((digits.len(), 784));
    let mut y = Array2::<f32>::zeros((digits.len(), 10));
    for i in 0..digits.len() {
        x.row_mut(i).assign(&digits.image(i));
        y[[i, digits.label(i)]] = 1.0;
    }
    let network = Network::new(sizes, 1)?;
    let (mut w1, mut w2) = (
        network.layers()[0].weights.clone(),
        network.layers()[1].weights.clone(),
    );
    let (mut b1, mut b2) = (
        network.layers()[0].biases.clone(),
        network.layers()[1].biases.clone(),
    );
    let sigmoid = |z: f32| 1.0 / (1.0 + (-z).exp());
    let mut seconds = Vec::new();
    for epoch in 1..=EPOCHS {
        let order: Vec<_> = Sgd::default()
            .order(epoch, digits.len())
            .iter()
            .map(|&i| i as usize)
            .collect();
        let started = Instant::now();
        let (x, y) = (x.select(Axis(0), &order), y.select(Axis(0), &order));
        for start in (0..digits.len()).step_by(10) {
            let (x, y) = (
                x.slice(s![start..start + 10, ..]),
                y.slice(s![start..start + 10, ..]),
            );
            let a1 = (x.dot(&w1) + &b1).mapv_into(sigmoid);
            let a2 = (a1.dot(&w2) + &b2).mapv_into(sigmoid);
            let d2 = (&a2 - &y) * a2.mapv(|a| a * (1.0 - a));
            let d1 = d2.dot(&w2.t()) * a1.mapv(|a| a * (1.0 - a));
            w2.scaled_add(-0.3, &a1.t().dot(&d2));
            b2.scaled_add(-0.3, &d2.sum_axis(Axis(0)));
            w1.scaled_add(-0.3, &x.t().dot(&d1));
            b1.scaled_add(-0.3, &d1.sum_axis(Axis(0)));
        }
        seconds.push(started.elapsed().as_secs_f64());
    }
    Ok(median(seconds))
}
