// Runs of one plan over ten seeds, as small pictures at the same step.

import { planQuery, readAddress, valueText } from "./address.js";
import { Connection, GONE, readSchema } from "./connection.js";
import { number } from "./curves.js";
import { decode } from "./frame.js";
import { Plane } from "./plane.js";

const $ = (id) => document.getElementById(id);
const MARK = 0x5342414c;
const LAYERS = { real: true, fake: true };

class Seeds {
  constructor(schema) {
    this.schema = schema;
    const { a, unknown } = readAddress(schema, location.search);
    this.plan = a;
    this.query = planQuery(schema, a);
    this.connection = new Connection("/seeds", {
      text: (message) => message.error && this.problem(message.error), bytes: (data) => this.receive(data), closed: () => this.problem(GONE),
    });
    $("play").onclick = () => this.setPlaying(!this.isPlaying);
    $("restart").onclick = () => this.start();
    $("speed").onchange = () => this.isPlaying && this.connection.send(`play ${$("speed").value}`);
    $("change").href = this.query ? `./?${this.query}` : "./";
    document.addEventListener("visibilitychange", () => document.hidden && this.isPlaying && this.setPlaying(false));
    const words = ["data", "loss", "remedy"].map((name) => valueText(schema.options.find((option) => option.name === name), a));
    $("note").textContent = words.join(" · ") + (unknown.length ? ` · the address names ${unknown.join(", ")}, which is no option` : "");
    this.start();
  }

  problem(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text;
  }

  start() {
    this.setPlaying(false);
    this.problem("");
    [this.first, this.isOver] = [null, false];
    this.build();
    this.connection.send("layers 0");
    this.connection.send(`start ${this.query}`);
    this.look();
  }

  build() {
    this.runs = Array.from({ length: 10 }, (_, index) => {
      const seed = String(BigInt(this.plan.seed) + BigInt(index));
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const link = Object.assign(document.createElement("a"), { textContent: `seed ${seed}`, href: `./?${planQuery(this.schema, { ...this.plan, seed })}` });
      const text = document.createElement("span");
      const canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `Seed ${seed}`);
      caption.append(link, " ", text);
      figure.append(caption, canvas);
      return { figure, text, canvas, seed, plane: new Plane(canvas) };
    });
    $("runs").replaceChildren(...this.runs.map(({ figure }) => figure));
  }

  setPlaying(isPlaying) {
    if (isPlaying && this.isOver) this.start();
    this.isPlaying = isPlaying;
    $("play").querySelector(".word").textContent = isPlaying ? "Pause" : "Play";
    $("play").querySelector(".glyph").textContent = isPlaying ? "❚❚" : "▶";
    this.connection.send(isPlaying ? `play ${$("speed").value}` : "pause");
    this.look();
  }

  look() {
    if (this.isAwaited) return;
    this.isAwaited = true;
    this.connection.send("look");
  }

  receive(data) {
    this.isAwaited = false;
    const [mark, count] = new Uint32Array(data, 0, 2);
    if (mark !== MARK) throw new Error("The lab sent what is no frame; was the page loaded from another version of it?");
    const frames = [];
    for (let place = 8; frames.length < count; ) {
      const [length] = new Uint32Array(data, place, 1);
      frames.push(decode(data.slice(place + 4, place + 4 + length)));
      place += 4 + length;
    }
    this.first ??= frames;
    frames.forEach((frame, index) => (frame.real ||= this.first[index].real));
    requestAnimationFrame(() => this.show(frames));
  }

  show(frames) {
    frames.forEach((frame, index) => {
      const run = this.runs[index];
      run.plane.show(frame, LAYERS, null, null);
      if (!frame.isMeasured) return;
      run.scores = frame;
      const hasModes = Number.isFinite(frame.covered);
      run.text.textContent = hasModes ? `· covers ${frame.covered}, reaches ${frame.reached}` : `· JS ${number(frame.js)}`;
      run.canvas.setAttribute("aria-label", `Seed ${run.seed} at step ${frame.steps}${run.text.textContent}`);
    });
    const [{ steps, isOver }] = frames;
    this.isOver = isOver;
    $("steps").textContent = `Step ${steps.toLocaleString("en")}${isOver ? " · over" : ""}`;
    this.summarise();
    if (isOver && this.isPlaying) this.setPlaying(false);
    else if (this.isPlaying || !frames[0].isMeasured) this.look();
  }

  summarise() {
    const scores = this.runs.map(({ scores }) => scores).filter(Boolean);
    if (!scores.length) return;
    const hasModes = Number.isFinite(scores[0].covered);
    const values = scores.map((score) => (hasModes ? score.covered : score.js)).sort((a, b) => a - b);
    const median = (values[4] + values[5]) / 2;
    const name = hasModes ? "Modes covered" : "Jensen–Shannon divergence";
    $("summary").textContent = `${name}: median ${number(median)}, from ${number(values[0])} to ${number(values.at(-1))} over ten seeds.`;
  }
}

globalThis.lab = new Seeds(await readSchema());
