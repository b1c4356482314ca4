// Paints a frame: the surface, the mesh, the points, and the arrows.

import { Raster, channels } from "./raster.js";

const COSINE = Math.cos(0.5);
const SINE = Math.sin(0.5);
// Math.hypot takes care of numbers that no picture has, and its time.
const length = (x, y) => Math.sqrt(x * x + y * y);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** How real the discriminator takes a logit for, from 0 to 1. */
export function belief(frame, logit, range) {
  if (frame.judgement === "label") return Math.min(Math.max(logit, 0), 1);
  if (frame.judgement === "score") return (logit - range[0]) / Math.max(range[1] - range[0], 1e-6);
  return 1 / (1 + Math.exp(-logit));
}

export function rangeOf(surface) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of surface) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

export class Plane {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.cross = null;
    this.marked = null;
    this.readTheme();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readTheme();
      this.paint();
    });
    new ResizeObserver(() => this.resize()).observe(canvas);
  }

  readTheme() {
    // The ramp goes from judged generated over undecided to judged real.
    [this.ink, this.card, this.real, this.fake, this.fakeInk, this.rim, this.quiet, ...this.ramp] =
      ["--ink", "--card", "--real", "--fake", "--fake-ink", "--rim", "--quiet", "--low", "--middle", "--high"].map((name) => channels(colour(name)));
  }

  resize() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const side = Math.round(this.canvas.clientWidth * ratio);
    if (!side || side === this.canvas.width) return;
    this.canvas.width = side;
    this.canvas.height = side;
    this.raster = new Raster(side);
    this.paint();
  }

  show(frame, layers, drawn = null, trail = null) {
    Object.assign(this, { frame, layers, drawn, trail });
    this.paint();
  }

  toScreen(x, y) {
    const scale = this.canvas.width / (2 * this.reach);
    return [(x + this.reach) * scale, (this.reach - y) * scale];
  }

  /** The place in the plane under a pointer. */
  toPlane(event) {
    const box = this.canvas.getBoundingClientRect();
    const share = (value, start, size) => (value - start) / size;
    return [
      (2 * share(event.clientX, box.left, box.width) - 1) * this.reach,
      (1 - 2 * share(event.clientY, box.top, box.height)) * this.reach,
    ];
  }

  get reach() { return this.frame?.reach ?? 3; }

  paint() {
    const { context, frame, canvas, raster } = this;
    if (!raster) return;
    const unit = canvas.width / 620;
    if (frame?.surface && this.layers.surface) this.paintSurface();
    else raster.fill(this.card);
    if (frame?.mesh && this.layers.mesh) this.paintCells(unit);
    raster.spread();
    if (frame) {
      this.paintAxes(unit);
      if (this.layers.mesh && frame.mesh) this.paintMesh(unit);
      if (this.layers.real && frame.real) this.paintPoints(frame.real, this.real, 2.3 * unit);
      if (this.trail) this.paintTrail(unit);
      if (this.layers.fake && frame.points) {
        // Orange on orange ground is seen by its dark rim.
        this.paintPoints(frame.points, this.rim, 3.5 * unit);
        this.paintPoints(frame.points, this.fake, 2.8 * unit);
      }
      if (this.layers.gradients && frame.gradients) this.paintArrows(unit);
    }
    if (this.drawn) this.paintPoints(this.drawn, this.real, 3.5 * unit);
    context.putImageData(raster.image, 0, 0);
    if (this.marked) this.paintMark(unit);
    if (this.cross) this.paintCross(unit);
  }

  paintSurface() {
    const { surface } = this.frame;
    const side = Math.round(Math.sqrt(surface.length));
    const range = this.frame.judgement === "score" ? rangeOf(surface) : [0, 1];
    const [low, middle, high] = this.ramp;
    if (this.colours?.length !== 3 * surface.length) this.colours = new Float32Array(3 * surface.length);
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const value = belief(this.frame, surface[row * side + column], range);
        const from = value < 0.5 ? low : middle;
        const to = value < 0.5 ? middle : high;
        const share = value < 0.5 ? 2 * value : 2 * value - 1;
        const place = 3 * ((side - 1 - row) * side + column);
        for (let channel = 0; channel < 3; channel += 1) this.colours[place + channel] = from[channel] + (to[channel] - from[channel]) * share;
      }
    }
    this.raster.gradient(this.colours, side);
  }

  paintAxes(unit) {
    const { raster } = this;
    const { size } = raster;
    raster.line(size / 2, 0, size / 2, size, unit);
    raster.line(0, size / 2, size, size / 2, unit);
    raster.ink(this.quiet, 0.22);
  }

  paintPoints(points, fill, radius) {
    const { raster, reach } = this;
    const scale = raster.size / (2 * reach);
    for (let index = 0; index + 1 < points.length; index += 2) {
      raster.disk((points[index] + reach) * scale, (reach - points[index + 1]) * scale, radius);
    }
    raster.ink(fill, 1);
  }

  /** Where the mesh's vertices are on the screen. */
  vertices() {
    const { raster, reach, frame: { mesh } } = this;
    const scale = raster.size / (2 * reach);
    const places = new Float64Array(mesh.length);
    for (let index = 0; index < mesh.length; index += 2) {
      places[index] = (mesh[index] + reach) * scale;
      places[index + 1] = (reach - mesh[index + 1]) * scale;
    }
    return places;
  }

  /** The generator's image of the mesh; each cell holds the same share of all points, so small cells are dense. */
  paintCells(unit) {
    const { raster, frame: { mesh, meshColumns: columns } } = this;
    const rows = mesh.length / 2 / columns;
    const places = this.vertices();
    const corners = new Float64Array(8);
    for (let row = 0; row + 1 < rows; row += 1) {
      for (let column = 0; column + 1 < columns; column += 1) {
        const first = 2 * (row * columns + column);
        const second = first + 2 * columns;
        for (let index = 0; index < 4; index += 1) corners[index] = places[first + index];
        // Around the cell, and not across it.
        corners[4] = places[second + 2];
        corners[5] = places[second + 3];
        corners[6] = places[second];
        corners[7] = places[second + 1];
        let twice = 0;
        for (let corner = 0; corner < 8; corner += 2) {
          const next = (corner + 2) & 7;
          twice += corners[corner] * corners[next + 1] - corners[next] * corners[corner + 1];
        }
        const area = Math.max(Math.abs(twice) / 2 / (unit * unit), 1);
        const shade = Math.min(Math.max(Math.round(7.5 - Math.log2(area) * 0.75), 0), 7);
        raster.quad(corners, this.fake, 0.03 + 0.05 * shade);
      }
    }
  }

  paintMesh(unit) {
    const { raster, frame: { mesh, meshColumns: columns } } = this;
    const count = mesh.length / 2;
    const places = this.vertices();
    const isLine = count === columns;
    const width = (isLine ? 2 : 0.7) * unit;
    const line = (from, to) => raster.line(places[2 * from], places[2 * from + 1], places[2 * to], places[2 * to + 1], width);
    for (let vertex = 0; vertex < count; vertex += 1) {
      if ((vertex + 1) % columns) line(vertex, vertex + 1);
      if (vertex + columns < count) line(vertex, vertex + columns);
    }
    raster.ink(this.fakeInk, isLine ? 0.9 : 0.5);
  }

  /** How far arrows are drawn out: so that the longest usual one is seen and does not cover the picture. */
  arrowScale(gradients) {
    const lengths = new Float64Array(gradients.length / 2);
    for (let index = 0; index < lengths.length; index += 1) lengths[index] = length(gradients[2 * index], gradients[2 * index + 1]);
    lengths.sort();
    const usual = lengths[Math.floor(lengths.length * 0.9)] || 0;
    return usual > 1e-9 ? Math.min((0.14 * this.reach) / usual, 1e4) : 0;
  }

  paintArrows(unit) {
    const { raster, frame } = this;
    const { gradients, points } = frame;
    const scale = this.arrowScale(gradients);
    const most = 0.3 * this.reach;
    const width = 1.1 * unit;
    for (let index = 0; index + 1 < gradients.length; index += 2) {
      let u = gradients[index] * scale;
      let v = gradients[index + 1] * scale;
      const drawn = length(u, v);
      if (!(drawn > 0.004 * this.reach)) continue;
      if (drawn > most) {
        u *= most / drawn;
        v *= most / drawn;
      }
      const [x, y] = this.toScreen(points[index], points[index + 1]);
      const [p, q] = this.toScreen(points[index] + u, points[index + 1] + v);
      raster.line(x, y, p, q, width);
      // The head's two sides are the shaft, turned by half a radian either way.
      const whole = length(p - x, q - y);
      const share = Math.min((5 * unit) / whole, 0.5);
      for (const sine of [SINE, -SINE]) {
        const [across, down] = [(p - x) * COSINE - (q - y) * sine, (p - x) * sine + (q - y) * COSINE];
        raster.line(p - share * across, q - share * down, p, q, width);
      }
    }
    raster.ink(this.ink, 0.7);
  }

  /** From where the points were to where they are. */
  paintTrail(unit) {
    const { raster, trail } = this;
    const { points } = this.frame;
    for (let index = 0; index + 1 < Math.min(trail.length, points.length); index += 2) {
      raster.line(...this.toScreen(trail[index], trail[index + 1]), ...this.toScreen(points[index], points[index + 1]), 1.2 * unit);
    }
    raster.ink(this.fakeInk, 0.8);
  }

  paintMark(unit) {
    const { context } = this;
    const [x, y] = this.toScreen(...this.marked);
    context.strokeStyle = `rgb(${this.ink.join(" ")})`;
    context.lineWidth = 2 * unit;
    context.beginPath();
    context.arc(x, y, 8 * unit, 0, 2 * Math.PI);
    context.stroke();
  }

  paintCross(unit) {
    const { context } = this;
    const [x, y] = this.toScreen(...this.cross);
    const arm = 9 * unit;
    context.strokeStyle = `rgb(${this.ink.join(" ")})`;
    context.lineWidth = 1.5 * unit;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}

