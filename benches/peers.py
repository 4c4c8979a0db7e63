"""Training on 50,000 MNIST digits, the crate and its peers: the same images, shapes and
mini-batches, one core and one thread each, in one run, taking turns.

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

import collections
import gzip
import platform
import subprocess
import time
import warnings
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import sklearn
import torch
from sklearn.neural_network import MLPClassifier

ROOT = Path(__file__).resolve().parents[1]
BATCH, ETA = 10, 3.0
SHAPES = [30, 100]  # hidden neurons
ROUNDS = 7  # of one epoch each
EPOCHS = 30  # of a run with evaluation
torch.set_num_threads(1)


def load():
    """The 60,000 training images, as rows of numbers from 0 to 1, and their labels. The last 10,000
    are for validation."""
    folder = ROOT / "data" / "mnist"
    with gzip.open(folder / "train-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return images.astype(np.float32) / 255, labels


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

    def evaluate(x, y):
        hits = cost = 0
        for image, label in zip(x, y):
            a = sigmoid(np.dot(w2, sigmoid(np.dot(w1, image[:, None]) + b1)) + b2)[:, 0]
            hits += np.argmax(a) == np.argmax(label)
            cost += 0.5 * np.linalg.norm(a - label) ** 2
        return hits, cost / len(x)

    return epoch, evaluate


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

    def evaluate(x, y):
        a = sigmoid(sigmoid(x @ w1 + b1) @ w2 + b2)
        return (a.argmax(1) == y.argmax(1)).sum(), 0.5 * ((a - y) ** 2).sum() / len(x)

    return epoch, evaluate


def jax_scan(x, y, hidden):
    """The whole epoch compiled, with lax.scan over the mini-batches."""
    x, y = jnp.array(x), jnp.array(y)
    state = {"p": [jnp.array(p) for p in first_weights(hidden)], "key": jax.random.key(2)}

    def output(p, a0):
        return jax.nn.sigmoid(jax.nn.sigmoid(a0 @ p[0] + p[1]) @ p[2] + p[3])

    def cost(p, a0, label):
        return 0.5 * jnp.sum((output(p, a0) - label) ** 2) / BATCH

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

    @jax.jit
    def look(p, x, y):
        a = output(p, x)
        return jnp.sum(a.argmax(1) == y.argmax(1)), 0.5 * jnp.sum((a - y) ** 2) / len(x)

    def evaluate(x, y):
        jax.block_until_ready(look(state["p"], x, y))

    epoch()  # compiles
    return epoch, evaluate


def scikit(x, y, hidden):
    """scikit-learn minimises the cross-entropy; the work is the same."""
    model = MLPClassifier((hidden,), activation="logistic", solver="sgd", batch_size=BATCH,
                          learning_rate_init=0.1, momentum=0.0, alpha=0.0, max_iter=1)
    labels = y.argmax(1)

    def evaluate(x, y):
        a = model.predict_proba(x)
        return (a.argmax(1) == y.argmax(1)).sum(), -np.log(a[y == 1]).sum() / len(x)

    model.partial_fit(x, labels, classes=np.arange(10))
    return lambda: model.partial_fit(x, labels), evaluate


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

    @torch.no_grad()
    def evaluate(x, y):
        a = model(x)
        hits = (a.argmax(1) == y.argmax(1)).sum()
        return hits.item(), (0.5 * ((a - y) ** 2).sum() / len(x)).item()

    return epoch, evaluate


PEERS = {
    f"NumPy {np.__version__}, matrix form": numpy_matrix,
    f"JAX {jax.__version__}, `jit` and `lax.scan`": jax_scan,
    f"scikit-learn {sklearn.__version__}, `MLPClassifier`": scikit,
    "Nielsen's, NumPy one image at a time": nielsen,
    f"PyTorch {torch.__version__.split('+')[0]}, eager": pytorch,
}
# What `benches/training.rs` measures, by the names it has there.
OURS = {"ours": "**handwritten**", "dot": "ndarray, matrix form with `dot`"}


def rust(what=None):
    """What `cargo bench --bench training` prints."""
    command = ["cargo", "bench", "--quiet", "--bench", "training"]
    command += ["--", what] if what else []
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_epochs(x, y):
    """The seconds of the fastest epoch, the one least disturbed, by name and hidden neurons."""
    peers = {(name, hidden): peer(x, y, hidden)[0] for name, peer in PEERS.items() for hidden in SHAPES}
    times = collections.defaultdict(list)
    for _ in range(ROUNDS):
        for line in rust("epochs").splitlines():
            name, hidden, time = line.split()
            times[OURS[name], int(hidden)].append(float(time))
        for key, epoch in peers.items():
            times[key].append(seconds(epoch))
    return {key: min(times) for key, times in times.items()}


def measure_runs(train, validation):
    """The seconds of a run with evaluation, by name."""
    times = {}
    for line in rust("runs").splitlines():
        name, time = line.split()
        times[OURS[name]] = float(time)
    for name, peer in PEERS.items():
        epoch, evaluate = peer(*train, SHAPES[0])
        # In the peer's own form, once.
        form = {jax_scan: jnp.array, pytorch: torch.from_numpy}.get(peer, np.asarray)
        sets = [tuple(form(part) for part in images) for images in (train, validation)]

        def look():
            for images in sets:
                evaluate(*images)

        def run():
            for _ in range(EPOCHS):
                epoch()
                look()

        look()  # what is compiled is compiled now
        times[name] = seconds(run)
    return times


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    warnings.filterwarnings("ignore")  # scikit-learn's, that one epoch is not enough
    x, labels = load()
    y = np.eye(10, dtype=np.float32)[labels]
    train, validation = (x[:50_000], y[:50_000]), (x[50_000:], y[50_000:])
    epochs, runs = measure_epochs(*train), measure_runs(train, validation)

    columns = [{name: epochs[name, hidden] for name in runs} for hidden in SHAPES] + [runs]
    ours = OURS["ours"]
    print(f"50,000 images, mini-batches of {BATCH}, one thread, in seconds, on this processor:")
    print(f"{processor()}. The epochs are the fastest of {ROUNDS}.\n")
    print("| | epoch, 784-30-10 | | epoch, 784-100-10 | | 30 epochs with evaluation | |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in sorted(runs, key=lambda name: columns[0][name]):
        cells = []
        for column, digits in zip(columns, [3, 3, 2]):
            time = f"{column[name]:.{digits}f}"
            cells += [f"**{time}**" if name == ours else time, f"{column[name] / column[ours]:.1f}×"]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\nOur run with evaluation takes {runs[ours] / EPOCHS / columns[0][ours]:.2f} times its epochs.")
    print("\nHow the time of an epoch grows:\n")
    print(rust())


if __name__ == "__main__":
    main()
