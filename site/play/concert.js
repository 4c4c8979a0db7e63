// The concert: a perceptron on eight days, and how many of them are left as its threshold rises.

import { sigmoid, step, weigh } from 'play/network.js';
import { $, announce, choice, movable, number, path, say, scale, set, sized, slider, svg, ticks, words } from 'play/draw.js';

/** The eight days, in the order of `data/concert.csv`: weather, companion, transport. */
export const DAYS = Array.from({ length: 8 }, (_, i) => [(i >> 2) & 1, (i >> 1) & 1, i & 1]);

/** The sum of each day. */
export const sums = w => DAYS.map(x => weigh(w, x));

/** The output of each day, by the step or the sigmoid. */
export function outputs(w, threshold, activation) {
  const f = activation === 'sigmoid' ? sigmoid : step;
  return sums(w).map(sum => f(sum - threshold));
}

const ROW = 34;
const ICONS = ['weather', 'companion', 'transport'];
const START = { w1: 6, w2: 2, w3: 2, threshold: 5 };

const weights = ['w1', 'w2', 'w3'].map(id => slider(id, w => number(w, w % 1 ? 1 : 0), render));
const threshold = slider('threshold', t => number(t, 1), render);
const activation = choice('activation', render);
let width = 0;

$('reset').addEventListener('click', () => {
  [...weights, threshold].forEach(one => one.put(START[one.input.id]));
  render();
});

/** Where things are: the same from left to right in both charts. */
function layout() {
  const w = weights.map(one => one.get());
  const low = Math.min(0, Math.floor(w.reduce((sum, w) => sum + Math.min(w, 0), 0))) - 1;
  const high = Math.max(10, Math.ceil(w.reduce((sum, w) => sum + Math.max(w, 0), 0))) + 1;
  threshold.range(low, high);
  const [left, right] = width < 480 ? [78, 66] : [104, 92];
  return { w, t: threshold.get(), low, high, left, right: width - right, x: scale([low, high], [left, width - right]) };
}

/** Draws everything anew. */
function render() {
  if (!width) return;
  const at = layout();
  const kind = activation.get();
  const out = outputs(at.w, at.t, kind);
  drawDays(at, out, kind);
  drawStairs(at, out, kind);
  fillTable(at, out, kind);
  const different = new Set(sums(at.w)).size;
  const total = out.reduce((sum, a) => sum + a, 0);
  const count = kind === 'step' ? say(words.count, { n: total }) : say(words.count_sigmoid, { n: number(total) });
  $('count').textContent = count;
  $('steps').textContent = different === 1 ? words.steps_one : say(words.steps, { n: different });
  announce($('live'), count);
}

/** The wash behind the days, as far as they say yes: it ends at the threshold, sharply or not. */
function wash(at, kind) {
  const stops = Array.from({ length: 41 }, (_, i) => {
    const share = i / 40;
    const z = at.low + share * (at.high - at.low) - at.t;
    return svg('stop', { offset: share, class: 'wash', 'stop-opacity': 0.16 * sigmoid(z) });
  });
  const share = (at.t - at.low) / (at.high - at.low);
  const sharp = [0, 0.16].map(opacity => svg('stop', { offset: share, class: 'wash', 'stop-opacity': opacity }));
  $('wash').replaceChildren(...(kind === 'step' ? sharp : stops));
}

function drawDays(at, out, kind) {
  wash(at, kind);
  const height = 8 * ROW;
  const plot = { x: at.left, width: at.right - at.left, y: 0, height };
  const rows = DAYS.map((x, i) => day(at, x, i, out[i], kind));
  const zero = svg('line', { x1: at.x(0), x2: at.x(0), y1: 0, y2: height, class: 'axis' });
  const children = [svg('rect', { ...plot, fill: 'url(#wash)' }), ...rows, zero, ...line(at, 0, height)];
  const chart = $('days');
  set(chart, { viewBox: `0 0 ${width} ${height}`, height });
  chart.replaceChildren(chart.querySelector('defs'), ...children);
}

