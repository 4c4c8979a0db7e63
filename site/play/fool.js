// The smallest change of an image that makes a network read another digit.

import { argmax, weigh } from 'play/network.js';

/** How far each step towards another digit goes at most, and how many there are. */
const STRIDE = 0.5;
const MOST_STEPS = 40;
const MOST_TURNS = 12;

/**
 * The nearest image to `x`, as far as it finds it, that is read as another digit:
 * `{ digit, pixels, distance }`, or null.
 *
 * For each other digit: go up the slope of that digit's lead until the answer changes, and back
 * towards `x` to the border. From close by the border is flat, and the gradient says how it lies:
 * so go towards the point of the flat border that is nearest to `x`, as long as that brings you
 * nearer. (In the theory of reliability this is the method of Hasofer, Lind, Rackwitz and Fiessler.)
 */
export function fool(network, x) {
  const answer = argmax(network.output(x));
  const isFooled = pixels => argmax(network.output(pixels)) !== answer;
  let best = null;
  for (let digit = 0; digit < 10; digit++) {
    if (digit === answer) continue;
    const found = nearest(network, x, [answer, digit], isFooled, best === null ? Infinity : best.distance);
    if (found !== null && (best === null || found.distance < best.distance)) best = found;
  }
  return best;
}

function nearest(network, x, pair, isFooled, record) {
  let here = x;
  for (let step = 0; !isFooled(here); step++) {
    if (step === MOST_STEPS || apart(here, x) > 2 * record + 1) return null;
    here = towards(here, onBorder(x, here, ...lead(network, here, pair)), STRIDE);
  }
  here = back(x, here, isFooled);
  if (apart(here, x) > 1.6 * record) return null;
  let share = 1;
  for (let turn = 0; turn < MOST_TURNS && share > 0.1; turn++) {
    const [answer] = pair;
    const now = [answer, argmax(network.output(here))];
    const border = onBorder(x, here, ...lead(network, here, now));
    const next = back(x, here.map((p, i) => p + share * (border[i] - p)), isFooled);
    if (next !== null && apart(next, x) < 0.998 * apart(here, x)) here = next;
    else share /= 2;
  }
  return { digit: argmax(network.output(here)), pixels: here, distance: apart(here, x) };
}

/** How far the sum of the second digit is above that of the first, and the slope of that. */
function lead(network, pixels, [first, second]) {
  const activations = network.activations(pixels);
  const { weights, biases } = network.layers[network.layers.length - 1];
  const hidden = activations[activations.length - 2];
  const [low, high] = [first, second].map(k => weigh(weights[k], hidden) + biases[k]);
  const mixture = Array.from(biases, (_, k) => (k === second) - (k === first));
  return [high - low, network.inputSlope(activations, mixture)];
}

/** A place on the way from one image to another, no farther than so much. */
function towards(from, to, most) {
  const share = Math.min(1, most / Math.max(apart(from, to), 1e-9));
  return from.map((p, i) => p + share * (to[i] - p));
}

/** The place nearest to `x` on the straight way through `there` at which the answer changes. */
function back(x, there, isFooled) {
  const at = share => there.map((p, i) => Math.min(1, Math.max(0, x[i] + share * (p - x[i]))));
  let [low, high] = [0, [1, 1.25, 1.6, 2].find(share => isFooled(at(share)))];
  if (high === undefined) return null;
  for (let i = 0; i < 10; i++) {
    const middle = (low + high) / 2;
    if (isFooled(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
}

/**
 * The image nearest to `x` on the flat border seen from `here`: its pixels move along the slope,
 * but those that have come to black or white stay there.
 */
function onBorder(x, here, ahead, slope) {
  const needed = weigh(slope, here) - ahead;
  let far = 0;
  for (;;) {
    const at = x.map((p, i) => Math.min(1, Math.max(0, p + far * slope[i])));
    const missing = needed - weigh(slope, at);
    let free = 0;
    slope.forEach((s, i) => {
      if ((at[i] < 1 || s * missing < 0) && (at[i] > 0 || s * missing > 0)) free += s * s;
    });
    if (Math.abs(missing) < 1e-9 || free < 1e-12) return at;
    far += missing / free;
  }
}

/** The distance between two images: the root of the sum of squared differences. */
export function apart(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
