// The latent space, and what the generator makes of a place in it.

export class Latents {
  /** `mark(place)` is told where in the plane the vector under the pointer goes; `null` when there is none. */
  constructor(canvas, text, section, mark) {
    Object.assign(this, { canvas, text, section, mark });
    this.context = canvas.getContext("2d");
    canvas.addEventListener("pointermove", (event) => this.hover(event));
    canvas.addEventListener("pointerleave", () => this.mark(null));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.frame?.latents && this.paint());
  }

  get columns() { return this.frame?.meshColumns || 0; }
  get size() { return this.frame?.latents ? this.frame.latents.length / (this.frame.points.length / 2) : 0; }

  show(frame, count) {
    this.frame = frame;
    // The vectors stay the same over a run.
    if (this.painted === (frame.latents ?? count)) return;
    this.painted = frame.latents ?? count;
    this.canvas.hidden = !frame.latents;
    this.text.textContent = frame.latents
      ? "Every dot is a vector that a shown point is made of. Hover to see where it goes."
      : `${count} latent values: too many for a picture. Choose 1 or 2 to see all that the generator can make.`;
    if (frame.latents) this.paint();
  }

  /** From a latent vector to the pad, whose edges are those of the mesh. */
  place(first, second) {
    const { meshLatents } = this.frame;
    const edge = Math.abs(meshLatents[0]);
    const scale = this.canvas.width / (2 * edge);
    return [(first + edge) * scale, this.size > 1 ? (edge - second) * scale : this.canvas.height / 2];
  }

  paint(highlight = -1) {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (this.canvas.width !== 180 * ratio) this.canvas.width = this.canvas.height = 180 * ratio;
    const { context, frame, size } = this;
    const style = getComputedStyle(document.documentElement);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.fillStyle = style.getPropertyValue("--fake");
    context.globalAlpha = 0.9;
    context.beginPath();
    for (let index = 0; index < frame.latents.length / size; index += 1) {
      const [x, y] = this.place(frame.latents[index * size], frame.latents[index * size + 1]);
      context.moveTo(x + 1.4 * ratio, y);
      context.arc(x, y, 1.4 * ratio, 0, 2 * Math.PI);
    }
    context.fill();
    context.globalAlpha = 1;
    if (highlight < 0) return;
    const [x, y] = this.place(frame.latents[highlight * size], frame.latents[highlight * size + 1]);
    context.strokeStyle = style.getPropertyValue("--ink");
    context.lineWidth = 2 * ratio;
    context.beginPath();
    context.arc(x, y, 6 * ratio, 0, 2 * Math.PI);
    context.stroke();
  }

  highlight(index) { if (this.frame?.latents) this.paint(index); }

  hover(event) {
    const { frame, columns } = this;
    if (!frame?.mesh) return;
    const box = this.canvas.getBoundingClientRect();
    const edge = Math.abs(frame.meshLatents[0]);
    const first = (2 * (event.clientX - box.left) / box.width - 1) * edge;
    const second = (1 - 2 * (event.clientY - box.top) / box.height) * edge;
    // The mesh's lines are not evenly spaced: the cell is looked up, and the place in it is found on straight lines.
    const [column, across] = this.cell(first);
    const [row, up] = this.size > 1 ? this.cell(second) : [0, 0];
    const at = (r, c, axis) => frame.mesh[2 * (r * columns + c) + axis];
    const mixed = [0, 1].map((axis) => {
      const low = at(row, column, axis) * (1 - across) + at(row, column + 1, axis) * across;
      if (this.size === 1) return low;
      const high = at(row + 1, column, axis) * (1 - across) + at(row + 1, column + 1, axis) * across;
      return low * (1 - up) + high * up;
    });
    this.mark(mixed, this.size > 1 ? `z = (${first.toFixed(2)}, ${second.toFixed(2)})` : `z = ${first.toFixed(2)}`);
  }

  cell(value) {
    const line = (index) => this.frame.meshLatents[index * this.size];
    let index = 0;
    while (index + 2 < this.columns && line(index + 1) <= value) index += 1;
    return [index, Math.min(Math.max((value - line(index)) / (line(index + 1) - line(index)), 0), 1)];
  }
}