/** One day: its three answers, its sum as a bar, the decision. */
function day(at, x, i, out, kind) {
  const middle = (i + 0.5) * ROW;
  const step = (at.left - 12) / 3;
  const size = step < 26 ? 18 : 20;
  const answers = ICONS.map((name, j) => {
    const place = { x: j * step, y: middle - size / 2, width: size, height: size };
    if (x[j]) return svg('use', { href: `#${name}`, ...place, class: 'yes' });
    return svg('line', { x1: place.x + size / 2 - 3, x2: place.x + size / 2 + 3, y1: middle, y2: middle, class: 'no' });
  });
  const pieces = x.map((x, j) => x * at.w[j]);
  const gain = pieces.filter(w => w > 0).reduce((sum, w) => sum + w, 0);
  const sum = pieces.reduce((sum, w) => sum + w, 0);
  const bar = (from, upto, y, height, name) => svg('rect', {
    x: at.x(Math.min(from, upto)), width: Math.abs(at.x(upto) - at.x(from)), y, height, class: name,
  });
  const bars = [bar(0, Math.max(sum, 0), middle - 9, 18, 'sum')];
  set(bars[0], { 'fill-opacity': 0.2 + 0.8 * out });
  if (sum < gain || sum < 0) bars.push(bar(sum < 0 ? 0 : gain, sum, middle - 9, 18, 'against'));
  if (sum < 0 && gain > 0) bars.push(bar(0, gain, middle - 9, 18, 'against'));
  let end = 0;
  const joints = pieces.filter(w => w > 0).slice(0, -1).map(w => {
    end += w;
    return svg('line', { x1: at.x(end), x2: at.x(end), y1: middle - 9, y2: middle + 9, class: 'joint' });
  });
  const narrow = width < 480;
  const sumText = svg('text', { x: at.right + (narrow ? 26 : 34), y: middle + 5, class: 'end sumtext' }, number(sum, sum % 1 ? 1 : 0));
  const verdict = kind === 'step' ? (out ? words.go : words.stay) : number(out);
  const word = svg('text', { x: width, y: middle + 5, class: `end verdict${out > 0.5 ? ' go' : ''}` }, verdict);
  return svg('g', { class: 'day' }, ...answers, ...bars, ...joints, sumText, word);
}

/** The threshold as a line with a handle. */
function line(at, top, bottom) {
  const x = at.x(at.t);
  return [
    svg('line', { x1: x, x2: x, y1: top - 6, y2: bottom + 6, class: 'limit' }),
    svg('circle', { cx: x, cy: top - 8, r: 6, class: 'handle' }),
  ];
}

function drawStairs(at, out, kind) {
  const height = width < 480 ? 150 : 170;
  const y = scale([0, 8], [height - 8, 22]);
  const marks = ticks(at.low, at.high, width < 480 ? 7 : 13);
  const lines = [0, 2, 4, 6, 8].flatMap(n => [
    svg('line', { x1: at.left, x2: at.right, y1: y(n), y2: y(n), class: 'grid' }),
    svg('text', { x: at.left - 10, y: y(n) + 5, class: 'small muted end' }, n),
  ]);
  const below = marks.map(n => svg('text', { x: at.x(n), y: height + 14, class: 'small muted middle' }, number(n, 0)));
  const title = svg('text', { x: (at.left + at.right) / 2, y: height + 36, class: 'small middle' }, words.threshold);
  const name = svg('text', { x: at.left - 18, y: 0, class: 'small' },
    kind === 'step' ? words.stairs_title : words.outputs_title);

  const ends = [...sums(at.w)].sort((a, b) => a - b);
  const stairs = [[at.low, 8], ...ends.flatMap((sum, i) => [[sum, 8 - i], [sum, 7 - i]]), [at.high, 0]];
  const count = t => outputs(at.w, t, 'sigmoid').reduce((sum, a) => sum + a, 0);
  const curve = Array.from({ length: 201 }, (_, i) => at.low + (i / 200) * (at.high - at.low)).map(t => [t, count(t)]);
  const place = ([t, n]) => [at.x(t), y(n)];
  const total = out.reduce((sum, a) => sum + a, 0);
  const chosen = kind === 'step';
  const all = [
    svg('path', { d: path(curve.map(place)), class: chosen ? 'line other' : 'line' }),
    svg('path', { d: path(stairs.map(place)), class: chosen ? 'line' : 'line other' }),
  ];
  const dot = svg('circle', { cx: at.x(at.t), cy: y(total), r: 6, class: 'dot' });
  const chart = $('stairs');
  set(chart, { viewBox: `0 0 ${width} ${height + 42}`, height: height + 42 });
  chart.replaceChildren(...lines, ...below, title, name, ...(chosen ? all : all.reverse()), ...line(at, 6, height - 14).slice(0, 1), dot);
}

/** The same for those who listen. */
function fillTable(at, out, kind) {
  const cells = DAYS.map((x, i) => [
    ...x.map(x => (x ? words.yes : words.no)),
    number(sums(at.w)[i], 1),
    kind === 'step' ? (out[i] ? words.go : words.stay) : number(out[i]),
  ]);
  $('table').replaceChildren(...cells.map(row => {
    const line = document.createElement('tr');
    line.append(...row.map(text => Object.assign(document.createElement('td'), { textContent: text })));
    return line;
  }));
}

for (const id of ['days', 'stairs']) {
  const put = x => {
    threshold.put(Math.round(10 * layout().x.invert(x)) / 10);
    render();
  };
  movable($(id), put, x => Math.abs(x - layout().x(threshold.get())) < 28);
}
sized($('days'), now => {
  width = now;
  render();
});
