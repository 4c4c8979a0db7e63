// Backpropagation by hand: the network of notebook 05 that fits on paper.

import { Network } from 'play/network.js';
import { $, announce, number, path, say, scale, set, significant, sized, slider, svg, ticks, words } from 'play/draw.js';

const X = [1, 0.5];
const Y = [0];
/** The nine numbers: of each neuron its weights, then its bias. */
export const FIRST = [1, -4, -0.386, 1.5, -1, 0.386, 3, -2, 1];
const NEURONS = ['h₁', 'h₂', words.output];
const INPUTS = [['x₁', 'x₂'], ['x₁', 'x₂'], ['h₁', 'h₂']];
const LAST = 10;

/** The network of nine numbers. */
export function network(p) {
  return new Network([
    { weights: [[p[0], p[1]], [p[3], p[4]]], biases: [p[2], p[5]] },
    { weights: [[p[6], p[7]]], biases: [p[8]] },
  ]);
}

/** All that is computed on the way forward and back. */
export function compute(p) {
  const net = network(p);
  const [, hidden, output] = net.activations(X);
  const [first, second] = net.gradient(X, Y);
  const z = [0, 3, 6].map((at, n) => {
    const inputs = n < 2 ? X : hidden;
    return p[at] * inputs[0] + p[at + 1] * inputs[1] + p[at + 2];
  });
  const slopes = [...first.weights[0], first.biases[0], ...first.weights[1], first.biases[1], ...second.weights[0], second.biases[0]];
  return {
    z,
    a: [...hidden, ...output],
    delta: [...first.biases, ...second.biases],
    slopes,
    cost: 0.5 * (output[0] - Y[0]) ** 2,
  };
}

let kept = [...FIRST];
let width = 0;
let curveWidth = 0;
const step = slider('step', n => say(words.step_of, { n, all: LAST }), render);
const nudge = slider('nudge', d => (d > 0 ? '+' : '') + number(d), render);
const which = $('which');
which.append(...FIRST.map((_, i) => new Option(nameOf(i), i)));
which.value = 8;

/** What a number is called: the line that it stands on. */
function nameOf(i) {
  const neuron = Math.floor(i / 3);
  return i % 3 === 2 ? `${words.bias} ${NEURONS[neuron]}` : `${INPUTS[neuron][i % 3]} → ${NEURONS[neuron]}`;
}

const go = by => {
  step.put(step.get() + by);
  render();
};
$('previous').addEventListener('click', () => go(-1));
$('next').addEventListener('click', () => go(1));
which.addEventListener('change', () => pick(Number(which.value)));
$('keep').addEventListener('click', () => {
  kept = nudged();
  nudge.put(0);
  render();
});
$('reset').addEventListener('click', () => {
  kept = [...FIRST];
  nudge.put(0);
  render();
});

function pick(i) {
  which.value = i;
  nudge.put(0);
  render();
}

/** The nine numbers with the nudge. */
function nudged(by = nudge.get()) {
  return kept.map((p, i) => (i === Number(which.value) ? p + by : p));
}

/** Three digits or so many, without zeros at the end; in brackets where a minus follows a sign. */
const short = (x, digits = 3) => {
  const text = Math.abs(x) < 1e-9 ? '0' : significant(x, digits);
  return text.replace(/(\.\d*?)0+(?=$|·)/, '$1').replace(/\.(?=$|·)/, '');
};
const inside = x => (x < 0 ? `(${short(x)})` : short(x));

/** What each step writes: lines of sums, and the lines of the drawing that it is about. */
function steps(p, c) {
  const b = 'class="back"';
  const sum = (n, inputs) => `z = ${inputs.map((x, j) => `${inside(p[3 * n + j])} · ${short(x)}`).join(' + ')} ${p[3 * n + 2] < 0 ? '−' : '+'} ${short(Math.abs(p[3 * n + 2]))} = ${short(c.z[n], 4)}`;
  const neuron = (n, inputs) => [sum(n, inputs), `a = σ(${short(c.z[n], 4)}) = <b>${short(c.a[n])}</b>`];
  const slopes = (n, inputs) => [...inputs, 1].map((x, j) =>
    `${nameOf(3 * n + j)}: ${short(c.delta[n])} · ${short(x)} = <b ${b}>${short(c.slopes[3 * n + j])}</b>`);
  const error = n => [
    `δ = δ<sub>${NEURONS[2]}</sub> · w · a (1 − a)`,
    `= ${short(c.delta[2])} · ${inside(p[6 + n])} · ${short(c.a[n])} · ${short(1 - c.a[n])} = <b ${b}>${short(c.delta[n])}</b>`,
  ];
  const hidden = [c.a[0], c.a[1]];
  const [a, y] = [c.a[2], Y[0]];
  return [
    [],
    neuron(0, X),
    neuron(1, X),
    neuron(2, hidden),
    [`C = ½ (a − y)²`, `= ½ (${short(a)} − ${y})² = <b>${short(c.cost)}</b>`],
    ['δ = (a − y) · a (1 − a)', `= ${inside(a - y)} · ${short(a)} · ${short(1 - a)} = <b ${b}>${short(c.delta[2])}</b>`],
    slopes(2, hidden),
    error(0),
    error(1),
    slopes(0, X),
    slopes(1, X),
  ];
}

