// Images of a generator: a grid of samples, a pad between four of them, and every latent value by hand.

import { Connection, GONE } from "./connection.js";

const $ = (id) => document.getElementById(id);
const CORNERS = ["A", "B", "C", "D"];
const MARK = 0x31474d49;
const KINDS = ["", "samples", "spot", "walk"];
const REACH = 4; // of a latent value that is set by hand
const GROUP = 10; // sliders at a time
const GAP = 1; // pixels between samples

/** What an address holds when nothing else is said. */
const USUAL = { model: "shapes-wide", seed: "1", count: "64", class: "", truncation: "", corners: [0, 1, 2, 3], x: 0, y: 0, edits: new Map() };

class Studio {
  constructor() {
    this.state = { ...USUAL, ...this.readAddress() };
    this.images = {};
    this.cursor = 0;
    this.asked = {}; // kinds that are asked for; the last wish of each waits
    this.connection = new Connection("/images", {
      text: (message) => this.learn(message),
      bytes: (data) => this.receive(data),
      closed: () => this.problem(GONE),
    });
    this.build();
    this.connection.send("models");
    this.open(this.state.model);
  }

  // MARK: - The address

  readAddress() {
    const given = new URLSearchParams(location.search);
    const state = {};
    for (const name of ["model", "seed", "count", "class", "truncation"]) if (given.has(name)) state[name] = given.get(name);
    for (const name of ["x", "y"]) if (given.has(name)) state[name] = Number(given.get(name)) || 0;
    if (given.has("corners")) state.corners = given.get("corners").split(".").map(Number);
    state.edits = new Map((given.get("edits") ?? "").split("_").filter(Boolean).map((edit) => edit.split(":").map(Number)));
    return state;
  }

  /** The scene as the server reads it: all that is not as usual. */
  get query() {
    const { seed, count, truncation, corners, x, y, edits } = this.state;
    const parts = { seed, count, truncation, class: this.state.class, corners: corners.join("."), x: String(x), y: String(y) };
    parts.edits = [...edits].map(([place, value]) => `${place}:${value}`).join("_");
    const usual = { ...USUAL, corners: USUAL.corners.join("."), x: "0", y: "0", edits: "" };
    return Object.entries(parts).filter(([name, value]) => value !== usual[name]).map(([name, value]) => `${name}=${value}`).join("&");
  }

  remember() {
    const parts = [this.state.model === USUAL.model ? "" : `model=${encodeURIComponent(this.state.model)}`, this.query].filter(Boolean);
    history.replaceState(null, "", parts.length ? `?${parts.join("&")}` : location.pathname);
  }

  // MARK: - Controls

  build() {
    $("model").onchange = () => {
      this.state.class = "";
      this.state.edits = new Map();
      this.open($("model").value);
    };
    for (const name of ["class", "count", "truncation", "seed"]) {
      $(name).value = this.state[name];
      $(name).onchange = () => {
        if (!$(name).checkValidity()) return $(name).reportValidity();
        this.state[name] = $(name).value;
        this.state.corners = this.state.corners.map((corner) => Math.min(corner, Number(this.state.count) - 1));
        this.draw();
      };
    }
    $("next-seed").onclick = () => {
      this.state.seed = $("seed").value = String(BigInt(this.state.seed) + 1n);
      this.draw();
    };
    $("share").onclick = () => this.share();
    for (const name of ["x", "y"]) {
      $(name).oninput = () => {
        this.state[name] = Number($(name).value);
        this.move();
      };
    }
    $("reset").onclick = () => {
      this.state.edits = new Map();
      this.move();
    };
    $("group").onchange = () => this.showValues();
    const pad = $("pad");
    const place = (event) => {
      const box = pad.getBoundingClientRect();
      const inside = (value) => Math.round(100 * Math.min(Math.max(value, 0), 1)) / 100;
      // The way between the corners' pictures is a little shorter than the pad.
      this.state.x = inside(((event.clientX - box.left) / box.width - PAD) / (1 - 2 * PAD));
      this.state.y = inside(((event.clientY - box.top) / box.height - PAD) / (1 - 2 * PAD));
      this.move();
    };
    pad.onpointerdown = (event) => {
      pad.setPointerCapture(event.pointerId);
      place(event);
    };
    pad.onpointermove = (event) => pad.hasPointerCapture(event.pointerId) && place(event);
    const samples = $("samples");
    samples.onclick = (event) => {
      const box = samples.getBoundingClientRect();
      const { columns, rows } = this.shape;
      const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
      this.choose(Math.floor(((event.clientY - box.top) / box.height) * rows) * columns + column);
    };
    samples.onkeydown = (event) => {
      const { columns } = this.shape;
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
      if (step) {
        event.preventDefault();
        this.cursor = Math.min(Math.max(this.cursor + step, 0), Number(this.state.count) - 1);
        this.paintSamples();
        this.announce(this.describe(this.cursor));
      } else if (event.key === "Enter") this.choose(this.cursor);
    };
    samples.onfocus = samples.onblur = () => this.paintSamples();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
  }

