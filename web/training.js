// Training runs: what they were asked for, their curves, pictures and scores, while they train and afterwards.

import { Connection, GONE } from "./connection.js";
import { Curves, number } from "./curves.js";

const $ = (id) => document.getElementById(id);
const LINES = 200; // of what a process says
const NAMES = ["steps", "discriminatorLoss", "generatorLoss", "onReal", "onFake", "discriminatorRate", "generatorRate"];
const CHARTS = [
  { title: "Losses", lines: [["D", "discriminatorLoss", 3], ["G", "generatorLoss", 0]] },
  { title: "Probabilities", lines: [["D(x)", "onReal", 1], ["D(G(z))", "onFake", 0]], range: [0, 1] },
  { title: "Learning rates", lines: [["D", "discriminatorRate", 3], ["G", "generatorRate", 0]], least: 0 },
  { title: "Distance", lines: [["to training images", "toTraining", 0], ["to held-out images", "toHeldOut", 1]], least: 0, isRare: true },
];

class Watch {
  constructor() {
    this.curves = new Curves($("curves"), CHARTS);
    this.wanted = new URLSearchParams(location.search).get("run");
    this.connection = new Connection("/training", {
      text: (message) => this.learn(message), bytes: () => {}, closed: () => this.lost(),
    });
    $("run").onchange = () => this.open($("run").value);
    $("pause").onclick = () => this.connection.send("pause");
    $("go-on").onclick = () => {
      if (!$("amount").checkValidity()) return $("amount").reportValidity();
      const length = $("amount").value ? ` ${$("unit").value} ${$("amount").value}` : "";
      this.problem("");
      this.isStarting = true;
      this.showState();
      this.connection.send(`resume${length}`);
    };
    $("scrub").oninput = () => {
      this.isNow = Number($("scrub").value) === Number($("scrub").max);
      this.showPicture();
    };
    this.connection.send("list");
    // A page that nobody looks at asks for nothing, and a run that rests is asked after less often.
    setInterval(() => this.tick(), 1000);
    this.ticks = 0;
  }

  tick() {
    this.ticks += 1;
    if (document.hidden || this.isLost) return;
    if (this.ticks % (this.isGoing || this.isStarting ? 1 : 5) === 0 && this.name) this.look();
    if (this.ticks % 10 === 0) this.connection.send("list");
  }

  lost() {
    this.isLost = true;
    this.problem(GONE);
  }

  open(name) {
    this.name = null;
    this.isNow = true;
    this.pictures = [];
    this.shownPicture = null;
    this.connection.send(`open ${name}`);
    history.replaceState(null, "", `?run=${encodeURIComponent(name)}`);
  }

  look() {
    if (this.isAsked) return;
    this.isAsked = true;
    this.connection.send("look");
  }

  problem(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text;
  }

  announce(text) { $("live").textContent = text; }

  learn(message) {
    if (message.to === "look") this.isAsked = false;
    if (message.error) {
      if (message.to === "resume") this.isStarting = false;
      this.problem(message.error);
      this.showState();
      return;
    }
    ({ list: () => this.showRuns(message), open: () => this.showFacts(message), look: () => this.showLook(message),
      pause: () => this.say(message.line), job: () => this.showJob(message) })[message.to]?.();
  }

  // MARK: - Showing

  showRuns({ runs, folder }) {
    const key = JSON.stringify(runs);
    if (key === this.listed) return;
    this.listed = key;
    $("empty").hidden = runs.length > 0;
    const chosen = this.name ?? this.wanted ?? runs[0]?.name;
    $("run").replaceChildren(...runs.map(({ name, isGoing }) => new Option(isGoing ? `${name} · training` : name, name)));
    $("run").disabled = runs.length === 0;
    if (this.name || !chosen) {
      if (this.name) $("run").value = this.name;
      return;
    }
    if (!runs.some(({ name }) => name === chosen)) $("run").prepend(new Option(chosen, chosen));
    $("run").value = chosen;
    this.wanted = null;
    this.open(chosen);
    if (runs.length === 0) this.problem(`${folder} has no run ${chosen}.`);
  }