/** What stands at a place of a frame, in words. */
export function reading(frame, [x, y]) {
  const parts = [`(${x.toFixed(2)}, ${y.toFixed(2)})`];
  if (frame.surface) {
    const side = Math.round(Math.sqrt(frame.surface.length));
    const cell = (value) => Math.min(Math.max(Math.floor(((value + frame.reach) / (2 * frame.reach)) * side), 0), side - 1);
    const logit = frame.surface[cell(y) * side + cell(x)];
    const named = { probability: "D says real with", label: "D's label", score: "D's score" }[frame.judgement];
    const value = frame.judgement === "probability" ? `${(100 / (1 + Math.exp(-logit))).toFixed(1)}%` : logit.toFixed(2);
    parts.push(`${named} ${value}`);
  }
  const nearest = nearestPoint(frame.points, x, y);
  if (nearest.distance < 0.05 * frame.reach) {
    if (frame.latents) {
      const size = frame.latents.length / (frame.points.length / 2);
      const latents = Array.from(frame.latents.slice(nearest.index * size, (nearest.index + 1) * size), (z) => z.toFixed(2));
      parts.push(`made of z = (${latents.join(", ")})`);
    }
    if (frame.gradients && 2 * nearest.index + 1 < frame.gradients.length) {
      const [u, v] = [frame.gradients[2 * nearest.index], frame.gradients[2 * nearest.index + 1]];
      parts.push(`pulled by ${Math.hypot(u, v).toPrecision(2)}`);
    }
  }
  return { text: parts.join(" · "), nearest };
}

export function nearestPoint(points, x, y) {
  let best = { index: -1, distance: Infinity };
  for (let index = 0; index + 1 < points.length; index += 2) {
    const distance = Math.hypot(points[index] - x, points[index + 1] - y);
    if (distance < best.distance) best = { index: index / 2, distance };
  }
  return best;
}
