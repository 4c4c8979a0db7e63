// Downhill: gradient descent on three landscapes, from above and from the side.

import { $, announce, choice, colours, mix, movable, number, path, say, scale, set, significant, sized, slider, svg, themed, ticks, words } from 'play/draw.js';

/** The landscapes of notebook 04: their height, its slopes, and how curved they are at most. */
export const LANDSCAPES = {
  wide: {
    height: ([v1, v2]) => 0.5 * v1 * v1 + v2 * v2,
    gradient: ([v1, v2]) => [v1, 2 * v2],
    curvature: () => 2,
    lowest: 0, left: -2, top: 4, start: [-1.6, 1.3], rate: { max: 1.2, step: 0.01, value: 0.16 },
    levels: [0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
  },
  narrow: {
    height: ([v1, v2]) => 0.5 * v1 * v1 + 10 * v2 * v2,
    gradient: ([v1, v2]) => [v1, 20 * v2],
    curvature: () => 20,
    lowest: 0, left: -3, top: 8, start: [-2.7, 0.8], rate: { max: 0.12, step: 0.001, value: 0.09 },
    levels: [0.1, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26],
  },
  two: {
    height: ([v1, v2]) => (v1 * v1 - 1) ** 2 + 0.3 * v1 + 0.5 * v2 * v2,
    gradient: ([v1, v2]) => [4 * v1 * (v1 * v1 - 1) + 0.3, v2],
    curvature: ([v1]) => Math.max(12 * v1 * v1 - 4, 1),
    lowest: -0.305428, left: -2, top: 3, start: [1.6, 0.8], rate: { max: 0.4, step: 0.005, value: 0.05 },
    levels: [-0.25, -0.1, 0.1, 0.3, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8],
  },
};
const WIDE = 4;
const HIGH = 3;
const MOST_STEPS = 1000;

/** The place after one step `v ← v - η ∇C`. */
export function stepDown({ gradient }, v, eta) {
  const slope = gradient(v);
  return v.map((v, i) => v - eta * slope[i]);
}

/** The places that a descent passes: the start, then one for each step. */
export function descend(land, start, eta, steps) {
  const places = [start];
  for (let i = 0; i < steps; i++) places.push(stepDown(land, places[i], eta));
  return places;
}

let land;
let start;
let walk = [];
let before = null;
let width = 0;
let running = null;

const eta = slider('eta', eta => number(eta, land === LANDSCAPES.narrow ? 3 : 2 + (eta * 1000 % 10 >= 4.5 && eta < 0.4)), render);
const kind = choice('land', enter);

/** Goes to the chosen landscape. */
function enter() {
  land = LANDSCAPES[kind.get()];
  before = null;
  Object.assign(eta.input, { min: land.rate.step, max: land.rate.max, step: land.rate.step });
  eta.put(land.rate.value);
  walk = [];
  put(land.start);
  paintGround();
}

/** Puts the ball down: a new walk begins. */
function put(place) {
  stop();
  if (walk.length > 1) before = walk;
  start = place;
  walk = [place];
  render();
}

const ball = () => walk[walk.length - 1];
const isOut = v => v.some(v => Math.abs(v) > 1e6);
const rests = () => walk.length > 1 && Math.hypot(...land.gradient(ball())) < 1e-4;

function walkOn() {
  if (isOut(ball()) || walk.length > MOST_STEPS) return stop();
  walk.push(stepDown(land, ball(), eta.get()));
  if (rests()) stop();
  render();
}

function stop() {
  clearInterval(running);
  running = null;
  $('run').textContent = words.run;
}

$('step').addEventListener('click', () => {
  stop();
  walkOn();
});
$('run').addEventListener('click', () => {
  if (running) return stop();
  $('run').textContent = words.pause;
  running = setInterval(walkOn, 140);
  walkOn();
});
$('back').addEventListener('click', () => put(start));

/** From `v` to the pixels of the map. */
function places() {
  const unit = width / WIDE;
  return {
    unit,
    x: scale([land.left, land.left + WIDE], [0, width]),
    y: scale([-HIGH / 2, HIGH / 2], [HIGH * unit, 0]),
  };
}

function render() {
  if (!width) return;
  drawWalk();
  drawSide();
  drawHeights();
  showLimit();
  showSum();
}

/** Paints the landscape: bands between lines of equal height, the higher the darker. */
function paintGround() {
  if (!width) return;
  const ground = $('ground');
  const dense = Math.min(2, devicePixelRatio || 1);
  ground.width = Math.round(width * dense);
  ground.height = Math.round((width * dense * HIGH) / WIDE);
  const { paper, blue, muted } = colours();
  const pixel = WIDE / ground.width;
  const { levels } = land;
  const bands = Array.from({ length: levels.length + 1 }, (_, i) => mix(paper, blue, 0.03 + (0.3 * i) / levels.length));
  const context = ground.getContext('2d');
  const image = context.createImageData(ground.width, ground.height);
  for (let i = 0, at = 0; i < ground.height; i++) {
    for (let j = 0; j < ground.width; j++, at += 4) {
      const v = [land.left + (j + 0.5) * pixel, HIGH / 2 - (i + 0.5) * pixel];
      const height = land.height(v);
      const steep = Math.hypot(...land.gradient(v)) * pixel;
      const band = levels.findIndex(level => height < level);
      const colour = bands[band < 0 ? levels.length : band];
      const near = level => (level === undefined ? Infinity : Math.abs(height - level) / steep);
      const away = Math.min(near(levels[band]), near(levels[band < 0 ? levels.length - 1 : band - 1]));
      image.data.set([...mix(colour, muted, 0.55 * (dense * 0.6 + 0.5 - away)), 255], at);
    }
  }
  context.putImageData(image, 0, 0);
}

function drawWalk() {
  const { x, y, unit } = places();
  const place = v => [x(v[0]), y(v[1])].map(at => Math.max(-1e4, Math.min(1e4, at)));
  const next = stepDown(land, ball(), eta.get());
  const [bx, by] = place(ball());
  const children = [];
  if (before) children.push(svg('path', { d: path(before.map(place)), class: 'before' }));
  children.push(svg('path', { d: path(walk.map(place)), class: 'walk' }));
  children.push(...walk.slice(0, -1).map(v => {
    const [cx, cy] = place(v);
    return svg('circle', { cx, cy, r: 3, class: 'stop' });
  }));
  children.push(svg('path', { d: path([ball(), next].map(place)), class: 'next' }));
  const [nx, ny] = place(next);
  children.push(svg('circle', { cx: nx, cy: ny, r: 4, class: 'landing' }));
  children.push(svg('circle', { cx: bx, cy: by, r: 9, class: 'ball' }));
  for (let v = Math.ceil(land.left) + 1; v < land.left + WIDE; v++) {
    children.push(svg('text', { x: x(v), y: HIGH * unit - 8, class: 'small muted middle' }, number(v, 0)));
  }
  for (const v of [-1, 0, 1]) children.push(svg('text', { x: 8, y: y(v) + 5, class: 'small muted' }, number(v, 0)));
  children.push(svg('text', { x: width - 10, y: HIGH * unit - 8, class: 'small end' }, 'v₁'));
  children.push(svg('text', { x: 8, y: 20, class: 'small' }, 'v₂'));
  if (bx < 0 || by < 0 || bx > width || by > HIGH * unit) {
    children.push(svg('text', { x: width / 2, y: 24, class: 'middle out' }, words.out));
  }
  set($('walk'), { viewBox: `0 0 ${width} ${HIGH * unit}` }).replaceChildren(...children);
}

/** A cut through the ground, straight down the slope: what the step will make of it. */
function drawSide() {
  const height = width * 0.52;
  const [left, right, bottom] = [40, width, height - 40];
  const slope = land.gradient(ball());
  const steep = Math.hypot(...slope);
  const down = steep > 1e-9 && steep < 1e9 ? slope.map(s => -s / steep) : [1, 0];
  const along = s => land.height(ball().map((v, i) => v + s * down[i]));
  const step = eta.get() * steep;
  const here = along(0);
  const seen = steep < 1e6;
  const far = seen ? Math.max(3, 1.2 * step) : 3;
  const top = seen ? Math.max(land.top, 1.1 * here) : land.top;
  const x = scale([-far / 3, far], [left, right]);
  const low = land.lowest - 0.06 * top;
  const y = scale([low, top], [bottom, 20]);
  const clip = c => Math.max(-50, Math.min(bottom, y(c)));
  const ground = Array.from({ length: 161 }, (_, i) => far * (i / 120 - 1 / 3)).map(s => [x(s), clip(along(s))]);
  const tangent = [-far / 6, far].map(s => [x(s), y(here - s * steep)]);
  const marks = ticks(-far / 3, far, 4).map(s => svg('text', { x: x(s), y: bottom + 18, class: 'small muted middle' }, number(s, 0)));
  const heights = ticks(Math.max(low, 0), top, 4).flatMap(c => [
    svg('line', { x1: left, x2: right, y1: y(c), y2: y(c), class: 'grid' }),
    svg('text', { x: left - 8, y: y(c) + 5, class: 'small muted end' }, number(c, 0)),
  ]);
  const frame = svg('clipPath', { id: 'frame' }, svg('rect', { x: left, y: 0, width: right - left, height: bottom }));
  const landing = along(step);
  const inside = svg('g', { 'clip-path': 'url(#frame)' },
    svg('path', { d: `${path([[left, bottom], ...ground, [right, bottom]])}Z`, class: 'earth' }),
    svg('path', { d: path(ground), class: 'line' }),
    ...(seen ? [
      svg('path', { d: path(tangent), class: 'tangent' }),
      svg('path', { d: path([[x(0), y(here)], [x(step), y(here)], [x(step), y(landing)]]), class: 'next' }),
      svg('circle', { cx: x(step), cy: y(landing), r: 7, class: 'landing' }),
      svg('circle', { cx: x(0), cy: y(here), r: 9, class: 'ball' }),
    ] : []));
  set($('side'), { viewBox: `0 0 ${width} ${height}`, height }).replaceChildren(
    frame, ...heights, inside, ...marks,
    svg('text', { x: left - 8, y: 6, class: 'small end cost' }, 'C'),
    svg('text', { x: (left + right) / 2, y: height, class: 'small middle' }, words.distance),
  );
}

/** The height after each step, on a scale of powers of ten. */
function drawHeights() {
  const height = 164;
  const [left, right, bottom] = [40, width, height - 40];
  const most = Math.max(20, walk.length - 1, before ? before.length - 1 : 0);
  const x = scale([0, most], [left, right - 8]);
  const y = scale([-4, 2], [bottom, 8]);
  const line = walk => walk.map((v, i) => [i, Math.log10(Math.max(land.height(v) - land.lowest, 1e-12))])
    .filter(([, c]) => c < 12).map(([i, c]) => [x(i), Math.max(-200, Math.min(y(c), 400))]);
  const powers = [-4, -2, 0, 2].flatMap((power, i) => [
    svg('line', { x1: left, x2: right, y1: y(power), y2: y(power), class: 'grid' }),
    svg('text', { x: left - 8, y: y(power) + 5, class: 'small muted end' }, ['10⁻⁴', '10⁻²', '1', '100'][i]),
  ]);
  const marks = ticks(0, most, 5).map(n => svg('text', { x: x(n), y: bottom + 18, class: 'small muted middle' }, n));
  const frame = svg('clipPath', { id: 'strip' }, svg('rect', { x: left - 6, y: 0, width: right - left + 12, height: bottom }));
  const lines = svg('g', { 'clip-path': 'url(#strip)' });
  if (before) lines.append(svg('path', { d: path(line(before)), class: 'before' }));
  lines.append(svg('path', { d: path(line(walk)), class: 'line' }));
  const last = line(walk).pop();
  if (last) lines.append(svg('circle', { cx: last[0], cy: last[1], r: 5, class: 'ball' }));
  set($('heights'), { viewBox: `0 0 ${width} ${height}`, height }).replaceChildren(
    frame, ...powers, lines, ...marks,
    svg('text', { x: (left + right) / 2, y: height, class: 'small middle' }, words.steps),
  );
}

/** Marks 2/λ on the slider, and says on which side of it η is. */
function showLimit() {
  const limit = 2 / land.curvature(ball());
  const share = limit / land.rate.max;
  const isThere = share <= 1;
  const mark = $('limit');
  mark.hidden = !isThere;
  mark.style.setProperty('--limit', share);
  eta.input.style.setProperty('--limit', Math.min(1, share));
  const text = say(words.limit, { limit: significant(limit, 2) });
  mark.firstElementChild.textContent = text;
  const ratio = eta.get() / limit;
  const side = Math.abs(ratio - 1) < 1e-9 ? words.at_limit : ratio > 1 ? words.above_limit : words.below;
  $('verdict').textContent = isThere ? side : words.no_limit;
  $('verdict').classList.toggle('too-far', isThere && ratio > 1 - 1e-9);
}

/** The step in numbers. */
function showSum() {
  const short = v => (Math.abs(v) < 1000 ? number(v) : significant(v));
  const pair = v => `(${v.map(short).join(', ')})`;
  const next = stepDown(land, ball(), eta.get());
  const output = document.querySelector('output[for="eta"]').textContent;
  $('sum').textContent = `v − η ∇C = ${pair(ball())} − ${output} · ${pair(land.gradient(ball()))} = ${pair(next)}`;
  const [v1, v2] = ball().map(short);
  announce($('live'), say(words.live, { n: walk.length - 1, v1, v2, c: short(land.height(ball())) }));
}

/** A place on the map, kept within it. */
function within([v1, v2]) {
  const keep = (v, low, high) => Math.max(low + 0.02, Math.min(high - 0.02, v));
  return [keep(v1, land.left, land.left + WIDE), keep(v2, -HIGH / 2, HIGH / 2)].map(v => Math.round(v * 100) / 100);
}

const under = (px, py) => {
  const { x, y } = places();
  return within([x.invert(px), y.invert(py)]);
};
const isNear = (px, py) => {
  const { x, y } = places();
  return Math.hypot(px - x(ball()[0]), py - y(ball()[1])) < 26;
};
movable($('walk'), (px, py) => put(under(px, py)), isNear);
$('map').addEventListener('keydown', event => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!move) return;
  event.preventDefault();
  put(within(ball().map((v, i) => v + move[i] * (event.shiftKey ? 0.01 : 0.1))));
});
themed(paintGround);
sized($('map'), now => {
  width = now;
  paintGround();
  render();
});
enter();