  showFacts({ name, folder, facts, recipe, problems }) {
    this.name = name;
    this.isGoing = undefined;
    $("view").hidden = false;
    $("draw").hidden = false;
    $("draw").href = `images.html?model=${encodeURIComponent(name)}`;
    rows($("facts"), [["Folder", folder], ...facts]);
    let settings = [];
    try {
      settings = recipe ? Object.entries(JSON.parse(recipe)) : [];
    } catch {
      problems.push("recipe.json is damaged: it is no JSON.");
    }
    rows($("recipe"), settings.map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]));
    this.broken = problems;
    this.problem(problems.join(" "));
    this.look();
  }

  showLook(look) {
    if (this.isGoing !== look.isGoing) {
      if (this.isGoing !== undefined) this.announce(look.isGoing ? "The run is training." : "The run rests.");
      this.isGoing = look.isGoing;
      if (look.isGoing) this.isStarting = false;
    }
    this.showState();
    if (look.isSame) return;
    this.problem([...(this.broken ?? []), ...look.problems].join(" "));
    const moments = look.curves.map((row) => Object.fromEntries(NAMES.map((name, index) => [name, Number(row[index])])));
    const scores = look.scores.map((row) => row.map(Number));
    const distances = scores.map(([steps, toTraining, toHeldOut]) => ({ steps, toTraining, toHeldOut }));
    this.curves.show([{ letter: "a", moments: moments.concat(distances).sort((a, b) => a.steps - b.steps) }]);
    $("steps").textContent = look.steps ? `Step ${look.steps.toLocaleString("en")}` : "Before the first step";
    $("scores-part").hidden = scores.length === 0;
    const best = Math.min(...scores.map(([, distance]) => distance));
    $("scores").tBodies[0].replaceChildren(...scores.toReversed().map((row) => {
      const line = document.createElement("tr");
      row.forEach((value, column) => line.append(Object.assign(document.createElement("td"), { textContent: column ? number(value) : value.toLocaleString("en") })));
      line.classList.toggle("best", row[1] === best);
      return line;
    }));
    this.pictures = look.pictures;
    const scrub = $("scrub");
    const was = Number(scrub.value);
    scrub.max = Math.max(this.pictures.length - 1, 0);
    scrub.value = this.isNow ? scrub.max : Math.min(was, Number(scrub.max));
    this.showPicture();
  }

  async showPicture() {
    const step = this.pictures[Number($("scrub").value)];
    const image = $("picture");
    $("moment").textContent = step === undefined ? "none yet" : `step ${step.toLocaleString("en")}`;
    $("scrub").setAttribute("aria-valuetext", $("moment").textContent);
    const address = step === undefined ? null : `/training/${encodeURIComponent(this.name)}/step-${String(step).padStart(6, "0")}.png`;
    if (address === this.shownPicture) return;
    this.shownPicture = address;
    if (!address) return image.removeAttribute("src");
    const answer = await fetch(address);
    if (address !== this.shownPicture) return;
    if (!answer.ok) return this.problem(await answer.text());
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(await answer.blob());
    image.alt = `What the averaged generator draws of always the same latent vectors, after ${step.toLocaleString("en")} steps`;
  }

  showState() {
    $("pause").disabled = !this.isGoing;
    $("go-on").disabled = this.isGoing !== false || Boolean(this.isStarting);
    $("note").textContent = this.isGoing ? "· training; curves and pictures come at every save, at least once a minute"
      : this.isStarting ? "· starting" : "· resting";
  }

  showJob({ line, status }) {
    if (line !== undefined) return this.say(line);
    this.isStarting = false;
    // 130 is what Ctrl-C and the pause end with.
    this.say(status === 0 ? "It is over." : status === 130 ? "It stopped, with everything saved." : `It ended with status ${status}.`);
    this.look();
  }

  say(line) {
    $("log-part").hidden = false;
    this.lines = [...(this.lines ?? []), line].slice(-LINES);
    $("log").textContent = this.lines.join("\n");
    $("log").scrollTop = $("log").scrollHeight;
    this.announce(line);
  }
}

function rows(table, pairs) {
  table.tBodies[0].replaceChildren(...pairs.map(([name, value]) => {
    const row = document.createElement("tr");
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }), Object.assign(document.createElement("td"), { textContent: value }));
    return row;
  }));
}

globalThis.lab = new Watch();