  get shape() {
    const count = Number(this.state.count);
    // With classes in turn a column is a class.
    const classes = this.facts?.classes.length ?? 0;
    const columns = classes > 0 && classes <= 16 && !this.state.class ? Math.min(classes, count) : Math.round(Math.sqrt(count));
    return { columns, rows: Math.ceil(count / columns) };
  }

  describe(sample) {
    const classes = this.facts?.classes ?? [];
    const kind = classes.length ? `, ${classes[this.state.class ? Number(this.state.class) : sample % classes.length]}` : "";
    return `Sample ${sample + 1} of ${this.state.count}${kind}`;
  }

  choose(sample) {
    if (sample >= Number(this.state.count)) return;
    const corner = Number(document.querySelector("[name=corner]:checked").value);
    this.cursor = sample;
    this.state.corners = this.state.corners.map((old, index) => (index === corner ? sample : old));
    this.announce(`${this.describe(sample)} is corner ${CORNERS[corner]}.`);
    this.paintSamples();
    this.move(true);
  }

  announce(text) { $("live").textContent = text; }

  problem(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text ?? "";
  }

  async share() {
    try {
      await navigator.clipboard.writeText(location.href);
      $("share").textContent = "Copied";
      setTimeout(() => ($("share").textContent = "Copy link"), 1500);
      this.announce("The link is copied.");
    } catch {
      this.problem(`The browser does not let the page copy. The link is ${location.href}`);
    }
  }

  // MARK: - Asking

  open(name) {
    this.state.model = name;
    this.facts = null;
    this.connection.send(`open ${name}`);
  }

  /** Asks for everything anew. */
  draw() {
    this.ask("samples");
    this.move(true);
  }

  /** Asks for the spot, and for the walk if that has changed too. */
  move(isOther = false) {
    this.ask("spot");
    if (isOther) this.ask("walk");
    this.showSliders();
    this.remember();
  }

  /** At most one question of a kind is under way; then what is wanted by then is asked for. */
  ask(kind) {
    if (!this.facts) return;
    if (this.asked[kind]) {
      this.asked[kind] = "again";
      return;
    }
    this.asked[kind] = "once";
    this.connection.send(`${kind} ${this.query}`);
  }

