// Slow motion: one step, part by part, with a word about each.

import { number } from "./curves.js";

const percent = (value) => (Number.isFinite(value) ? `${(100 * value).toFixed(0)}%` : "an unknown share");

/** The parts of a step. `layers` are shown, `turn` is made when the part begins. */
const PARTS = [
  {
    title: "1 · The generator draws", layers: ["fake", "mesh"],
    text: () => "Random latent vectors go in, points come out. The generator has never seen a real point: all it will ever learn comes from the discriminator.",
  },
  {
    title: "2 · Real points join them", layers: ["real", "fake"],
    text: () => "As many real points are drawn from the data. Both kinds go to the discriminator, which is not told which is which until it has judged.",
  },
  {
    title: "3 · The discriminator judges", layers: ["surface", "real", "fake"],
    text: () => "The colour of the ground is its answer at every place: blue where it takes points for real, orange where it takes them for generated. Look for generated points on blue ground: they fool it.",
  },
  {
    title: "4 · The discriminator learns", layers: ["surface", "real", "fake"], turn: "discriminator",
    text: (frame) => `It has made its turn: its weights moved so that the ground under real points became a little more blue and under generated ones a little more orange. Its loss on this batch was ${number(frame.discriminatorLoss)}; it gave real points ${percent(frame.onReal)} on average and generated ones ${percent(frame.onFake)}.`,
  },
  {
    title: "5 · Which way would look more real?", layers: ["surface", "fake", "gradients"],
    text: () => "The arrows are the pull on the generated points. It goes against the gradient of the generator's loss, towards bluer ground. Where the ground is flat there is no arrow, and nothing to learn from.",
  },
  {
    title: "6 · The generator learns", layers: ["surface", "real", "fake"], turn: "generator", trails: true,
    text: (frame) => `Its weights moved, and every point with them, roughly along the arrows. The lines show the way that they went. All points hang together by the same weights: none can move alone. Its loss was ${number(frame.generatorLoss)}.`,
  },
];

export class Lesson {
  /** `lab` can turn(player), show() and announce(text). */
  constructor(lab) {
    this.lab = lab;
    this.place = document.getElementById("lesson");
    this.title = document.getElementById("lesson-title");
    this.text = document.getElementById("lesson-text");
    document.getElementById("lesson-next").onclick = () => this.next();
    document.getElementById("lesson-end").onclick = () => this.end();
    this.part = -1;
  }

  get isOn() { return this.part >= 0; }
  get layers() { return PARTS[this.part].layers; }
  get trail() { return PARTS[this.part].trails ? this.before : null; }

  begin() {
    this.part = 0;
    this.place.hidden = false;
    this.tell();
    document.getElementById("lesson-next").focus({ preventScroll: true });
  }

  next() {
    this.part = (this.part + 1) % PARTS.length;
    const { turn } = PARTS[this.part];
    if (turn) {
      this.before = this.lab.latest?.points;
      this.isWaiting = true;
      this.lab.turn(turn);
    }
    this.tell();
  }

  /** A frame has come: what it measured can be told. */
  arrived() {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.tell();
  }

  tell() {
    const part = PARTS[this.part];
    this.title.textContent = part.title;
    this.text.textContent = this.isWaiting ? "…" : part.text(this.lab.latest ?? {});
    if (!this.isWaiting) this.lab.announce(`${part.title}. ${this.text.textContent}`);
    this.lab.show();
  }

  end() {
    this.part = -1;
    this.place.hidden = true;
    this.lab.show();
    this.lab.left();
  }
}
