// What the pages draw with: words and numbers, SVG, sliders, dragging, colours.

/** The page's words in its language. */
export const words = JSON.parse(document.getElementById('words').textContent);

/** The element of this id. */
export const $ = id => document.getElementById(id);
$('play').hidden = false;

/** A text with `{name}` replaced by the value of that name. */
export function say(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A number with so many decimals and a true minus. */
export function number(x, decimals = 2) {
  if (!Number.isFinite(x)) return x > 0 ? '∞' : x < 0 ? '−∞' : '–';
  const text = x.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** A number with so many significant digits, as a power of ten where it is very small or large. */
export function significant(x, digits = 3) {
  const size = Math.abs(x);
  if (x === 0 || !Number.isFinite(x)) return number(x, 0);
  if (size < 1e-4 || size >= 1e5) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split('e');
    const raised = [...exponent.replace('+', '')].map(c => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);
    return `${mantissa.replace('-', '−')}·10${raised.join('')}`;
  }
  const power = Math.floor(Math.log10(Number(size.toPrecision(digits))));
  return number(x, Math.max(0, digits - 1 - power));
}

/** An SVG element with attributes and children. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(node, attributes);
  node.append(...children);
  return node;
}

/** Sets attributes; those that are null go. */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) node.removeAttribute(name);
    else node.setAttribute(name, typeof value === 'number' ? round(value) : value);
  }
  return node;
}

const round = x => Math.round(x * 100) / 100;

/** An SVG path through points. */
export function path(points) {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${round(x)} ${round(y)}`).join('');
}

/** The straight way from the numbers `from` to the numbers `to`, and back by its `invert`. */
export function scale([from, upto], [to, end]) {
  const at = x => to + ((x - from) / (upto - from)) * (end - to);
  at.invert = y => from + ((y - to) / (end - to)) * (upto - from);
  return at;
}

/** Round numbers from `low` to `high`, at most so many. */
export function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(n => n * power).find(step => step >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Calls `render(width)` now and whenever the element's width changes. */
export function sized(node, render) {
  let last = 0;
  new ResizeObserver(() => {
    const width = Math.round(node.getBoundingClientRect().width);
    if (width > 0 && width !== last) render((last = width));
  }).observe(node);
}

/** Calls `render` whenever the page turns dark or light. */
export function themed(render) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render);
}

/** The colours of the style sheet by name, as [red, green, blue]. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['paper', 'ink', 'muted', 'grid', 'blue', 'orange'];
  const parse = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
  return Object.fromEntries(names.map(name => [name, parse(style.getPropertyValue(`--${name}`).trim())]));
}

/** A mixture of two colours: `a` at 0, `b` at 1. */
export function mix(a, b, t) {
  const share = Math.min(1, Math.max(0, t));
  return a.map((part, i) => Math.round(part * (1 - share) + b[i] * share));
}

/** Negative orange, positive blue, nothing the paper; `t` from -1 to 1. */
export function diverging(theme, t) {
  return mix(theme.paper, t < 0 ? theme.orange : theme.blue, Math.abs(t));
}

export const css = ([red, green, blue], alpha = 1) => `rgb(${red} ${green} ${blue} / ${alpha})`;

/** Paints numbers as pixels, row by row, on a canvas of that many pixels. */
export function paint(canvas, values, paintOne) {
  const context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height);
  values.forEach((value, i) => image.data.set([...paintOne(value), 255], 4 * i));
  context.putImageData(image, 0, 0);
}

/** A slider of the page with the output beside it; `get` its number, `put` another one. */
export function slider(id, format, changed) {
  const input = $(id);
  const output = document.querySelector(`output[for="${id}"]`);
  const show = () => {
    const text = format(Number(input.value));
    if (output) output.textContent = text;
    input.setAttribute('aria-valuetext', text);
    const share = (input.value - input.min) / (input.max - input.min);
    input.style.setProperty('--share', share);
  };
  input.addEventListener('input', () => {
    show();
    changed();
  });
  show();
  return {
    input,
    show,
    get: () => Number(input.value),
    put(value) {
      input.value = value;
      show();
    },
    range(low, high) {
      Object.assign(input, { min: low, max: high });
      show();
    },
  };
}

/** Which one of the radio buttons of this name is chosen; `changed` hears of another. */
export function choice(name, changed) {
  const all = [...document.querySelectorAll(`input[name="${name}"]`)];
  all.forEach(one => one.addEventListener('change', changed));
  return {
    get: () => all.find(one => one.checked).value,
    put(value) {
      all.find(one => one.value === value).checked = true;
    },
  };
}

/** A place on the screen, from the corner of the element. */
function from(node, { clientX, clientY }) {
  const box = node.getBoundingClientRect();
  return [clientX - box.left, clientY - box.top];
}

/** Follows a pointer that is pressed on the element: `moved(x, y)`, from its corner. */
export function drag(node, moved, { began = () => true, ended = () => {} } = {}) {
  let pointer = null;
  node.addEventListener('pointerdown', event => {
    if (pointer !== null || event.button !== 0 || !began(...from(node, event), event)) return;
    pointer = event.pointerId;
    node.setPointerCapture(pointer);
    moved(...from(node, event));
  });
  node.addEventListener('pointermove', event => {
    if (event.pointerId !== pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    (all.length ? all : [event]).forEach(one => moved(...from(node, one)));
  });
  for (const name of ['pointerup', 'pointercancel']) {
    node.addEventListener(name, event => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      ended();
    });
  }
}

/**
 * Lets something in a drawing be moved: `moved(x, y)`. A mouse may begin anywhere. A finger begins
 * where `isNear(x, y)`; elsewhere it may want to scroll the page, and moves the thing by a touch.
 */
export function movable(drawing, moved, isNear) {
  drag(drawing, moved, { began: (x, y, event) => event.pointerType === 'mouse' || isNear(x, y) });
  drawing.addEventListener('touchstart', event => {
    if (isNear(...from(drawing, event.changedTouches[0]))) event.preventDefault();
  }, { passive: false });
  drawing.addEventListener('click', event => {
    if (event.pointerType !== 'mouse') moved(...from(drawing, event));
  });
}

/** Says a text to those who listen, once it has not changed for a while. */
export function announce(node, text) {
  clearTimeout(node.waiting);
  node.waiting = setTimeout(() => {
    if (node.textContent !== text) node.textContent = text;
  }, 500);
}