function render() {
  const p = nudged();
  const c = compute(p);
  writeStep(p, c);
  if (width) drawNet(p, c);
  compare();
  if (curveWidth) drawCurve();
}

let written = '';
function writeStep(p, c) {
  const now = step.get();
  $('way').textContent = now === 0 ? '' : now < 5 ? words.forward : words.backward;
  $('way').className = now < 5 ? 'way' : 'way back';
  $('step-title').textContent = TITLES[now];
  const text = say(TEXTS[now], { x1: X[0], x2: X[1] });
  const sums = steps(p, c)[now].map(line => `<p class="formula">${line}</p>`);
  const html = `<p>${text}</p>${sums.join('')}`;
  if (html !== written) $('step-text').innerHTML = written = html;
  $('previous').disabled = now === 0;
  $('next').disabled = now === LAST;
}

/** Where the nodes are: two inputs, two hidden neurons, the output. */
function places() {
  const narrow = width < 480;
  const height = narrow ? 330 : 380;
  const [left, middle, right] = narrow ? [26, width * 0.52, width - 34] : [52, width * 0.5, width - 96];
  const [up, down] = [height * 0.24, height * 0.72];
  return {
    narrow,
    height,
    radius: narrow ? 25 : 32,
    inputs: [[left, up], [left, down]],
    neurons: [[middle, up], [middle, down], [right, (up + down) / 2]],
  };
}

/** Which neurons, errors and slopes are there at a step, and which of them are new. */
function shown(now) {
  return {
    neuron: n => now > n,
    cost: now > 3,
    delta: n => now >= [7, 8, 5][n],
    slope: n => now >= [9, 10, 6][n],
    newNeuron: n => now === n + 1,
    newDelta: n => now === [7, 8, 5][n],
    newSlope: n => now === [9, 10, 6][n],
  };
}

function drawNet(p, c) {
  const at = places();
  const see = shown(step.get());
  const label = (x, y, text, name) => svg('text', { x, y, class: `middle ${name}` }, text);
  const lines = [];
  const labels = [];
  at.neurons.forEach((to, n) => {
    const from = n < 2 ? at.inputs : at.neurons;
    for (const j of [0, 1]) {
      const name = see.newNeuron(n) || see.newSlope(n) ? 'on' : n === 2 && see.newDelta(j) ? 'on back' : '';
      const back = see.newSlope(n) ? ' back' : '';
      lines.push(svg('path', { d: path([from[j], to]), class: `wire ${name}${back}` }));
      const share = n < 2 ? (j === n ? 0.42 : 0.32) : at.narrow ? 0.54 : 0.44;
      const [x, y] = from[j].map((v, i) => v + share * (to[i] - v));
      const i = 3 * n + j;
      labels.push(svg('g', { class: `weight${i === Number(which.value) ? ' picked' : ''}`, 'data-number': i },
        label(x, y - 3, short(p[i]), 'halo'),
        ...(see.slope(n) ? [label(x, y + 15, short(c.slopes[i]), 'halo slope')] : [])));
    }
  });
  const node = ([x, y], text, name) => [
    svg('circle', { cx: x, cy: y, r: at.radius, class: `node ${name}` }),
    svg('text', { x, y: y + 5, class: 'middle' }, text),
  ];
  const nodes = at.inputs.flatMap((place, j) => [
    ...node(place, X[j], 'input'),
    label(place[0], place[1] - at.radius - 8, `x${'₁₂'[j]}`, 'muted'),
  ]);
  at.neurons.forEach((place, n) => {
    const [x, y] = place;
    const name = see.newNeuron(n) || (n === 2 && see.newDelta(2) === false && step.get() === 4) ? 'on' : see.newDelta(n) ? 'on back' : '';
    nodes.push(...node(place, see.neuron(n) ? short(c.a[n]) : '?', name));
    nodes.push(label(x, y - at.radius - 8, NEURONS[n], 'muted'));
    const i = 3 * n + 2;
    labels.push(svg('g', { class: `weight${i === Number(which.value) ? ' picked' : ''}`, 'data-number': i },
      label(x, y + at.radius + 18, `${at.narrow ? 'b' : words.bias} ${short(p[i])}`, 'halo'),
      ...(see.slope(n) ? [label(x, y + at.radius + 35, short(c.slopes[i]), 'halo slope')] : [])));
    if (see.delta(n)) {
      nodes.push(svg('text', { x: x, y: y - at.radius - 26, class: 'middle slope delta' }, `δ ${short(c.delta[n])}`));
    }
  });
  const [x, y] = at.neurons[2];
  const below = y + at.radius + 58;
  nodes.push(label(x, below, say(words.target, { y: Y[0] }), 'muted'));
  if (see.cost) nodes.push(label(x, below + 22, `C = ${short(c.cost)}`, `cost${step.get() === 4 ? ' now' : ''}`));
  set($('net'), { viewBox: `0 0 ${width} ${at.height}`, height: at.height }).replaceChildren(...lines, ...nodes, ...labels);
}

