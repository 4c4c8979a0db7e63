"""One epoch on 50,000 MNIST digits, the crate and its peers: the same images, shapes and
mini-batches, one thread each, in one run.

    python benches/peers.py

Runs with the packages of `benches/requirements.txt`; `make bench` installs them.
"""

import os

# One core for all that follows, and no more threads than that.
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
# Settings for old OpenBLAS builds would slow a current one down.
for name in ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]:
    os.environ.pop(name, None)
os.environ["JAX_PLATFORMS"] = "cpu"

import gzip
import statistics
import subprocess
import time
import warnings
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

ROOT = Path(__file__).resolve().parents[1]
EPOCHS, BATCH, ETA = 7, 10, 3.0
torch.set_num_threads(1)


def load():
    """The first 50,000 training images, as rows of numbers from 0 to 1, and their labels."""
    folder = ROOT / "data" / "mnist"
    with gzip.open(folder / "train-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return images[:50_000].astype(np.float32) / 255, labels[:50_000]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def first_weights(hidden):
    rng = np.random.default_rng(1)
    shapes = [(784, hidden), (hidden,), (hidden, 10), (10,)]
    return [rng.standard_normal(shape).astype(np.float32) for shape in shapes]


def nielsen(x, y, hidden):
    """Nielsen's first network: one image at a time, columns, the gradients summed up."""
    w1, b1, w2, b2 = [np.array(p.T if p.ndim == 2 else p[:, None]) for p in first_weights(hidden)]
    data = [(image[:, None], label[:, None]) for image, label in zip(x, y)]
    rng = np.random.default_rng(2)

    def epoch():
        rng.shuffle(data)
        for start in range(0, len(data), BATCH):
            sums = [np.zeros(p.shape, np.float32) for p in (w1, b1, w2, b2)]
            for a0, label in data[start : start + BATCH]:
                a1 = sigmoid(np.dot(w1, a0) + b1)
                a2 = sigmoid(np.dot(w2, a1) + b2)
                d2 = (a2 - label) * a2 * (1 - a2)
                d1 = np.dot(w2.T, d2) * a1 * (1 - a1)
                for total, part in zip(sums, (np.dot(d1, a0.T), d1, np.dot(d2, a1.T), d2)):
                    total += part
            for p, total in zip((w1, b1, w2, b2), sums):
                p -= ETA / BATCH * total

    return epoch


def numpy_matrix(x, y, hidden):
    """A mini-batch is a matrix."""
    w1, b1, w2, b2 = first_weights(hidden)
    rng = np.random.default_rng(2)

    def epoch():
        order = rng.permutation(len(x))
        xs, ys = x[order], y[order]
        for start in range(0, len(x), BATCH):
            a0, label = xs[start : start + BATCH], ys[start : start + BATCH]
            a1 = sigmoid(a0 @ w1 + b1)
            a2 = sigmoid(a1 @ w2 + b2)
            d2 = (a2 - label) * a2 * (1 - a2)
            d1 = (d2 @ w2.T) * a1 * (1 - a1)
            for p, g in ((w1, a0.T @ d1), (b1, d1.sum(0)), (w2, a1.T @ d2), (b2, d2.sum(0))):
                p -= np.float32(ETA / BATCH) * g

    return epoch


def jax_scan(x, y, hidden):
    """The whole epoch compiled, with lax.scan over the mini-batches."""
    x, y = jnp.array(x), jnp.array(y)
    state = {"p": [jnp.array(p) for p in first_weights(hidden)], "key": jax.random.key(2)}

    def cost(p, a0, label):
        a1 = jax.nn.sigmoid(a0 @ p[0] + p[1])
        a2 = jax.nn.sigmoid(a1 @ p[2] + p[3])
        return 0.5 * jnp.sum((a2 - label) ** 2) / BATCH

    def step(p, batch):
        gradient = jax.grad(cost)(p, *batch)
        return [p - ETA * g for p, g in zip(p, gradient)], None

    @jax.jit
    def run(p, key):
        order = jax.random.permutation(key, len(x)).reshape(-1, BATCH)
        return jax.lax.scan(step, p, (x[order], y[order]))[0]

    def epoch():
        state["key"], key = jax.random.split(state["key"])
        state["p"] = jax.block_until_ready(run(state["p"], key))

    epoch()  # compiles
    return epoch


def scikit(x, labels, hidden):
    """scikit-learn minimises the cross-entropy; the work is the same."""
    model = MLPClassifier((hidden,), activation="logistic", solver="sgd", batch_size=BATCH,
                          learning_rate_init=0.1, momentum=0.0, alpha=0.0, max_iter=1)
    model.partial_fit(x, labels, classes=np.arange(10))
    return lambda: model.partial_fit(x, labels)


def pytorch(x, y, hidden):
    """Eager, as in PyTorch's own tutorials, the images in memory."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    layers = [torch.nn.Linear(784, hidden), torch.nn.Sigmoid(), torch.nn.Linear(hidden, 10)]
    model = torch.nn.Sequential(*layers, torch.nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=ETA)

    def epoch():
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            optimizer.zero_grad()
            (0.5 * ((model(x[batch]) - y[batch]) ** 2).sum() / BATCH).backward()
            optimizer.step()

    return epoch


def median_seconds(epoch):
    seconds = []
    for _ in range(EPOCHS):
        start = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def rust():
    """The lines of `cargo bench --bench training`: name, network, seconds."""
    command = ["cargo", "bench", "--quiet", "--bench", "training"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split(": ") for line in lines.splitlines()], lines


def main():
    warnings.filterwarnings("ignore")  # scikit-learn's, that one epoch is not enough
    x, labels = load()
    y = np.eye(10, dtype=np.float32)[labels]
    rows, lines = rust()
    shapes = ["784-30-10", "784-100-10"]
    table = {"handwritten": {}, "ndarray, matrix form with dot": {}}
    for name, key in zip(table, ["ours", "ndarray dot"]):
        for shape in shapes:
            [seconds] = [r[2] for r in rows if r[0] == key and r[1].startswith(shape + ",")]
            table[name][shape] = float(seconds.removesuffix(" s"))
    peers = {
        f"JAX {jax.__version__}, jit and lax.scan": (jax_scan, y),
        f"NumPy {np.__version__}, matrix form": (numpy_matrix, y),
        "scikit-learn, MLPClassifier": (scikit, labels),
        f"PyTorch {torch.__version__.split('+')[0]}, eager": (pytorch, y),
        "NumPy, Nielsen's, one image at a time": (nielsen, y),
    }
    for name, (peer, target) in peers.items():
        table[name] = {s: median_seconds(peer(x, target, int(s.split("-")[1]))) for s in shapes}

    cpuinfo = Path("/proc/cpuinfo")
    models = [l for l in cpuinfo.read_text().splitlines() if "model name" in l] if cpuinfo.exists() else []
    print(f"One epoch, 50,000 images, mini-batch {BATCH}, one thread; median of {EPOCHS}, seconds")
    print(models[0].split(": ")[1] if models else "unknown processor")
    print(f"\n| {'':38} | " + " | ".join(f"{s} | ratio" for s in shapes) + " |")
    print("|---|" + "--:|--:|" * len(shapes))
    for name, seconds in table.items():
        cells = [f"{seconds[s]:.3f} | {seconds[s] / table['handwritten'][s]:.1f}×" for s in shapes]
        print(f"| {name:38} | " + " | ".join(cells) + " |")
    print("\nHow the time grows:\n")
    print("".join(line + "\n" for line in lines.splitlines() if line.startswith(("load", "growth", "no zeros", "roofline"))))


if __name__ == "__main__":
    main()
