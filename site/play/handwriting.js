// A drawing becomes a digit like MNIST's, by the same recipe as the crate's module `handwriting`:
// which is ink, crop, fit into 20 × 20, centre of mass to the middle of 28 × 28. A drawing has no
// paper of its own: no lines, no table.

export const SIDE = 28;
const BOX = 20;
const MIDDLE = 14.5;
/** Ink must differ from the paper by this share of the whole range. */
const CONTRAST = 0.1;
/** More than this much ink on a pixel is a stroke's. */
const INKED = 0.3;
/** Strokes thinner than this share of the digit's longer side are thickened to the next one. */
const THIN = 0.075;
const THICKENED = 0.1;
/** A blot of less ink than this share of the largest one is dirt. */
const DIRT = 0.03;

/**
 * The 784 pixels of a drawing on clean paper, from 0 to 1, or null if there is nothing on it.
 * The drawing is one byte of ink for each pixel, 255 for black, row by row.
 */
export function prepare(bytes, width) {
  const ink = separate({ values: bytes, rows: bytes.length / width, columns: width });
  return ink && centre(atFullStrength(fit(thickened(crop(withoutDirt(ink))), BOX)));
}

/** The ink of each pixel, the soft rims of strokes included, or null if there is none. */
function separate({ values, rows, columns }) {
  const histogram = new Float64Array(256);
  for (const byte of values) histogram[byte]++;
  const threshold = otsu(histogram);
  let [sum, count] = [0, 0];
  histogram.forEach((n, byte) => {
    if (byte / 255 > threshold) [sum, count] = [sum + (n * byte) / 255, count + n];
  });
  const full = sum / Math.max(count, 1);
  if (full < CONTRAST) return null;
  const faint = threshold / 4;
  const ink = byte => Math.min(1, Math.max(0, (byte / 255 - faint) / (full - faint)));
  const table = Float64Array.from({ length: 256 }, (_, byte) => ink(byte));
  return { values: Float64Array.from(values, byte => table[byte]), rows, columns };
}

/** The threshold that parts the numbers into two groups as far apart as possible (Otsu, 1979). */
function otsu(histogram) {
  let [all, allMoments] = [0, 0];
  histogram.forEach((n, i) => [all, allMoments] = [all + n, allMoments + n * i]);
  let [best, most, low, lowMoments] = [128, -1, 0, 0];
  for (let cut = 1; cut < 256; cut++) {
    low += histogram[cut - 1];
    lowMoments += histogram[cut - 1] * (cut - 1);
    const high = all - low;
    const distance = low && high ? (allMoments - lowMoments) / high - lowMoments / low : 0;
    const apart = low * high * distance * distance;
    if (apart >= most) [best, most] = [cut, apart];
  }
  return best / 256;
}

/** The image without blots that hold little ink. */
function withoutDirt({ values, rows, columns }) {
  const blotOf = new Int32Array(values.length).fill(-1);
  const amounts = [];
  for (let start = 0; start < values.length; start++) {
    if (values[start] === 0 || blotOf[start] >= 0) continue;
    const blot = amounts.length;
    const queue = [start];
    blotOf[start] = blot;
    let amount = 0;
    while (queue.length) {
      const here = queue.pop();
      amount += values[here];
      const [i, j] = [Math.floor(here / columns), here % columns];
      for (let y = Math.max(i - 1, 0); y < Math.min(i + 2, rows); y++) {
        for (let x = Math.max(j - 1, 0); x < Math.min(j + 2, columns); x++) {
          const place = y * columns + x;
          if (values[place] > 0 && blotOf[place] < 0) {
            blotOf[place] = blot;
            queue.push(place);
          }
        }
      }
    }
    amounts.push(amount);
  }
  const least = DIRT * Math.max(...amounts);
  return { values: values.map((ink, i) => (amounts[blotOf[i]] >= least ? ink : 0)), rows, columns };
}

/** The smallest part that holds all pixels with ink. */
function crop({ values, rows, columns }) {
  let [top, bottom, left, right] = [rows, -1, columns, -1];
  values.forEach((ink, at) => {
    if (ink <= INKED) return;
    const [i, j] = [Math.floor(at / columns), at % columns];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  });
  const size = { rows: bottom - top + 1, columns: right - left + 1 };
  const pick = (_, at) => values[(top + Math.floor(at / size.columns)) * columns + left + (at % size.columns)];
  return { values: Float64Array.from({ length: size.rows * size.columns }, pick), ...size };
}

