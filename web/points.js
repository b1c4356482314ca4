// Points of the reader's, as Sources/Lab/LabPoints.swift writes them: 12 bits for each coordinate from −3 to 3.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const [HALF, LAST] = [3, 4095];

export function encodePoints(points) {
  return points.map((value) => {
    const place = Math.round(Math.min(Math.max((value + HALF) / (2 * HALF), 0), 1) * LAST);
    return DIGITS[place >> 6] + DIGITS[place & 63];
  }).join("");
}

export function decodePoints(text) {
  const points = [];
  for (let index = 0; index + 1 < text.length; index += 2) {
    const place = (DIGITS.indexOf(text[index]) << 6) | DIGITS.indexOf(text[index + 1]);
    points.push((place / LAST) * 2 * HALF - HALF);
  }
  return points;
}

/**
 * The points of a table of numbers, two columns of which are read, moved and scaled into the picture.
 * Throws an error that says what was found where there is no such table.
 */
export function readTable(text, most) {
  const rows = text.split(/\r?\n/).filter((line) => line.trim());
  const pairs = rows.map((line) => line.split(/[,;\t ]+/).filter(Boolean).map(Number));
  // The first line may hold names.
  const isNumeric = (row) => row.length >= 2 && Number.isFinite(row[0]) && Number.isFinite(row[1]);
  const start = pairs.length && !isNumeric(pairs[0]) ? 1 : 0;
  const wrong = pairs.findIndex((row, index) => index >= start && !isNumeric(row));
  if (pairs.length - start < 1) throw new Error("The file has no lines of numbers; expected two numbers in each line.");
  if (wrong >= 0) {
    throw new Error(`Line ${wrong + 1} is “${rows[wrong].slice(0, 40)}”; expected two numbers with a comma between them.`);
  }
  const all = pairs.slice(start);
  const step = Math.max(all.length / most, 1);
  const kept = Array.from({ length: Math.min(all.length, most) }, (_, index) => all[Math.floor(index * step)]);
  const ends = [0, 1].map((axis) => kept.map((row) => row[axis])).map((values) => [Math.min(...values), Math.max(...values)]);
  const scale = 4.4 / Math.max(...ends.map(([low, high]) => high - low), 1e-9);
  const points = kept.flatMap((row) => [0, 1].map((axis) => (row[axis] - (ends[axis][0] + ends[axis][1]) / 2) * scale));
  return { points, read: kept.length, all: all.length };
}
