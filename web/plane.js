// Paints a frame: the surface, the mesh, the points, and the arrows.

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
    this.context = canvas.getContext("2d");
    this.cells = document.createElement("canvas");
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
    [this.ink, this.card, this.real, this.fake, this.quiet] =
      ["--ink", "--card", "--real", "--fake", "--quiet"].map(colour);
    // From judged generated over undecided to judged real.
    this.ramp = ["--low", "--middle", "--high"].map((name) => colour(name).match(/\d+/g).map(Number));
  }

  resize() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const side = Math.round(this.canvas.clientWidth * ratio);
    if (!side || side === this.canvas.width) return;
    this.canvas.width = side;
    this.canvas.height = side;
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
    const { context, frame, canvas } = this;
    if (!canvas.width) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const unit = canvas.width / 620;
    if (frame) {
      if (this.layers.surface && frame.surface) this.paintSurface();
      this.paintAxes(unit);
      if (this.layers.mesh && frame.mesh) this.paintMesh(unit);
      if (this.layers.real && frame.real) this.paintReal(unit);
      if (this.trail) this.paintTrail(unit);
      if (this.layers.fake && frame.points) this.paintPoints(frame.points, this.fake, 2.5 * unit, 0.9);
      if (this.layers.gradients && frame.gradients) this.paintArrows(unit);
    }
    if (this.drawn) this.paintPoints(this.drawn, this.real, 3.5 * unit, 1);
    if (this.marked) this.paintMark(unit);
    if (this.cross) this.paintCross(unit);
  }

  paintSurface() {
    const { surface } = this.frame;
    const side = Math.round(Math.sqrt(surface.length));
    if (this.cells.width !== side) {
      this.cells.width = side;
      this.cells.height = side;
      this.pixels = this.cells.getContext("2d").createImageData(side, side);
    }
    const range = this.frame.judgement === "score" ? rangeOf(surface) : [0, 1];
    const [low, middle, high] = this.ramp;
    const { data } = this.pixels;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const value = belief(this.frame, surface[row * side + column], range);
        const [from, to, share] = value < 0.5 ? [low, middle, 2 * value] : [middle, high, 2 * value - 1];
        const place = 4 * ((side - 1 - row) * side + column);
        for (let channel = 0; channel < 3; channel += 1) {
          data[place + channel] = from[channel] + (to[channel] - from[channel]) * share;
        }
        data[place + 3] = 255;
      }
    }
    this.cells.getContext("2d").putImageData(this.pixels, 0, 0);
    this.context.imageSmoothingEnabled = true;
    this.context.imageSmoothingQuality = "low";
    this.context.drawImage(this.cells, 0, 0, this.canvas.width, this.canvas.height);
  }

  paintAxes(unit) {
    const { context, canvas } = this;
    context.strokeStyle = this.quiet;
    context.globalAlpha = 0.22;
    context.lineWidth = unit;
    context.beginPath();
    const [x, y] = this.toScreen(0, 0);
    context.moveTo(x, 0);
    context.lineTo(x, canvas.height);
    context.moveTo(0, y);
    context.lineTo(canvas.width, y);
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Real points stay where they are: they are painted once, and copied into every picture. */
  paintReal(unit) {
    const { canvas, frame: { real }, still } = this;
    if (still?.real !== real || still.fill !== this.real || still.canvas.width !== canvas.width) {
      const layer = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
      this.paintPoints(real, this.real, 2.3 * unit, 0.75, layer.getContext("2d"));
      this.still = { real, fill: this.real, canvas: layer };
    }
    this.context.drawImage(this.still.canvas, 0, 0);
  }

  paintPoints(points, fill, radius, alpha, context = this.context) {
    context.fillStyle = fill;
    context.globalAlpha = alpha;
    context.beginPath();
    for (let index = 0; index + 1 < points.length; index += 2) {
      const [x, y] = this.toScreen(points[index], points[index + 1]);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
    context.globalAlpha = 1;
  }

  /** The generator's image of the mesh; each cell holds the same share of all points, so small cells are dense. */
  paintMesh(unit) {
    const { context, frame } = this;
    const { mesh, meshColumns } = frame;
    const rows = mesh.length / 2 / meshColumns;
    const at = (row, column) => {
      const place = 2 * (row * meshColumns + column);
      return this.toScreen(mesh[place], mesh[place + 1]);
    };
    context.fillStyle = this.fake;
    if (rows > 1) {
      // Few opacities, so that cells of one are filled together.
      const shades = Array.from({ length: 8 }, () => new Path2D());
      for (let row = 0; row + 1 < rows; row += 1) {
        for (let column = 0; column + 1 < meshColumns; column += 1) {
          const corners = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
          let twice = 0;
          corners.forEach(([x, y], index) => {
            const [u, v] = corners[(index + 1) % 4];
            twice += x * v - u * y;
          });
          const area = Math.max(Math.abs(twice) / 2 / (unit * unit), 1);
          const shade = Math.min(Math.max(Math.round(7.5 - Math.log2(area) * 0.75), 0), 7);
          const path = shades[shade];
          corners.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
          path.closePath();
        }
      }
      shades.forEach((path, shade) => {
        context.globalAlpha = 0.03 + 0.05 * shade;
        context.fill(path);
      });
    }
    context.strokeStyle = this.fake;
    context.globalAlpha = rows > 1 ? 0.35 : 0.9;
    context.lineWidth = (rows > 1 ? 0.7 : 2) * unit;
    context.beginPath();
    const line = (count, place) => {
      for (let index = 0; index < count; index += 1) {
        const [x, y] = place(index);
        if (index) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
    };
    for (let row = 0; row < rows; row += 1) line(meshColumns, (column) => at(row, column));
    if (rows > 1) for (let column = 0; column < meshColumns; column += 1) line(rows, (row) => at(row, column));
    context.stroke();
    context.globalAlpha = 1;
  }

  /** How far arrows are drawn out: so that the longest usual one is seen and does not cover the picture. */
  arrowScale(gradients) {
    const lengths = [];
    for (let index = 0; index + 1 < gradients.length; index += 2) {
      lengths.push(Math.hypot(gradients[index], gradients[index + 1]));
    }
    lengths.sort((a, b) => a - b);
    const usual = lengths[Math.floor(lengths.length * 0.9)] || 0;
    return usual > 1e-9 ? Math.min((0.14 * this.reach) / usual, 1e4) : 0;
  }

  paintArrows(unit) {
    const { context, frame } = this;
    const { gradients, points } = frame;
    const scale = this.arrowScale(gradients);
    const most = 0.3 * this.reach;
    context.strokeStyle = this.ink;
    context.globalAlpha = 0.7;
    context.lineWidth = 1.1 * unit;
    context.beginPath();
    for (let index = 0; index + 1 < gradients.length; index += 2) {
      let [u, v] = [gradients[index] * scale, gradients[index + 1] * scale];
      const length = Math.hypot(u, v);
      if (!(length > 0.004 * this.reach)) continue;
      if (length > most) [u, v] = [(u / length) * most, (v / length) * most];
      const [x, y] = this.toScreen(points[index], points[index + 1]);
      const [p, q] = this.toScreen(points[index] + u, points[index + 1] + v);
      const angle = Math.atan2(q - y, p - x);
      const head = Math.min(5 * unit, Math.hypot(p - x, q - y) / 2);
      context.moveTo(x, y);
      context.lineTo(p, q);
      context.moveTo(p - head * Math.cos(angle - 0.5), q - head * Math.sin(angle - 0.5));
      context.lineTo(p, q);
      context.lineTo(p - head * Math.cos(angle + 0.5), q - head * Math.sin(angle + 0.5));
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** From where the points were to where they are. */
  paintTrail(unit) {
    const { context, trail } = this;
    const { points } = this.frame;
    context.strokeStyle = this.fake;
    context.globalAlpha = 0.6;
    context.lineWidth = 1.2 * unit;
    context.beginPath();
    for (let index = 0; index + 1 < Math.min(trail.length, points.length); index += 2) {
      context.moveTo(...this.toScreen(trail[index], trail[index + 1]));
      context.lineTo(...this.toScreen(points[index], points[index + 1]));
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  paintMark(unit) {
    const { context } = this;
    const [x, y] = this.toScreen(...this.marked);
    context.strokeStyle = this.ink;
    context.lineWidth = 2 * unit;
    context.beginPath();
    context.arc(x, y, 8 * unit, 0, 2 * Math.PI);
    context.stroke();
  }

  paintCross(unit) {
    const { context } = this;
    const [x, y] = this.toScreen(...this.cross);
    const arm = 9 * unit;
    context.strokeStyle = this.ink;
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
      parts.push(`pushed by ${Math.hypot(u, v).toPrecision(2)}`);
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