  learn(message) {
    if (message.error) {
      delete this.asked[message.to];
      this.problem(message.error);
      return;
    }
    if (message.to === "models") return this.showModels(message);
    this.problem("");
    this.facts = message;
    const { classes, latents, title, side, channels } = message;
    const kind = `${side} × ${side}${channels === 1 ? " grey" : ""}, ${latents} latent values${classes.length ? `, ${classes.length} classes` : ""}`;
    $("what").textContent = `${title[0].toUpperCase()}${title.slice(1)}: ${kind}.`;
    $("class-field").hidden = classes.length === 0;
    $("class").replaceChildren(new Option("every class in turn", ""), ...classes.map((name, index) => new Option(name, index)));
    $("class").value = this.state.class;
    $("group").replaceChildren(
      ...Array.from({ length: Math.ceil(latents / GROUP) }, (_, group) =>
        new Option(`${group * GROUP + 1} to ${Math.min((group + 1) * GROUP, latents)} of ${latents}`, group)));
    this.buildValues();
    this.draw();
  }

  showModels({ book, own }) {
    const group = (label, names) => {
      const element = document.createElement("optgroup");
      element.label = label;
      element.append(...names.map((name) => new Option(name, name)));
      return element;
    };
    $("model").replaceChildren(group("Of the book", book), ...(own.length ? [group("Your runs", own)] : []));
    if (![...book, ...own].includes(this.state.model)) $("model").prepend(new Option(this.state.model, this.state.model));
    $("model").value = this.state.model;
  }

  receive(data) {
    const [mark, kind, count, side, channels, valueCount] = new Uint32Array(data, 0, 6);
    if (mark !== MARK) throw new Error("The lab sent what are no images; was the page loaded from another version of it?");
    const name = KINDS[kind];
    const start = 24 + 4 * valueCount;
    this.images[name] = { count, side, channels, pixels: new Uint8Array(data, start) };
    if (name === "spot") {
      this.values = new Float32Array(data, 24, valueCount);
      this.showValues();
    }
    const wish = this.asked[name];
    delete this.asked[name];
    if (wish === "again") this.ask(name);
    this.problem("");
    if (!this.isDue) {
      this.isDue = true;
      requestAnimationFrame(() => {
        this.isDue = false;
        this.paint();
      });
    }
  }

  // MARK: - Showing

  showSliders() {
    for (const name of ["x", "y"]) {
      $(name).value = this.state[name];
      $(`${name}-text`).textContent = `${Math.round(100 * this.state[name])}%`;
    }
  }

  buildValues() {
    this.fields = Array.from({ length: Math.min(GROUP, this.facts.latents) }, (_, index) => {
      const label = document.createElement("label");
      label.className = "slide";
      const name = document.createElement("span");
      const input = Object.assign(document.createElement("input"), { type: "range", min: -REACH, max: REACH, step: 0.05 });
      const text = document.createElement("output");
      input.oninput = () => {
        this.state.edits.set(this.place(index), Number(input.value));
        this.move();
      };
      label.append(name, input, text);
      return { label, name, input, text };
    });
    $("values").replaceChildren(...this.fields.map(({ label }) => label));
  }

  place(index) { return Number($("group").value) * GROUP + index; }

  showValues() {
    this.fields?.forEach(({ label, name, input, text }, index) => {
      const place = this.place(index);
      const value = this.values?.[place];
      label.hidden = value === undefined;
      if (value === undefined) return;
      name.textContent = `z${place + 1}`;
      label.classList.toggle("changed", this.state.edits.has(place));
      if (document.activeElement !== input || !this.state.edits.has(place)) input.value = value;
      text.textContent = value.toFixed(2);
    });
    $("reset").disabled = this.state.edits.size === 0;
  }

  paint() {
    this.paintSamples();
    const { spot, walk } = this.images;
    if (spot) paintGrid($("spot"), spot, 1, 0);
    if (walk) paintGrid($("walk"), walk, walk.count, GAP);
    this.paintPad();
  }

