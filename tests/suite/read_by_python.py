"""Computes the outputs of a saved network, with safetensors and NumPy and, where it is, PyTorch.

    read_by_python.py NETWORK.safetensors IMAGES OUTPUTS

IMAGES and OUTPUTS are 32-bit floats, 784 and 10 for each image. Ends with an error if an output
differs from that in OUTPUTS by more than 1e-6.
"""

import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

network, images, outputs = sys.argv[1:]
x = np.fromfile(images, np.float32).reshape(-1, 784)
expected = np.fromfile(outputs, np.float32).reshape(-1, 10)
assert len(x) == len(expected) > 0, (x.shape, expected.shape)


def compare(name, a):
    difference = np.abs(a - expected).max()
    print(f"{name}: {difference:.1e}")
    assert difference <= 1e-6, name


# --- NumPy ---------------------------------------------------------------------------------------

with safe_open(network, "np") as file:
    metadata = file.metadata()
sizes = [int(size) for size in metadata["sizes"].split(",")]
layers = range(len(sizes) - 1)
tensors = load_file(network)
assert sorted(tensors) == sorted(f"layers.{i}.{kind}" for i in layers for kind in ("weight", "bias"))

a = x.astype(np.float64)
for i in layers:
    weight, bias = tensors[f"layers.{i}.weight"], tensors[f"layers.{i}.bias"]
    assert weight.shape == (sizes[i + 1], sizes[i]), (i, weight.shape)
    z = a @ weight.T.astype(np.float64) + bias
    hidden = i < len(sizes) - 2
    relu = hidden and metadata["activation"] == "relu"
    a = np.maximum(z, 0) if relu else 1 / (1 + np.exp(-z))
compare("NumPy", a)

# --- PyTorch, where it is ------------------------------------------------------------------------

try:
    import torch
    from safetensors.torch import load_file as load_tensors
except ImportError:
    print("PyTorch: not here")
    sys.exit()


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(sizes[i], sizes[i + 1]) for i in layers)

    def forward(self, a):
        for i, layer in enumerate(self.layers):
            relu = i < len(sizes) - 2 and metadata["activation"] == "relu"
            a = torch.relu(layer(a)) if relu else torch.sigmoid(layer(a))
        return a


module = Network().double()  # in 32 bits the order of additions alone makes 1e-6
module.load_state_dict(load_tensors(network))
with torch.no_grad():
    compare("PyTorch", module(torch.from_numpy(x).double()).numpy())
