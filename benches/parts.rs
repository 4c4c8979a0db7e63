//! Where the time of an epoch goes: 50,000 images, 784-30-10, mini-batches of ten. Each line does
//! what the one before it does and one thing more.
//!
//! ```sh
//! cargo bench --features internals --bench parts
//! ```

use divan::Bencher;
use handwritten::internals::{FastNetwork, SparseImages};
use handwritten::{Digits, Mnist, Network, Sgd};

fn main() {
    divan::main();
}

fn train() -> Digits {
    Mnist::load("data/mnist")
        .expect("MNIST is in the repository")
        .train
}

/// Gathering (1), going forward (2), going back (3), updating (4).
#[divan::bench(args = [1, 2, 3, 4], sample_count = 15)]
fn parts_of_an_epoch(bencher: Bencher, parts: usize) {
    let digits = train();
    let images = SparseImages::new(&digits);
    let labels: Vec<u8> = (0..digits.len()).map(|i| digits.label(i) as u8).collect();
    let order = Sgd::default().order(1, digits.len());
    let network = Network::new(&[784, 30, 10], 1).expect("no size is 0");
    let mut fast = FastNetwork::new(&network, 10);
    bencher.bench_local(|| fast.parts_of_an_epoch(parts, &images, &labels, &order, 10));
}

/// Unpacking and checking the four files.
#[divan::bench(sample_count = 15)]
fn load() -> Mnist {
    Mnist::load("data/mnist").expect("MNIST is in the repository")
}

/// Listing the inked pixels of 50,000 images, once before the first epoch.
#[divan::bench(sample_count = 15)]
fn list_pixels(bencher: Bencher) {
    let digits = train();
    bencher.bench_local(|| SparseImages::new(&digits));
}

/// Reading 50,000 images.
#[divan::bench(sample_count = 15)]
fn evaluate(bencher: Bencher) {
    let digits = train();
    let network = Network::new(&[784, 30, 10], 1).expect("no size is 0");
    bencher.bench_local(|| network.evaluate(&digits));
}