  paintSamples() {
    const { samples } = this.images;
    if (!samples) return;
    const canvas = $("samples");
    const { columns, rows } = this.shape;
    if (samples.count !== Number(this.state.count)) return;
    // Marks need finer lines than the pixels of small images.
    const scale = Math.max(1, Math.round(96 / samples.side));
    const context = paintGrid(canvas, samples, columns, GAP, scale);
    const cell = (samples.side + GAP) * scale;
    const style = getComputedStyle(document.documentElement);
    const box = (sample, colour, text) => {
      const [x, y] = [(sample % columns) * cell, Math.floor(sample / columns) * cell];
      context.strokeStyle = style.getPropertyValue(colour);
      context.lineWidth = Math.max(3, cell / 24);
      context.strokeRect(x + context.lineWidth / 2, y + context.lineWidth / 2, cell - context.lineWidth, cell - context.lineWidth);
      if (!text) return;
      const size = cell / 3.2;
      context.fillStyle = style.getPropertyValue("--accent");
      context.fillRect(x, y, size * (0.5 + 0.6 * text.length), size * 1.15);
      context.fillStyle = style.getPropertyValue("--accent-ink");
      context.font = `bold ${size}px sans-serif`;
      context.textBaseline = "top";
      context.fillText(text, x + size * 0.25, y + size * 0.12);
    };
    for (const sample of new Set(this.state.corners)) {
      box(sample, "--accent", CORNERS.filter((_, corner) => this.state.corners[corner] === sample).join(""));
    }
    if (document.activeElement === canvas) box(this.cursor, "--ink");
    canvas.setAttribute("aria-label", `${this.state.count} samples, ${rows} rows of ${columns}. ${CORNERS.map((name, i) => `${name} is sample ${this.state.corners[i] + 1}`).join(", ")}.`);
  }

  paintPad() {
    const { samples } = this.images;
    const canvas = $("pad");
    const size = 360;
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    context.clearRect(0, 0, size, size);
    const edge = PAD * size;
    context.strokeStyle = style.getPropertyValue("--line");
    context.lineWidth = 2;
    context.strokeRect(edge, edge, size - 2 * edge, size - 2 * edge);
    context.imageSmoothingEnabled = false;
    this.state.corners.forEach((sample, corner) => {
      const [x, y] = [corner % 2 ? size - edge : edge, corner > 1 ? size - edge : edge];
      const side = 1.7 * edge;
      if (samples && sample < samples.count) context.drawImage(picture(samples, sample), x - side / 2, y - side / 2, side, side);
      context.fillStyle = style.getPropertyValue("--ink");
      context.font = "bold 22px sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(CORNERS[corner], x + (corner % 2 ? -1 : 1) * (side / 2 + 14), y + (corner > 1 ? 1 : -1) * (side / 2 - 12));
    });
    const [x, y] = [edge + this.state.x * (size - 2 * edge), edge + this.state.y * (size - 2 * edge)];
    context.fillStyle = style.getPropertyValue("--accent");
    context.strokeStyle = style.getPropertyValue("--card");
    context.lineWidth = 4;
    context.beginPath();
    context.arc(x, y, 13, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

const PAD = 0.15; // from the pad's edge to the corners, in parts of its side

/** One image as a canvas of its own. */
function picture({ side, channels, pixels }, index) {
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext("2d").putImageData(rgba(pixels.subarray(index * side * side * channels), side, channels), 0, 0);
  return canvas;
}

function rgba(pixels, side, channels) {
  const data = new ImageData(side, side);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      data.data[4 * pixel + channel] = pixels[channels * pixel + Math.min(channel, channels - 1)];
    }
    data.data[4 * pixel + 3] = 255;
  }
  return data;
}

/** Paints images in columns, with a gap between them. */
function paintGrid(canvas, images, columns, gap, scale = 1) {
  const rows = Math.ceil(images.count / columns);
  const cell = (images.side + gap) * scale;
  const [width, height] = [columns * cell - gap * scale, rows * cell - gap * scale];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  for (let index = 0; index < images.count; index += 1) {
    const side = images.side * scale;
    context.drawImage(picture(images, index), (index % columns) * cell, Math.floor(index / columns) * cell, side, side);
  }
  return context;
}

globalThis.lab = new Studio();