/** The image with strokes that are not thinner than MNIST's, by a dilation. */
function thickened(image) {
  const side = Math.max(image.rows, image.columns);
  const width = strokeWidth(image);
  if (width >= THIN * side) return image;
  const by = Math.round((THICKENED * side - width) / 2);
  const [rows, columns] = [image.rows + 2 * by, image.columns + 2 * by];
  let values = new Float64Array(rows * columns);
  image.values.forEach((ink, at) => {
    values[(by + Math.floor(at / image.columns)) * columns + by + (at % image.columns)] = ink;
  });
  // Squares and crosses in turn make an octagon, nearly a round pen.
  for (let step = 0; step < by; step++) values = dilated({ values, rows, columns }, step % 2 === 1);
  return { values, rows, columns };
}

/** Each pixel becomes the darkest of the nine around, or, in a cross, of the five. */
function dilated({ values, rows, columns }, isCross) {
  return values.map((_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let most = 0;
    for (let y = Math.max(i - 1, 0); y < Math.min(i + 2, rows); y++) {
      for (let x = Math.max(j - 1, 0); x < Math.min(j + 2, columns); x++) {
        if (!isCross || y === i || x === j) most = Math.max(most, values[y * columns + x]);
      }
    }
    return most;
  });
}

/** Of each pixel with ink how far it reaches down or across, whichever is less; the median of these. */
function strokeWidth(image) {
  const down = runsDown(image);
  const across = runsDown(turn(image));
  const { rows, columns } = image;
  const least = Array.from(down, (run, at) => Math.min(run, across[(at % columns) * rows + Math.floor(at / columns)]));
  const widths = least.filter(width => width > 0).sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)] ?? 0;
}

/** For each place with ink how many there are in one piece above it, below it, and there. */
function runsDown({ values, rows, columns }) {
  const runs = new Int32Array(values.length);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      let end = i;
      while (end < rows && values[end * columns + j] > INKED) end++;
      for (let at = i; at < end; at++) runs[at * columns + j] = end - i;
      i = Math.max(i, end - 1);
    }
  }
  return runs;
}

/** The image divided by its maximum. */
function atFullStrength({ values, rows, columns }) {
  const most = Math.max(...values);
  return { values: most > 0 ? values.map(ink => ink / most) : values, rows, columns };
}

/** The image with `side` pixels on its longer side, in the same proportions. */
function fit(image, side) {
  const longest = Math.max(image.rows, image.columns);
  const scaled = length => Math.max(1, Math.round(Math.fround(Math.fround(length * side) / longest)));
  const high = resize(image, scaled(image.rows));
  return turn(resize(turn(high), scaled(image.columns)));
}

/**
 * The image with so many rows. A new pixel is a mixture of the old ones around it, the nearer the
 * more, over one old or one new pixel's distance, whichever is longer.
 */
function resize({ values, rows, columns }, newRows) {
  if (rows === newRows) return { values, rows, columns };
  const ratio = rows / newRows;
  const reach = Math.max(1, ratio);
  const resized = new Float64Array(newRows * columns);
  for (let i = 0; i < newRows; i++) {
    const middle = (i + 0.5) * ratio;
    const first = Math.max(0, Math.floor(middle - reach));
    const last = Math.min(rows, Math.ceil(middle + reach));
    const weights = Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k + 0.5 - middle) / reach)));
    const sum = weights.reduce((sum, w) => sum + w, 0);
    weights.forEach((w, k) => {
      for (let j = 0; j < columns; j++) resized[i * columns + j] += (w / sum) * values[(first + k) * columns + j];
    });
  }
  return { values: resized, rows: newRows, columns };
}

/** The image with its rows and columns exchanged. */
function turn({ values, rows, columns }) {
  const turned = values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
  return { values: turned, rows: columns, columns: rows };
}

/** The image on 28 × 28 pixels of paper, with its centre of mass in the middle as far as it fits. */
function centre({ values, rows, columns }) {
  let [mass, down, right] = [0, 0, 0];
  values.forEach((ink, at) => {
    mass += ink;
    down += ink * (Math.floor(at / columns) + 0.5);
    right += ink * ((at % columns) + 0.5);
  });
  const start = (middle, length) => Math.min(SIDE - length, Math.max(0, Math.round(MIDDLE - middle)));
  const [top, left] = [start(down / mass, rows), start(right / mass, columns)];
  const sheet = new Array(SIDE * SIDE).fill(0);
  values.forEach((ink, at) => {
    sheet[(top + Math.floor(at / columns)) * SIDE + left + (at % columns)] = Math.min(1, Math.max(0, ink));
  });
  return sheet;
}
