// The lab's page: what the reader does becomes messages to the runs, and their frames become pictures.

import { GONE, readSchema } from "./connection.js";
import { Run } from "./run.js";
import { Plane, reading } from "./plane.js";
import { Curves, PLANE_CHARTS, number } from "./curves.js";
import { Latents } from "./latents.js";
import { Lesson } from "./lesson.js";
import { Options, select } from "./options.js";
import { differences, planQuery, readAddress, readPlan, valueText, writeAddress } from "./address.js";
import { decodePoints, encodePoints, readTable } from "./points.js";
import { LOSSES, SCORES as MEANINGS, QUESTIONS, REMEDIES } from "./words.js";

const $ = (id) => document.getElementById(id);
const LAYERS = [
  ["real", "Real points"], ["fake", "Generated points"], ["surface", "D's answer", 1], ["gradients", "Pull on G", 2],
  ["mesh", "What G can make", 4], ["averaged", "Averaged generator", 8],
];
const USUAL_LAYERS = ["real", "fake", "surface", "gradients", "mesh"];
// Steps for each picture, and the time between a picture and the question for the next. Where steps count and not pictures, the
// time is that of so many steps, because a picture costs the server about as much as two: looking takes a small part.
const SPEEDS = {
  slow: { title: "3 steps a second", steps: 1, wait: 333 },
  steady: { title: "1 step a picture", steps: 1, wait: 0 },
  quick: { title: "5 steps a picture", steps: 5, wait: 0 },
  quicker: { title: "20 steps a picture", steps: 20, wait: 0 },
  full: { title: "as fast as it goes", steps: 0, stepsBetween: 30 },
};
const SCORES = [
  ["Modes covered", "covered"], ["Modes reached", "reached"], ["Good points", "quality", (v) => `${(100 * v).toFixed(1)}%`],
  ["KL(data ‖ generated)", "kl"], ["Jensen–Shannon", "js"], ["D's largest slope", "slope"], ["D(x)", "onReal"],
  ["D(G(z))", "onFake"], ["Loss of D", "discriminatorLoss"], ["Loss of G", "generatorLoss"],
];

const grouped = new Intl.NumberFormat("en");

/** Text that is the same already is not laid out again. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The numbers that the questions speak of, beside the picture. */
function summary(frame) {
  if (!frame) return "";
  const modes = Number.isFinite(frame.covered) ? [`reaches ${frame.reached} modes`, `covers ${frame.covered}`] : [`JS ${number(frame.js)}`];
  return [...modes, ...(Number.isFinite(frame.slope) ? [`D's slope ${number(frame.slope)}`] : [])].join(" · ");
}

class Lab {
  constructor(schema) {
    this.schema = schema;
    const state = readAddress(schema, location.search);
    this.plans = { a: state.a, b: state.b };
    this.comparing = state.comparing;
    this.layers = new Set(state.layers ?? USUAL_LAYERS);
    this.speed = SPEEDS[state.speed] ? state.speed : "steady";
    this.which = "a";
    this.met = 0;
    this.runs = { a: this.makeRun("a"), b: null };
    this.planes = { a: new Plane(document.querySelector("#run-a canvas")), b: new Plane(document.querySelector("#run-b canvas")) };
    this.curves = new Curves($("curves"), PLANE_CHARTS);
    this.latents = new Latents($("latents"), $("latent-text"), $("latent-section"), (place, text) => {
      this.planes.a.marked = place;
      this.planes.a.paint();
      $("readout").textContent = place ? `${text} goes to (${place.map((v) => v.toFixed(2)).join(", ")})` : "";
    });
    this.lesson = new Lesson(this);
    this.options = new Options($("options"), schema, (option, value) => this.choose(option, value), { loss: LOSSES, remedy: REMEDIES });
    this.build();
    this.setComparing(this.comparing);
    this.startAll();
    if (state.unknown.length) this.problem(`The address names ${state.unknown.join(", ")}, which is no option of the lab; it was left out.`);
  }

  get latest() { return this.runs.a.latest; }
  get active() { return this.comparing ? [this.runs.a, this.runs.b] : [this.runs.a]; }

