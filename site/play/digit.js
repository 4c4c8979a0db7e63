// Your digit: a drawing, what the course's network makes of it, and how to fool it.

import { argmax, fromBase64, readSafetensors, sigmoid, weigh } from 'play/network.js';
import { fool } from 'play/fool.js';
import { SIDE, prepare } from 'play/handwriting.js';
import { SHEET, sheet } from 'play/pad.js';
import { $, colours, diverging, mix, number, paint, path, say, scale, set, sized, slider, svg, themed, words } from 'play/draw.js';

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
/** Above this, it counts as sure. */
const SURE = 0.5;
/** The contribution that fills a neuron's bar. */
const LOUD = 4;

export const network = readSafetensors(fromBase64($('model').textContent));
const [hidden, output] = network.layers;

/** What is shown: the 784 pixels, or null for a blank sheet, and what the network makes of them. */
let pixels = null;
let activations = null;
/** The digit that was chosen to ask about, or null for the answer itself. */
let chosen = null;
let picked = 0;
let fooled = null;
let waiting = 0;
let searching = 0;

/** The state of the page, for whoever wants to compare it. */
export const state = () => ({ pixels, outputs: activations?.[2], asked: asked(), fooled });

const blank = new Array(SIDE * SIDE).fill(0);
const asked = () => chosen ?? (pixels ? argmax(activations[2]) : 0);

const pad = sheet($('pad'), () => {
  fooled = null;
  clearTimeout(searching);
  if (!waiting) waiting = requestAnimationFrame(look);
}, () => {
  look();
  searching = setTimeout(findFool, 200);
});

/** Looks at the sheet and shows everything that follows. */
function look() {
  cancelAnimationFrame(waiting);
  waiting = 0;
  show(prepare(pad.ink(), SHEET));
}

/** Shows what the network makes of 784 pixels. */
export function show(image) {
  pixels = image;
  activations = network.activations(pixels ?? blank);
  $('hint').hidden = pixels !== null;
  render();
}

/** Shows the nearest way to fool it. */
export function findFool() {
  fooled = pixels && fool(network, pixels);
  amount.put(105);
  renderFool();
}

function render() {
  const theme = colours();
  paint($('image'), pixels ?? blank, ink => mix(theme.paper, theme.ink, ink));
  renderOutputs();
  renderNeurons();
  renderOne();
  if (!fooled) renderFool();
}

// The ten outputs.
const bars = DIGITS.map(digit => {
  const button = document.createElement('button');
  button.type = 'button';
  button.innerHTML = `<span class="digit">${digit}</span><span class="bar"><span></span></span><span class="value"></span>`;
  button.addEventListener('click', () => {
    chosen = chosen === digit ? null : digit;
    render();
  });
  return button;
});
$('outputs').append(...bars);

function renderOutputs() {
  const outputs = activations[2];
  const answer = argmax(outputs);
  bars.forEach((button, digit) => {
    const a = pixels ? outputs[digit] : 0;
    button.style.setProperty('--output', a);
    button.classList.toggle('answer', pixels !== null && digit === answer);
    button.setAttribute('aria-pressed', String(chosen === digit));
    button.setAttribute('aria-label', say(words.output_label, { digit, output: pixels ? number(a) : '–' }));
    button.lastChild.textContent = pixels ? number(a) : '';
  });
  const text = !pixels ? words.nothing : say(outputs[answer] > SURE ? words.reads : words.unsure, { digit: answer });
  if ($('answer').textContent !== text) $('answer').textContent = text;
}

// The thirty hidden neurons.
const cells = Array.from(hidden.biases, (_, j) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.innerHTML = '<canvas class="pixels" width="28" height="28"></canvas><span class="says"><span></span></span>';
  button.tabIndex = j ? -1 : 0;
  for (const event of ['click', 'focus', 'pointerenter']) button.addEventListener(event, () => pick(j));
  return button;
});
$('neurons').append(...cells);
$('neurons').addEventListener('keydown', event => {
  const columns = getComputedStyle($('neurons')).gridTemplateColumns.split(' ').length;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = cells[picked + by];
  if (!by || !next) return;
  event.preventDefault();
  next.focus();
});

function pick(j) {
  cells[picked].tabIndex = -1;
  picked = j;
  cells[j].tabIndex = 0;
  renderNeurons();
  renderOne();
}

const largest = row => row.reduce((most, w) => Math.max(most, Math.abs(w)), 0);

/** Each pixel mixed with its neighbours: from the noise emerges what was learned. */
function smoothed(row) {
  const at = (i, j) => (i < 0 || j < 0 || i >= SIDE || j >= SIDE ? 0 : row[i * SIDE + j]);
  const across = (i, j) => (at(i, j - 1) + 2 * at(i, j) + at(i, j + 1)) / 4;
  return Array.from(row, (_, n) => {
    const [i, j] = [Math.floor(n / SIDE), n % SIDE];
    return (across(i - 1, j) + 2 * across(i, j) + across(i + 1, j)) / 4;
  });
}

function paintWeights() {
  const theme = colours();
  cells.forEach((cell, j) => {
    const row = smoothed(hidden.weights[j]);
    const most = largest(row);
    paint(cell.firstChild, row, w => diverging(theme, (1.4 * w) / most));
  });
}

/** What each neuron says about the digit that is asked about: its weight times its activation. */
function contributions() {
  return activations[1].map((a, j) => (pixels ? a * output.weights[asked()][j] : 0));
}

