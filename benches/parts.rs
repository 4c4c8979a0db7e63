//! Where the time of an epoch goes: 50,000 images, 30 and 100 hidden neurons, mini-batches of ten. Each line does
//! what the one before it does and one thing more.
//!
//! ```sh
//! cargo bench --features internals --bench parts
//! ```

use divan::Bencher;
use handwritten::internals::{FastNetwork, Registers, SparseImages};
use handwritten::{Cost, Digits, Mnist, Network, Sgd};

fn main() {
    divan::main();
}

fn train() -> Digits {
    Mnist::load("data/mnist")
        .expect("MNIST is in the repository")
        .train
}

/// Gathering (1), going forward (2), going back (3), updating (4).
#[divan::bench(args = [1, 2, 3, 4], consts = [30, 100], sample_count = 15)]
fn parts_of_an_epoch<const HIDDEN: usize>(bencher: Bencher, parts: usize) {
    let digits = train();
    let images = SparseImages::new(&digits);
    let labels: Vec<u8> = (0..digits.len()).map(|i| digits.label(i) as u8).collect();
    let order = Sgd::default().order(1, digits.len());
    let network = Network::new(&[784, HIDDEN, 10], 1).expect("no size is 0");
    let mut fast = FastNetwork::new(&network);
    let mut work = fast.workspace(10);
    bencher.bench_local(|| {
        Registers::widest().run(
            #[inline(always)]
            || {
                for start in (0..order.len()).step_by(10) {
                    let range = start..start + 10;
                    work.gather(&images, &order, range.clone());
                    if parts > 1 {
                        fast.forward(&mut work);
                    }
                    if parts > 2 {
                        fast.backward(&mut work, &labels, &order[range], Cost::Quadratic);
                    }
                    if parts > 3 {
                        fast.update(&mut work, 1e-6);
                    }
                }
            },
        );
    });
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
