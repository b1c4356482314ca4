// One run: a connection to the server, the frames that came from it, and what was measured over time.

import { Connection } from "./connection.js";
import { decode } from "./frame.js";

const FRAMES = 400; // kept for the scrubber
const MOMENTS = 600; // kept for the curves, which are 300 pixels wide

/** Keeps every second of a list's elements once it is full, so that a run of any length has a bounded past. */
function thinned(list, most) {
  return list.length < most ? list : list.filter((_, index) => index % 2 === 0 || index === list.length - 1);
}

export class Run {
  /** `handlers`: frame(frame), facts(facts), problem(text), closed(). */
  constructor(handlers) {
    this.handlers = handlers;
    this.plan = {};
    this.clear();
    this.starting = 0;
  }

  clear() {
    this.frames = [];
    this.moments = [];
    this.first = null;
    this.latest = null;
    this.unseen = 0; // frames that wait for their pictures
    this.scores = null;
    this.met = 0;
  }

  open() {
    this.connection = new Connection("/run", {
      text: (message) => this.learn(message), bytes: (data) => this.receive(data), closed: () => this.handlers.closed(),
    });
  }

  close() { this.connection.close(); }

  send(message) { this.connection.send(message); }

  start(query) {
    // Frames of the run before may still be under way.
    this.starting += 1;
    this.send(`start ${query}`);
    this.look();
  }

  /** Asks for the next frame, unless it is asked for already. */
  look() {
    if (this.isAwaited) return;
    this.isAwaited = true;
    this.send("look");
  }

  learn(message) {
    if (message.to === "start") this.starting -= 1;
    if (message.error) return this.handlers.problem(message.error);
    if (message.to === "start") this.clear();
    this.handlers.facts(message);
  }

  receive(data) {
    this.isAwaited = false;
    const frame = decode(data);
    if (this.starting > 0) return this.look();
    this.keep(frame);
    this.handlers.frame(frame);
  }

  keep(frame) {
    if (frame.real) this.first = frame;
    // What never changes comes once.
    for (const name of ["real", "latents", "meshLatents", "meshColumns"]) frame[name] ||= this.first?.[name];
    if (frame.isMeasured) {
      this.scores = frame;
      this.met |= frame.challenges;
    }
    for (const name of ["kl", "js", "covered", "reached", "quality"]) {
      if (!frame.isMeasured && this.scores) frame[name] = this.scores[name];
    }
    this.latest = frame;
    this.unseen += 1;
    const last = this.frames.at(-1);
    if (last && last.steps === frame.steps && sameTurns(last, frame)) this.frames.pop();
    this.frames.push(frame);
    this.frames = thinned(this.frames, FRAMES);
    if (frame.steps > 0 || frame.turns.discriminator > 0) {
      const { steps, discriminatorLoss, generatorLoss, onReal, onFake, kl, js, covered, reached, slope } = frame;
      if (this.moments.at(-1)?.steps === steps) this.moments.pop();
      this.moments.push({ steps, discriminatorLoss, generatorLoss, onReal, onFake, kl, js, covered, reached, slope });
      this.moments = thinned(this.moments, MOMENTS);
    }
  }
}

function sameTurns(a, b) {
  return a.turns.discriminator === b.turns.discriminator && a.turns.generator === b.turns.generator;
}