/** The promise of the slope beside what happens. */
function compare() {
  const before = compute(kept);
  const after = compute(nudged());
  const predicted = before.slopes[Number(which.value)] * nudge.get();
  const happened = after.cost - before.cost;
  const slope = short(before.slopes[Number(which.value)]);
  const text = { predicted: short(predicted), happened: short(happened) };
  $('predicted').innerHTML = `${slope} · ${inside(nudge.get())} = <b class="back">${text.predicted}</b>`;
  $('happened').innerHTML = `<b class="true">${text.happened}</b>`;
  $('now').textContent = short(after.cost);
  $('keep').disabled = nudge.get() === 0;
  announce($('live'), say(words.live, text));
}

/** The cost against the chosen number, and the straight line that its slope promises. */
function drawCurve() {
  const height = curveWidth < 480 ? 220 : 260;
  const [left, right, bottom] = [40, curveWidth - 8, height - 42];
  const i = Number(which.value);
  const middle = kept[i];
  const cost = d => compute(nudged(d)).cost;
  const slope = compute(kept).slopes[i];
  const x = scale([middle - 2, middle + 2], [left, right]);
  const y = scale([0, 0.55], [bottom, 16]);
  const curve = Array.from({ length: 161 }, (_, k) => -2 + k / 40).map(d => [x(middle + d), y(cost(d))]);
  const line = [-2, 2].map(d => [x(middle + d), y(cost(0) + slope * d)]);
  const d = nudge.get();
  const marks = ticks(middle - 2, middle + 2, 5).map(v => svg('text', { x: x(v), y: bottom + 18, class: 'small muted middle' }, number(v, v % 1 ? 1 : 0)));
  const levels = [0, 0.1, 0.2, 0.3, 0.4, 0.5].flatMap(c => [
    svg('line', { x1: left, x2: right, y1: y(c), y2: y(c), class: 'grid' }),
    svg('text', { x: left - 8, y: y(c) + 5, class: 'small muted end' }, number(c, 1)),
  ]);
  const frame = svg('clipPath', { id: 'frame' }, svg('rect', { x: left, y: 0, width: right - left, height: bottom + 8 }));
  const drawing = svg('g', { 'clip-path': 'url(#frame)' },
    svg('path', { d: path(line), class: 'promise' }),
    svg('path', { d: path(curve), class: 'line' }),
    svg('circle', { cx: x(middle), cy: y(cost(0)), r: 3.5, class: 'origin' }),
    svg('line', { x1: x(middle + d), x2: x(middle + d), y1: y(cost(0) + slope * d), y2: y(cost(d)), class: 'miss' }),
    svg('circle', { cx: x(middle + d), cy: y(cost(0) + slope * d), r: 5, class: 'promised' }),
    svg('circle', { cx: x(middle + d), cy: y(cost(d)), r: 7, class: 'dot' }));
  set($('curve'), { viewBox: `0 0 ${curveWidth} ${height}`, height }).replaceChildren(
    frame, ...levels, drawing, ...marks,
    svg('text', { x: 0, y: 6, class: 'small' }, words.cost_axis),
    svg('text', { x: (left + right) / 2, y: height, class: 'small middle' }, nameOf(i)));
}

const TITLES = [
  words.s0_title, words.s1_title, words.s2_title, words.s3_title, words.s4_title, words.s5_title,
  words.s6_title, words.s7_title, words.s8_title, words.s9_title, words.s10_title,
];
const TEXTS = [
  words.s0, words.s1, words.s2, words.s3, words.s4, words.s5, words.s6, words.s7, words.s8, words.s9, words.s10,
];

$('net').addEventListener('click', event => {
  const weight = event.target.closest('.weight');
  if (weight) pick(Number(weight.dataset.number));
});
sized($('net'), now => {
  width = now;
  render();
});
sized($('curve'), now => {
  curveWidth = now;
  render();
});
render();
