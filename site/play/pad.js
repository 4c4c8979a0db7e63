// The sheet to draw on: by mouse, finger, pen or keyboard, and ten digits that it writes itself.

import { $, announce, colours, css, drag, themed, words } from 'play/draw.js';

/** Pixels on a side: as many as the crate keeps of a picture. */
export const SHEET = 400;
const PEN = 34;
/** The pen keeps within the sheet: its rim is paper. */
const RIM = 20;

const keep = at => Math.max(RIM, Math.min(SHEET - RIM, at));

/** How each digit goes, in a square of 100 × 100. */
const STROKES = [
  'M58 15C36 10 23 36 25 60C27 86 48 92 62 78C80 60 80 20 56 14',
  'M60 12L46 88',
  'M28 32C32 10 68 8 69 31C70 52 42 70 25 85C42 82 58 85 77 86',
  'M30 19C44 7 70 12 67 31C64 46 50 48 41 48C60 48 73 57 69 72C63 92 36 91 25 79',
  'M36 14C34 30 29 44 25 54C42 55 60 54 77 51M66 16C62 40 59 64 55 90',
  'M74 14C62 17 50 17 38 16C37 26 35 36 33 46C50 37 71 44 68 65C65 88 39 92 25 80',
  'M64 10C42 24 27 50 31 72C35 92 66 90 67 69C68 49 42 49 32 68',
  'M25 20C42 18 58 18 75 17C62 42 52 64 46 90',
  'M66 25C60 8 34 10 35 28C36 45 68 50 66 71C64 91 33 91 33 72C33 54 62 44 66 25',
  'M67 31C62 10 34 14 34 34C34 54 62 53 67 32C69 54 64 72 57 90',
];

/**
 * A sheet on the canvas in the element `pad`. `changed()` hears of every stroke as it grows,
 * `lifted()` of its end.
 */
export function sheet(pad, changed, lifted) {
  const canvas = pad.querySelector('canvas');
  const pen = pad.querySelector('.pen');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let last = null;
  let writing = 0;
  let [cursor, isDown] = [[SHEET / 2, SHEET / 2], false];

  function line(from, to) {
    Object.assign(context, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round', strokeStyle: css(colours().ink) });
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(to[0] + 0.01, to[1]); // a line of no length would leave no dot
    context.stroke();
    changed();
  }

  function clear() {
    cancelAnimationFrame(writing);
    context.clearRect(0, 0, SHEET, SHEET);
    last = null;
  }

  /** Writes a digit, stroke by stroke, and not at once if things may move. */
  function write(digit) {
    clear();
    const strokes = STROKES[digit].split('M').slice(1).map(d => {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', `M${d}`);
      return path;
    });
    const points = strokes.flatMap(path => {
      const length = path.getTotalLength();
      const count = Math.ceil(length / 2);
      return Array.from({ length: count + 1 }, (_, i) => {
        const { x, y } = path.getPointAtLength((i / count) * length);
        return { at: [x * SHEET / 100, y * SHEET / 100], starts: i === 0 };
      });
    });
    const atOnce = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let next = 0;
    const go = () => {
      for (let i = 0; (atOnce || i < 2) && next < points.length; i++, next++) {
        const { at, starts } = points[next];
        line(starts ? at : points[next - 1].at, at);
      }
      if (next < points.length) writing = requestAnimationFrame(go);
      else lifted();
    };
    go();
  }

  const onSheet = (x, y) => {
    const { width, height } = canvas.getBoundingClientRect();
    return [keep((x / width) * SHEET), keep((y / height) * SHEET)];
  };
  drag(pad, (x, y) => {
    const to = onSheet(x, y);
    line(last ?? to, to);
    last = to;
  }, {
    began: () => {
      cancelAnimationFrame(writing);
      pad.classList.remove('by-keys');
      last = null;
      return true;
    },
    ended: lifted,
  });

  function showPen() {
    pen.style.left = `${(100 * cursor[0]) / SHEET}%`;
    pen.style.top = `${(100 * cursor[1]) / SHEET}%`;
    pad.classList.add('by-keys');
    pad.classList.toggle('down', isDown);
  }
  pad.addEventListener('keydown', event => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (move) {
      const to = cursor.map((at, i) => keep(at + move[i] * (event.shiftKey ? 4 : 16)));
      if (isDown) line(cursor, to);
      cursor = to;
    } else if (event.key === ' ') {
      isDown = !isDown;
      announce($('pen-said'), isDown ? words.pen_down : words.pen_up);
      if (isDown) line(cursor, cursor);
      else lifted();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      clear();
      changed();
      lifted();
    } else if (/^[0-9]$/.test(event.key)) {
      write(Number(event.key));
      return;
    } else {
      return;
    }
    event.preventDefault();
    showPen();
  });
  pad.addEventListener('blur', () => pad.classList.remove('by-keys'));

  themed(() => {
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = css(colours().ink);
    context.fillRect(0, 0, SHEET, SHEET);
    context.globalCompositeOperation = 'source-over';
  });

  /** How much ink is on each pixel, 0 to 255, row by row. */
  function ink() {
    const { data } = context.getImageData(0, 0, SHEET, SHEET);
    return Uint8Array.from({ length: SHEET * SHEET }, (_, i) => data[4 * i + 3]);
  }
  return { clear, write, ink };
}