  makeRun(letter) {
    const run = new Run({
      frame: () => this.arrived(letter),
      facts: (facts) => this.learned(letter, facts),
      problem: (text) => this.problem(text, letter),
      closed: () => {
        this.setPlaying(false);
        this.problem(GONE);
      },
    });
    run.letter = letter;
    run.open();
    return run;
  }

  // MARK: - Controls

  build() {
    $("play").onclick = () => this.setPlaying(!this.isPlaying);
    $("step").onclick = () => this.rested("step");
    $("turn-d").onclick = () => this.turn("discriminator");
    $("turn-g").onclick = () => this.turn("generator");
    $("restart").onclick = () => this.startAll("Back at the first step.");
    $("slow").onclick = () => (this.lesson.isOn ? this.lesson.end() : this.enterLesson());
    $("compare").onclick = () => this.setComparing(!this.comparing, true);
    $("share").onclick = () => this.share();
    $("scrub").oninput = () => this.scrub();
    this.buildSpeeds();
    for (const [name, title, bit] of LAYERS) {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: this.layers.has(name) });
      box.dataset.layer = name;
      box.onchange = () => {
        if (box.checked) this.layers.add(name);
        else this.layers.delete(name);
        if (bit) this.sendLayers();
        this.remember();
        this.show();
      };
      label.append(box, title);
      $("layers").append(label);
    }
    for (const input of document.querySelectorAll("[name=which]")) {
      input.onchange = () => {
        this.which = input.value;
        this.showPlan();
      };
    }
    const body = document.querySelector("#scores tbody");
    this.cells = SCORES.map(([title]) => {
      const row = body.insertRow();
      row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: title }));
      const cells = [row.insertCell(), row.insertCell()];
      cells[1].className = "second";
      return cells;
    });
    for (const [title, key] of SCORES) {
      const [term, meaning] = ["dt", "dd"].map((name) => document.createElement(name));
      [term.textContent, meaning.textContent] = [title, MEANINGS[key]];
      $("meanings").append(term, meaning);
    }
    this.buildQuestions();
    this.buildChallenges();
    for (const letter of ["a", "b"]) this.listen(letter);
    $("clear-points").onclick = () => this.setPoints([]);
    $("csv").onchange = () => this.readFile();
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.isPlaying) {
        this.setPlaying(false);
        this.pausedByHiding = true;
      } else if (!document.hidden && this.pausedByHiding) {
        this.pausedByHiding = false;
        this.setPlaying(true);
      }
    });
  }

  buildSpeeds() {
    const choice = $("speed");
    // Two runs that are compared make the same steps, so neither may run ahead.
    const names = Object.keys(SPEEDS).filter((name) => name !== "full" || !this.comparing);
    if (!names.includes(this.speed)) this.speed = "quicker";
    choice.replaceChildren(...select(names.map((name) => [name, SPEEDS[name].title])).children);
    choice.value = this.speed;
    choice.onchange = () => {
      this.speed = choice.value;
      this.remember();
      if (this.isPlaying) this.setPlaying(true);
    };
  }

  buildQuestions() {
    $("questions").append(...QUESTIONS.map((question) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: question.title });
      button.onclick = () => this.ask(question);
      return button;
    }));
    $("guide-end").onclick = () => {
      this.guide(null);
      $("play").focus();
    };
  }

  /** Sets everything up for a question, and says what to look at. */
  ask(question) {
    if (this.lesson.isOn) this.lesson.end();
    this.setComparing(Boolean(question.compares));
    this.plans.a = readPlan(this.schema, question.plan);
    this.plans.b = readPlan(this.schema, [question.compares, question.plan].filter(Boolean).join("&"));
    this.speed = question.speed;
    this.buildSpeeds();
    this.showPlan();
    this.startAll();
    this.wantsLesson = question.lesson;
    document.querySelector(".toolbar").scrollIntoView({ block: "start" });
    if (question.lesson) return;
    this.guide(question);
    this.announce(`${question.title} ${question.text}`);
    $("play").focus({ preventScroll: true });
  }

  guide(question) {
    $("guide").hidden = !question;
    $("guide-title").textContent = question?.title ?? "";
    $("guide-text").textContent = question?.text ?? "";
  }

  buildChallenges() {
    this.challenges = this.schema.challenges.map(({ title, hint, start }) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      const mark = Object.assign(document.createElement("span"), { className: "met" });
      const button = Object.assign(document.createElement("button"), { textContent: "Begin", type: "button" });
      button.setAttribute("aria-label", `Begin: ${title}`);
      button.onclick = () => {
        this.setComparing(false);
        this.guide(null);
        this.plans.a = readPlan(this.schema, start);
        this.showPlan();
        this.startAll(`${title}: change the plan, and play.`);
        $("bench").scrollIntoView({ block: "start" });
      };
      name.textContent = title;
      item.append(name, " ", mark, Object.assign(document.createElement("p"), { textContent: hint }), button);
      $("challenges").append(item);
      return { title, mark };
    });
  }

  key(event) {
    // Letters belong to what takes text; a button that was clicked last does not take them.
    if (event.target.closest("input:not([type=checkbox], [type=radio], [type=range]), select, textarea")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = { k: "play", s: "step", d: "turn-d", g: "turn-g", r: "restart" }[event.key.toLowerCase()];
    if (action) $(action).click();
  }

  // MARK: - Playing

  setPlaying(isPlaying) {
    const isNews = this.isPlaying !== isPlaying;
    this.isPlaying = isPlaying;
    if (isPlaying && this.lesson.isOn) this.lesson.end();
    $("play").querySelector(".word").textContent = isPlaying ? "Pause" : "Play";
    $("play").querySelector(".glyph").textContent = isPlaying ? "❚❚" : "▶";
    for (const run of this.active) {
      run.unseen = 0;
      // Steps that the next picture still lacks are left out (`play 0` asks for none), but not where two runs have to keep step.
      if (!isPlaying && !this.comparing) run.send("play 0");
      run.send(isPlaying ? `play ${SPEEDS[this.speed].steps}` : "pause");
      run.look();
    }
    if (isPlaying) {
      this.toNow();
      this.latents.highlight(-1);
    }
    if (isNews) this.announce(isPlaying ? "Playing." : `Paused at ${this.describe(this.latest)}`);
  }

  rested(message) {
    if (this.isPlaying) this.setPlaying(false);
    this.toNow();
    for (const run of this.active) {
      run.send(message);
      run.look();
    }
  }

  turn(player) { this.rested(`turn ${player}`); }

  startAll(news) {
    if (this.isPlaying) this.setPlaying(false);
    this.toNow();
    this.problem("");
    for (const run of this.active) this.start(run);
    this.remember();
    if (news) this.announce(news);
  }

  start(run) {
    const plan = this.plans[run.letter];
    run.plan = { ...plan };
    if (plan.data === "drawn" && !plan.points) {
      run.clear();
      run.isEmpty = true;
      this.show();
      return;
    }
    run.isEmpty = false;
    run.hasChanged = false;
    run.send(`layers ${this.layerBits}`);
    run.start(planQuery(this.schema, plan));
  }

  get layerBits() {
    // Slow motion shows layers that the reader may have left out.
    const bits = LAYERS.reduce((sum, [name, , bit]) => (bit && this.layers.has(name) ? sum | bit : sum), 0);
    return this.lesson?.isOn ? bits | 7 : bits;
  }

  sendLayers() {
    for (const run of this.active) {
      run.send(`layers ${this.layerBits}`);
      run.look();
    }
  }

  enterLesson() {
    if (!this.latest) return;
    if (this.isPlaying) this.setPlaying(false);
    this.guide(null);
    $("slow").setAttribute("aria-pressed", "true");
    this.lesson.begin();
    this.sendLayers();
  }

  left() {
    $("slow").setAttribute("aria-pressed", "false");
    this.sendLayers();
    $("slow").focus();
  }

  // MARK: - What the runs say

  learned(letter, facts) {
    const run = this.runs[letter];
    run.facts = facts;
    const brings = facts.loss.toLowerCase();
    const chosen = valueText(this.schema.options.find(({ name }) => name === "loss"), run.plan).toLowerCase();
    if (!run.latest) this.show();
    run.brings = brings === chosen || brings.startsWith(chosen) ? "" : `The remedy brings its own loss: ${facts.loss}.`;
    this.showPlan();
  }

  /** A frame has come, for the next picture or for the one after it. */
  arrived() {
    if (this.wantsLesson) {
      this.wantsLesson = false;
      this.enterLesson();
    }
    this.lesson.arrived();
    // A frame that was under way when the run stopped has no scores yet.
    if (!this.isPlaying) for (const run of this.active) if (run.latest && !run.latest.isMeasured) run.look();
    this.askAhead();
    this.schedule();
  }

  /** Has the next picture painted when the screen is ready for it. */
  schedule() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.picture();
    });
  }

  picture() {
    const runs = this.active.filter((run) => !run.isEmpty);
    // Runs that are compared stand at the same step in every picture.
    if (this.isPlaying && runs.some((run) => run.unseen === 0)) return;
    // At rest a frame without scores is followed by one with them.
    if (!this.isPlaying && runs.some((run) => run.isAwaited && run.latest && !run.latest.isMeasured)) return;
    for (const run of runs) run.unseen = this.isPlaying ? run.unseen - 1 : 0;
    const isOver = this.active.every((run) => run.latest?.isOver && run.unseen === 0);
    const wait = this.isPlaying && !isOver ? this.wait : null;
    // The next frame is computed while this one is painted.
    if (wait === 0) this.askAhead();
    this.show();
    this.checkChallenges();
    if (this.isPlaying && isOver) {
      this.setPlaying(false);
      this.announce(`The run is over at ${this.describe(this.latest)}`);
    } else if (wait) {
      setTimeout(() => this.askAll(), wait);
    } else if (wait === 0 && runs.length > 0 && runs.every((run) => run.unseen > 0)) {
      this.schedule();
    }
  }

  /**
   * Asks for frames as long as no more than one waits for its picture: so one that comes late is not missed. Runs that are
   * compared are asked together, so that they make as many steps.
   */
  askAhead() {
    if (SPEEDS[this.speed].wait !== 0) return;
    if (this.active.every((run) => !run.isAwaited && run.unseen < 2)) this.askAll();
  }

  /** The milliseconds between this picture and the question for the next. */
  get wait() {
    const { wait, stepsBetween } = SPEEDS[this.speed];
    if (!stepsBetween) return wait;
    const [now, { steps }] = [performance.now(), this.latest];
    const { at, was } = this.paced ?? { at: now, was: steps };
    this.paced = { at: now, was: steps };
    return Math.min(Math.max((stepsBetween * (now - at)) / Math.max(steps - was, 1), 20), 100);
  }

  askAll() {
    if (!this.isPlaying) return;
    for (const run of this.active) if (!run.latest?.isOver) run.look();
  }

  checkChallenges() {
    for (const run of this.active) {
      this.challenges.forEach(({ title, mark }, index) => {
        if (run.met & (1 << index) && !(this.met & (1 << index))) {
          this.met |= 1 << index;
          mark.textContent = `✓ met at step ${run.latest.steps}`;
          this.announce(`Challenge met: ${title}`);
          $("note").textContent = `Challenge met: ${title} ✓`;
        }
      });
    }
  }

  problem(text, letter = "a") {
    $("problem").hidden = !text;
    $("problem").textContent = text && this.comparing ? `${letter.toUpperCase()}: ${text}` : text;
  }

  announce(text) { $("live").textContent = text; }

  describe(frame) {
    if (!frame) return "the first step.";
    const modes = Number.isFinite(frame.covered) ? `, ${frame.covered} modes covered` : "";
    return `step ${frame.steps}${modes}.`;
  }

  // MARK: - Showing

  /** The frames that are looked at: the latest, or those of the moment that the scrubber stands at. */
  shown(run) {
    if (!run) return null;
    const waiting = this.isPlaying ? run.unseen : 0;
    return run.frames[this.moment ?? run.frames.length - 1 - waiting] ?? run.latest;
  }

  show() {
    const layers = Object.fromEntries((this.lesson.isOn ? this.lesson.layers : [...this.layers]).map((name) => [name, true]));
    const runs = this.active.filter(Boolean);
    for (const run of runs) {
      const frame = this.shown(run);
      const isDrawing = this.plans[run.letter].data === "drawn";
      const drawn = isDrawing && run.isEmpty ? this.sketch ?? [] : this.sketch;
      this.planes[run.letter].show(frame, layers, drawn, this.lesson.isOn ? this.lesson.trail : null);
    }
    // Numbers that change sixty times a second cannot be read, and whatever changes is laid out and painted anew: a part of
    // the page at a time.
    const now = performance.now();
    if (this.isPlaying && now - (this.told ?? 0) < 100) return;
    this.told = now;
    this.tell(runs);
    this.showKey(runs);
    this.isNumbersTurn = !this.isNumbersTurn;
    if (!this.isPlaying || this.isNumbersTurn) this.showScores(runs);
    if (!this.isPlaying || !this.isNumbersTurn) this.showCurves(runs);
  }

  /** The key names what is in the pictures, and nothing else. */
  showKey(runs) {
    const frames = runs.map((run) => this.shown(run)).filter(Boolean);
    for (const item of $("key").children) {
      const name = item.dataset.shows;
      const isWanted = this.lesson.isOn || this.layers.has(name);
      const isThere = !frames.length || frames.some((frame) => frame[name === "fake" ? "points" : name]);
      item.hidden = !isWanted || !isThere;
    }
  }

  showScores(runs) {
    SCORES.forEach(([, key, format = number], row) => {
      runs.forEach((run, column) => {
        const value = this.shown(run)?.[key];
        write(this.cells[row][column], Number.isFinite(value) ? format(value) : "–");
      });
    });
    for (const run of runs) write(document.querySelector(`#run-${run.letter} .now`), summary(this.shown(run)));
  }

  showCurves(runs) {
    this.curves.show(runs.map(({ letter, moments }) => ({ letter, moments })));
    const frame = this.shown(runs[0]);
    if (frame) this.latents.show(frame, this.plans.a.latents);
    const { canvas } = this.planes.a;
    canvas.setAttribute("aria-label", frame ? `The plane at ${this.describe(frame)}` : "The plane");
  }

  /** Says which step is shown. */
  tell([run]) {
    const frame = this.shown(run);
    const ahead = Number(run.plan.ahead);
    write($("steps"), frame ? this.stepText(frame) : ahead ? `Training ${ahead.toLocaleString("en")} steps ahead …` : "Step 0");
    if (this.moment === null || this.moment === undefined) {
      const scrub = $("scrub");
      scrub.max = Math.max((run.frames.length || 1) - 1, 0);
      scrub.value = scrub.max;
    }
    write($("moment"), frame ? `step ${frame.steps}` : "");
    $("scrub").setAttribute("aria-valuetext", $("moment").textContent);
  }

  stepText(frame) {
    const { discriminator, generator } = frame.turns;
    const turns = discriminator || generator ? ` · turns in this step: D ${discriminator}, G ${generator}` : "";
    return `Step ${grouped.format(frame.steps)}${turns}${frame.isOver ? " · over" : ""}`;
  }

  showPlan() {
    this.options.show(this.plans[this.which]);
    const changes = differences(this.schema, this.plans.a, this.plans.b);
    const [data, remedy] = ["data", "remedy"].map((name) => this.schema.options.find((option) => option.name === name));
    const words = (plan) => `${valueText(data, plan)} · ${valueText(remedy, plan)}`;
    document.querySelector("#run-a .what").textContent = words(this.plans.a);
    document.querySelector("#run-b .what").textContent =
      changes.length === 1 ? changes[0].text : changes.length ? `${changes.length} changes` : "the same plan";
    $("difference").textContent =
      changes.length === 0 ? "A and B are the same: change one thing of B."
        : changes.length === 1 ? `One change: ${changes[0].text}.`
        : `${changes.length} changes: ${changes.map(({ text }) => text).join("; ")}. With one you would know what made the difference.`;
    const isDrawing = this.plans[this.which].data === "drawn";
    $("drawing").hidden = !isDrawing;
    for (const letter of ["a", "b"]) $(`run-${letter}`).classList.toggle("draws", this.plans[letter].data === "drawn");
    const notes = this.active.filter(Boolean).flatMap((run) => [
      run.brings ?? "", run.hasChanged ? `${this.comparing ? run.letter.toUpperCase() + " was" : "The plan was"} changed at step ${run.changedAt}; a run with this plan from the start would go another way.` : "",
    ]);
    if (isDrawing && !this.plans[this.which].points) notes.push("Draw points in the picture to begin.");
    $("note").textContent = notes.filter(Boolean).join(" ");
  }

  toNow() { this.moment = null; }

  scrub() {
    if (this.isPlaying) this.setPlaying(false);
    const place = Number($("scrub").value);
    this.moment = place >= Number($("scrub").max) ? null : place;
    this.show();
  }

  // MARK: - The plan

  choose(option, value) {
    const letter = this.which;
    const other = letter === "a" && this.comparing && this.plans.b[option.name] === this.plans.a[option.name];
    this.plans[letter] = { ...this.plans[letter], [option.name]: value };
    // What both have in common stays in common when A changes: the comparison keeps its one change.
    if (letter === "a" && (!this.comparing || other)) this.plans.b = { ...this.plans.b, [option.name]: value };
    this.showPlan();
    const run = this.runs[letter];
    if (option.live && run.latest?.steps > 0 && !run.latest.isOver) {
      for (const each of other ? this.active : [run]) {
        each.plan = { ...this.plans[each.letter] };
        [each.hasChanged, each.changedAt] = [true, each.latest?.steps ?? 0];
        each.send(`change ${planQuery(this.schema, this.plans[each.letter])}`);
      }
      this.remember();
      this.showPlan();
      return;
    }
    this.startAll(`${option.title} is now ${valueText(option, this.plans[letter])}. The run begins anew.`);
  }

  setComparing(isComparing, isNews = false) {
    if (isNews && this.isPlaying) this.setPlaying(false);
    if (isNews && this.lesson.isOn) this.lesson.end();
    this.comparing = isComparing;
    document.body.classList.toggle("comparing", isComparing);
    $("compare").setAttribute("aria-pressed", String(isComparing));
    $("run-b").hidden = !isComparing;
    $("which").hidden = !isComparing;
    document.querySelectorAll(".second").forEach((cell) => (cell.hidden = !isComparing));
    $("slow").disabled = isComparing;
    if (isComparing && !this.runs.b) this.runs.b = this.makeRun("b");
    if (!isComparing && this.runs.b) {
      this.runs.b.close();
      this.runs.b = null;
      this.which = "a";
      document.querySelector("[name=which][value=a]").checked = true;
      this.plans.b = { ...this.plans.a };
    }
    if (isComparing) {
      this.which = "b";
      document.querySelector("[name=which][value=b]").checked = true;
    }
    this.buildSpeeds();
    this.showPlan();
    if (isNews) this.startAll(isComparing ? "Two runs side by side; the controls change B." : "One run.");
  }

  get state() {
    const layers = [...this.layers].sort().join() === [...USUAL_LAYERS].sort().join() ? null : [...this.layers];
    return {
      a: this.plans.a, b: this.plans.b, comparing: this.comparing, layers, speed: this.speed === "steady" ? null : this.speed,
    };
  }

  remember() {
    history.replaceState(null, "", writeAddress(this.schema, this.state));
    const query = planQuery(this.schema, this.plans.a);
    $("seeds").href = `seeds.html${query ? `?${query}` : ""}`;
  }

  /** Copies an address that shows this moment: the same plan, trained ahead to this step. */
  async share() {
    const steps = this.latest?.steps ?? 0;
    const most = Number(this.schema.options.find(({ name }) => name === "ahead").most);
    const state = this.state;
    if (steps > 0 && steps <= most && steps < Number(state.a.length)) {
      state.a = { ...state.a, ahead: String(steps) };
      state.b = { ...state.b, ahead: String(steps) };
    }
    const address = new URL(writeAddress(this.schema, state), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      $("share").textContent = "Copied";
      setTimeout(() => ($("share").textContent = "Copy link"), 1500);
      this.announce("The link is copied.");
    } catch {
      this.problem(`The browser does not let the page copy. The link is ${address}`);
    }
  }

  // MARK: - The picture under the pointer

  listen(letter) {
    const plane = this.planes[letter];
    const { canvas } = plane;
    const say = (place) => {
      const frame = this.shown(this.runs[letter]);
      if (!frame?.points) return;
      const { text, nearest } = reading(frame, place);
      $("readout").textContent = text;
      this.latents.highlight(letter === "a" && nearest.distance < 0.05 * frame.reach ? nearest.index : -1);
    };
    canvas.addEventListener("pointermove", (event) => {
      if (this.sketching === letter) this.sketchPoint(letter, plane.toPlane(event));
      else if (!this.isPlaying) say(plane.toPlane(event));
    });
    canvas.addEventListener("pointerleave", () => {
      $("readout").textContent = "";
      this.latents.highlight(-1);
    });
    canvas.addEventListener("pointerdown", (event) => {
      if (this.plans[letter].data !== "drawn") return;
      canvas.setPointerCapture(event.pointerId);
      this.sketching = letter;
      this.sketch = decodePoints(this.plans[letter].points);
      this.sketchPoint(letter, plane.toPlane(event));
    });
    canvas.addEventListener("pointerup", () => this.endSketch(letter));
    canvas.addEventListener("pointercancel", () => this.endSketch(letter));
    canvas.addEventListener("blur", () => {
      plane.cross = null;
      plane.paint();
    });
    canvas.addEventListener("keydown", (event) => {
      const step = 0.02 * plane.reach * (event.shiftKey ? 5 : 1);
      const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key] ?? [];
      if (dx !== undefined) {
        event.preventDefault();
        const [x, y] = plane.cross ?? [0, 0];
        const inside = (value) => Math.min(Math.max(value, -plane.reach), plane.reach);
        plane.cross = [inside(x + dx), inside(y + dy)];
        plane.paint();
        say(plane.cross);
        this.announce($("readout").textContent);
      } else if (event.key === "Enter" && plane.cross && this.plans[letter].data === "drawn") {
        this.setPoints([...decodePoints(this.plans[letter].points), ...plane.cross], letter);
      }
    });
  }

  sketchPoint(letter, [x, y]) {
    const { sketch } = this;
    const [u, v] = sketch.slice(-2);
    if (sketch.length / 2 >= this.schema.pointsLimit || Math.hypot(x - u, y - v) < 0.06) return;
    sketch.push(x, y);
    this.show();
  }

  endSketch(letter) {
    if (this.sketching !== letter) return;
    this.sketching = null;
    this.setPoints(this.sketch, letter);
  }

  setPoints(points, letter = this.which) {
    this.sketch = null;
    const text = encodePoints(points);
    // Points are data like any other: both runs that are compared learn the same.
    const isShared = this.plans.a.points === this.plans.b.points;
    for (const each of isShared ? ["a", "b"] : [letter]) this.plans[each] = { ...this.plans[each], points: text };
    this.showPlan();
    this.startAll(`${points.length / 2} points.`);
  }

  async readFile() {
    const [file] = $("csv").files;
    if (!file) return;
    try {
      if (file.size > 4_000_000) throw new Error(`The file has ${(file.size / 1e6).toFixed(0)} MB; expected at most 4.`);
      const { points, read, all } = readTable(await file.text(), this.schema.pointsLimit);
      this.setPoints(points);
      if (read < all) $("note").textContent = `${read.toLocaleString("en")} of the file's ${all.toLocaleString("en")} points, evenly taken.`;
    } catch (error) {
      this.problem(error.message, this.which);
    }
    $("csv").value = "";
  }
}

globalThis.lab = new Lab(await readSchema());