function renderNeurons() {
  const says = contributions();
  cells.forEach((cell, j) => {
    const a = pixels ? activations[1][j] : 0;
    cell.style.setProperty('--a', a);
    cell.style.setProperty('--says', Math.min(1, Math.abs(says[j]) / LOUD));
    cell.classList.toggle('against', says[j] < 0);
    cell.classList.toggle('picked', j === picked);
    cell.setAttribute('aria-label', say(words.neuron_label, { n: j + 1, a: number(a), says: number(says[j]) }));
  });
  const digit = asked();
  $('hidden-title').textContent = pixels ? say(words.hidden_title, { digit }) : words.hidden_blank;
  const sum = says.reduce((sum, one) => sum + one, 0);
  const bias = output.biases[digit];
  const z = sum + bias;
  const parts = { sum: number(sum), bias: number(bias), z: number(z), digit, output: number(sigmoid(z)) };
  $('total').textContent = pixels ? say(words.total, parts) : '';
}

/** The neuron that is picked, large. */
function renderOne() {
  const theme = colours();
  const row = hidden.weights[picked];
  const x = pixels ?? blank;
  const most = largest(row);
  paint($('one-weights'), row, w => diverging(theme, (1.6 * w) / most));
  paint($('one-evidence'), Array.from(row, (w, i) => w * x[i]), w => diverging(theme, (1.6 * w) / most));
  const a = activations[1][picked];
  const w = output.weights[asked()][picked];
  const parts = { z: number(weigh(row, x) + hidden.biases[picked]), a: number(a), plain: number(w), w: w < 0 ? `(${number(w)})` : number(w), digit: asked(), says: number(a * w) };
  $('one-title').textContent = say(words.neuron, { n: picked + 1 });
  $('one-text').textContent = pixels ? say(words.one_text, parts) : '';
}

// How to fool it.
const amount = slider('amount', n => `${n}\u00a0%`, renderFool);
let width = 0;

/** The digit with so much of the change. */
const changed = share => pixels.map((p, i) => Math.min(1, Math.max(0, p + share * (fooled.pixels[i] - p))));

function renderFool() {
  const theme = colours();
  $('fool').hidden = !fooled;
  if (!fooled) {
    $('fool-text').textContent = words.fool_waits;
    return;
  }
  const answer = argmax(activations[2]);
  const change = fooled.pixels.map((p, i) => p - pixels[i]);
  const most = largest(change);
  const percent = `${number(100 * most, most < 0.1 ? 1 : 0)}\u00a0%`;
  $('fool-text').textContent = say(words.fool_found, { answer, digit: fooled.digit, most: percent });
  const now = changed(amount.get() / 100);
  const outputs = network.output(now);
  const digit = argmax(outputs);
  const ink = p => mix(theme.paper, theme.ink, p);
  paint($('before'), pixels, ink);
  paint($('change'), change, c => diverging(theme, c / most));
  paint($('after'), now, ink);
  $('before-text').textContent = say(words.read_as, { digit: answer, output: number(activations[2][answer]) });
  $('change-text').textContent = say(words.strongest, { most: percent });
  $('after-text').textContent = say(words.read_as, { digit, output: number(outputs[digit]) });
  $('after-text').classList.toggle('fooled', digit !== answer);
  if (width) drawCrossing(answer);
}

/** The outputs for both digits against how much of the change is made. */
function drawCrossing(answer) {
  const height = 150;
  const [left, right, bottom] = [28, width - 18, height - 22];
  const x = scale([0, 300], [left, right]);
  const y = scale([0, 1], [bottom, 8]);
  const both = Array.from({ length: 61 }, (_, i) => [5 * i, network.output(changed(i / 20))]);
  const line = (digit, name) => svg('path', { d: path(both.map(([n, a]) => [x(n), y(a[digit])])), class: `line ${name}` });
  // The names of both lines at their ends, apart from each other.
  const ends = [answer, fooled.digit].map(digit => y(both[60][1][digit]));
  const apart = Math.max(0, 14 - Math.abs(ends[0] - ends[1])) / 2;
  const end = (i, digit, name) => {
    const away = (ends[i] > ends[1 - i] || (ends[0] === ends[1] && i)) ? apart : -apart;
    return svg('text', { x: right + 6, y: ends[i] + 5 + away, class: `small ${name}` }, digit);
  };
  const grid = [0, 0.5, 1].flatMap(a => [
    svg('line', { x1: left, x2: right, y1: y(a), y2: y(a), class: 'grid' }),
    svg('text', { x: left - 6, y: y(a) + 5, class: 'small muted end' }, a),
  ]);
  const marks = [0, 100, 200, 300].map(n => svg('text', { x: x(n), y: height - 4, class: 'small muted middle' }, `${n} %`));
  const here = x(amount.get());
  set($('crossing'), { viewBox: `0 0 ${width} ${height}`, height }).replaceChildren(
    ...grid, ...marks, svg('line', { x1: here, x2: here, y1: 2, y2: bottom, class: 'here' }),
    line(answer, ''), line(fooled.digit, 'other'), end(0, answer, 'own'), end(1, fooled.digit, 'others'));
}

$('clear').addEventListener('click', () => {
  pad.clear();
  chosen = fooled = null;
  show(null);
});
$('examples').append(...DIGITS.map(digit => {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: digit });
  button.setAttribute('aria-label', say(words.example, { digit }));
  button.addEventListener('click', () => {
    chosen = null;
    pad.write(digit);
  });
  return button;
}));
themed(() => {
  paintWeights();
  render();
  renderFool();
});
sized($('fool').querySelector('.amount'), now => {
  width = now;
  renderFool();
});
paintWeights();
show(null);
pad.write(3);
