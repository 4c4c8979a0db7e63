// Neurons and networks, as the course has them.

/** The perceptron's answer: 0 for `z <= 0`, 1 for `z > 0`. */
export const step = z => (z > 0 ? 1 : 0);

/** Between 0 and 1. */
export const sigmoid = z => 1 / (1 + Math.exp(-z));

/** Its slope, from its value `a`. */
export const slope = a => a * (1 - a);

/** The evidence: the sum of weights times inputs. */
export function weigh(w, x) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += w[i] * x[i];
  return sum;
}

/**
 * Layers of sigmoid neurons. Each layer is `{ weights, biases }`, with a row of weights for each
 * neuron: `weights[k][j]` leads from input `j` to neuron `k`.
 */
export class Network {
  constructor(layers) {
    this.layers = layers;
  }

  /** The activations of all layers, the input first. */
  activations(x) {
    const all = [x];
    for (const { weights, biases } of this.layers) {
      const a = all[all.length - 1];
      all.push(Array.from(biases, (b, k) => sigmoid(weigh(weights[k], a) + b)));
    }
    return all;
  }

  output(x) {
    return this.activations(x).pop();
  }

  /** The slope of the cost `½ Σ (a - y)²` in every weight and bias, and the errors δ. */
  gradient(x, y) {
    const a = this.activations(x);
    let delta = a[a.length - 1].map((a, k) => (a - y[k]) * slope(a));
    const layers = [];
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const from = a[l];
      layers.unshift({ weights: delta.map(d => from.map(a => d * a)), biases: delta });
      delta = this.back(l, delta, from.map(slope));
    }
    return layers;
  }

  /** The slope in every input of a mixture of the output neurons' sums `z`. */
  inputSlope(activations, mixture) {
    let delta = mixture;
    for (let l = this.layers.length - 1; l >= 0; l--) {
      delta = this.back(l, delta, l > 0 ? activations[l].map(slope) : null);
    }
    return delta;
  }

  /** What the errors behind a layer of weights make of those in front of it. */
  back(l, delta, slopes) {
    const { weights } = this.layers[l];
    const sums = new Array(weights[0].length).fill(0);
    delta.forEach((d, k) => {
      if (d !== 0) for (let j = 0; j < sums.length; j++) sums[j] += weights[k][j] * d;
    });
    return slopes ? sums.map((sum, j) => sum * slopes[j]) : sums;
  }
}

/** The network in the bytes of a `.safetensors` file: `layers.i.weight` and `layers.i.bias`. */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const numbers = name => {
    const { dtype, data_offsets: [from, to] } = header[name];
    if (dtype !== 'F32') throw new Error(`${name}: ${dtype}, not F32`);
    const count = (to - from) / 4;
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + from + 4 * i, true));
  };
  const layers = [];
  for (let l = 0; `layers.${l}.weight` in header; l++) {
    const [outputs, inputs] = header[`layers.${l}.weight`].shape;
    const all = numbers(`layers.${l}.weight`);
    const row = (_, k) => all.subarray(k * inputs, (k + 1) * inputs);
    layers.push({
      weights: Array.from({ length: outputs }, row),
      biases: numbers(`layers.${l}.bias`),
    });
  }
  return new Network(layers);
}

/** The bytes of a text in base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text.trim()), letter => letter.charCodeAt(0));
}

/** The place of the largest number. */
export function argmax(numbers) {
  return numbers.reduce((best, a, i) => (a > numbers[best] ? i : best), 0);
}
