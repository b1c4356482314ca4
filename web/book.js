// Pages of the book, with what was published and with what a run on this machine puts out.

import { Connection, GONE } from "./connection.js";
import { code, inline, markdown, scroller } from "./markdown.js";
import { select } from "./options.js";

const $ = (id) => document.getElementById(id);
const LINES = 300; // of what a run says

class Book {
  constructor() {
    this.connection = new Connection("/book", {
      text: (message) => this.learn(message), bytes: () => {}, closed: () => this.lost(),
    });
    $("page").onchange = () => this.open($("page").value);
    $("run").onclick = () => this.run();
    $("stop").onclick = () => {
      this.connection.send("stop");
      this.state("Stopping after this step.");
    };
    $("choose").onclick = () => {
      $("options").hidden = !$("options").hidden;
      $("choose").setAttribute("aria-expanded", String(!$("options").hidden));
    };
    $("options").onsubmit = (event) => event.preventDefault();
    for (const input of document.querySelectorAll("[name=shown]")) input.onchange = () => this.show(input.value);
    this.connection.send("contents");
  }

  // MARK: - Messages

  learn(message) {
    if (message.error) {
      this.problem(message.error);
      if (message.to === "run") this.ended();
      return;
    }
    ({ contents: () => this.showContents(message.pages), open: () => this.showPage(message.page, message.options),
      building: () => this.state("The sources have changed: building first. This takes a minute or two."),
      begun: () => this.state("Running."), line: () => this.say(message.line), event: () => this.happened(message),
      ended: () => this.ended(message.status) })[message.to]?.();
  }

  lost() {
    this.problem(GONE);
    this.ended();
  }

  problem(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text;
  }

  state(text) { $("state").textContent = text; }

  say(line) {
    $("log-part").hidden = false;
    this.lines = [...(this.lines ?? []), line].slice(-LINES);
    $("log").textContent = this.lines.join("\n");
    $("log").scrollTop = $("log").scrollHeight;
  }

  // MARK: - Reading

  showContents(pages) {
    this.pages = pages;
    const group = (label, kind) => {
      const element = document.createElement("optgroup");
      element.label = label;
      element.append(...pages.filter((page) => page.kind === kind).map((page) => new Option(page.heading, `${page.kind} ${page.argument}`)));
      return element;
    };
    $("page").replaceChildren(group("Chapters", "chapter"), group("Answers", "answer"));
    const wanted = new URLSearchParams(location.search).get("page");
    this.open(wanted ?? `${pages[0].kind} ${pages[0].argument}`);
  }

  open(name) {
    this.problem("");
    this.state("Opening the page.");
    $("page").value = name;
    this.connection.send(`open ${name}`);
  }

  /** Where a link of a page leads in the lab: to its figures, to other pages of the book, and to the web. */
  link(address) {
    if (/^https?:/.test(address) || address.startsWith("#")) return address;
    if (address.startsWith("figures/")) return `/figures/${this.page.kind}/${this.page.argument}/${address.slice("figures/".length)}`;
    const [path, place] = address.split("#");
    const chapter = path.match(/(\d+)-[\w-]+\/README\.md$/);
    const answer = path.match(/([\w-]+)\.md$/);
    const page = this.pages.find(({ kind, argument }) =>
      chapter ? kind === "chapter" && argument === String(Number(chapter[1])) : kind === "answer" && argument === answer?.[1]);
    return page ? `book.html?page=${encodeURIComponent(`${page.kind} ${page.argument}`)}${place ? `#${place}` : ""}` : null;
  }

  showPage(page, options) {
    this.page = page;
    const name = `${page.kind} ${page.argument}`;
    $("page").value = name;
    document.title = `${page.heading} · The lab · Minimax`;
    const place = name === new URLSearchParams(location.search).get("page") ? location.hash : "";
    history.replaceState(null, "", `?page=${encodeURIComponent(name).replaceAll("%20", "+")}${place}`);
    const link = (address) => this.link(address);
    this.cells = [];
    const nodes = page.pieces.flatMap((piece, index) => {
      if (piece.kind === "prose") return markdown(piece.text, link);
      const note = piece.note ? markdown(piece.note, link) : [];
      if (piece.kind === "citation") return this.listing(piece, note);
      const published = this.outputs("published");
      published.append(...this.shown(piece.outputs, (file) => `/figures/${page.kind}/${page.argument}/${file}`));
      const own = this.outputs("own");
      this.cells[index] = { published, own, outputs: [] };
      published.hidden = piece.outputs.length === 0;
      own.hidden = true;
      return [...(piece.isHidden ? note : this.listing(piece, note)), published, own];
    });
    $("article").replaceChildren(...nodes);
    this.showOptions(options);
    this.show("published");
    this.forget();
    $("run").disabled = false;
    this.state(
      page.isChanged ? "The code has changed since it was published: run the page to see what it puts out."
        : `Published: ${page.profile} profile, ${page.data ?? "no data set"}, seed ${page.seed}, ${page.seconds.toFixed(0)} s.`);
    if (place) document.getElementById(decodeURIComponent(place.slice(1)))?.scrollIntoView();
    else scrollTo(0, 0);
  }

  /** Code and a note on it, behind a line that says what it makes if it only draws. */
  listing(piece, note) {
    return this.behind(piece.fold && `The code of ${piece.fold}`, [code(piece.text), ...note], "small");
  }

  /** Elements that a reader opens by a line, bold where the page asks for it; as they are if there is none. */
  behind(text, nodes, weight = "strong") {
    if (!text) return nodes;
    const [box, line] = ["details", "summary"].map((name) => document.createElement(name));
    line.append(Object.assign(document.createElement(weight), { textContent: text }));
    box.append(line, ...nodes);
    return [box];
  }

  outputs(whose) {
    const box = document.createElement("div");
    box.className = `outputs ${whose}`;
    return box;
  }

  /** What was put out, as elements: neighbouring lines share a block, neighbouring claims a list. */
  shown(outputs, figure) {
    const nodes = [];
    const last = (name) => (nodes.at(-1)?.classList.contains(name) ? nodes.at(-1) : null);
    const link = (address) => this.link(address);
    for (const output of outputs) {
      if (output.text !== undefined) {
        const block = last("text");
        if (block) block.firstChild.textContent += `\n${output.text}`;
        else nodes.push(code(output.text, "text"));
      } else if (output.claim) {
        let list = last("claims");
        if (!list) {
          list = Object.assign(document.createElement("ul"), { className: "claims" });
          nodes.push(list);
        }
        const { text, held, profile } = output.claim;
        const mark = document.createElement("span");
        [mark.textContent, mark.className] = held === true ? ["✓ ", "held"] : held === false ? ["✗ ", "failed"] : ["○ ", ""];
        const item = document.createElement("li");
        item.append(mark, ...inline(text, link), held === undefined || held === null ? ` (checked in the ${profile} profile, not in this run)` : "");
        list.append(item);
      } else if (output.table) {
        nodes.push(...this.behind(output.table.behind, this.table(output.table)));
      } else if (output.figure) {
        const { name, caption, alternative, behind } = output.figure;
        const element = document.createElement("figure");
        const image = Object.assign(document.createElement("img"), { alt: alternative, loading: output.picture ? "eager" : "lazy", src: figure(name, output) });
        const text = document.createElement("figcaption");
        text.append(...inline(caption, link));
        element.append(image, text);
        nodes.push(...this.behind(behind, [element]));
      }
    }
    return nodes;
  }

  table({ header, rows, caption }) {
    const link = (address) => this.link(address);
    const isNumber = header.map((_, column) => rows.every((row) => /^[+\-−±~≈<>≥≤]?\d|^–?$/.test(row[column])));
    const line = (cells, name) => {
      const row = document.createElement("tr");
      cells.forEach((cell, column) => {
        const element = document.createElement(name);
        element.className = isNumber[column] ? "number" : "";
        if (name === "th") element.scope = "col";
        element.append(...inline(cell, link));
        row.append(element);
      });
      return row;
    };
    const [table, head, body] = ["table", "thead", "tbody"].map((name) => document.createElement(name));
    head.append(line(header, "th"));
    body.append(...rows.map((row) => line(row, "td")));
    table.append(head, body);
    const nodes = [scroller(table, caption ?? "Table")];
    if (caption) {
      const text = Object.assign(document.createElement("p"), { className: "quiet" });
      text.append(...inline(caption, link));
      nodes.push(text);
    }
    return nodes;
  }

  // MARK: - Options

  showOptions(options) {
    this.fields = options.map((option) => {
      const label = document.createElement("label");
      label.className = option.isFlag ? "field check" : "field";
      const name = Object.assign(document.createElement("span"), { textContent: option.name });
      let input = document.createElement("input");
      if (option.isFlag) input.type = "checkbox";
      else if (option.values.length) input = select([["", "as usual"], ...option.values.map((value) => [value, value])]);
      else Object.assign(input, { type: "text", placeholder: option.usual ?? "as usual" });
      const help = Object.assign(document.createElement("span"), { className: "help", textContent: option.help });
      help.id = `help-${option.name}`;
      input.name = option.name;
      input.setAttribute("aria-describedby", help.id);
      label.append(...(option.isFlag ? [input, name] : [name, input]));
      const box = document.createElement("div");
      box.append(label, help);
      $("options").append(box);
      return { option, input, box };
    });
    $("options").replaceChildren(...this.fields.map(({ box }) => box));
  }

  get chosen() {
    return this.fields.flatMap(({ option, input }) =>
      option.isFlag ? (input.checked ? [[option.name]] : []) : input.value.trim() ? [[option.name, input.value.trim()]] : []);
  }

  // MARK: - Running

  forget() {
    this.lines = [];
    $("log-part").hidden = true;
    $("bar").hidden = true;
    for (const radio of document.querySelectorAll("[name=shown]")) radio.disabled = radio.value !== "published";
    for (const cell of this.cells.filter(Boolean)) {
      cell.outputs = [];
      cell.own.replaceChildren();
      cell.own.hidden = true;
    }
    for (const element of document.querySelectorAll("[data-record]")) {
      element.querySelector(".own")?.remove();
      element.classList.remove("known");
    }
  }

  run() {
    this.problem("");
    this.forget();
    this.isRunning = true;
    $("run").disabled = $("page").disabled = true;
    $("stop").disabled = false;
    for (const radio of document.querySelectorAll("[name=shown]")) radio.disabled = false;
    this.show("own");
    this.state("Starting.");
    this.connection.send(`run ${JSON.stringify(this.chosen)}`);
  }

  happened({ event, place, picture }) {
    const [[kind, value]] = Object.entries(event);
    if (kind === "output") this.put(value._0, place, picture);
    else if (kind === "record") this.quote(value.name, value.record);
    else if (kind === "note") this.say(value._0);
    else if (kind === "progress") this.progress(value);
    else if (kind === "end") this.result = value;
  }

  put(output, place, picture) {
    const cell = this.cells[place];
    if (!cell) return this.say(output.text ?? output.claim?.text ?? output.figure?.caption ?? "A table from no line of the page.");
    cell.outputs.push({ ...output, picture });
    cell.own.hidden = false;
    cell.own.replaceChildren(this.label("this run"), ...this.shown(cell.outputs, (_, { picture: address }) => address ?? ""));
    if (!cell.published.querySelector(".of")) cell.published.prepend(this.label("published"));
  }

  label(text) { return Object.assign(document.createElement("p"), { className: "of", textContent: text }); }

  quote(name, { shown }) {
    for (const element of document.querySelectorAll(`[data-record="${CSS.escape(name)}"]`)) {
      element.querySelector(".own")?.remove();
      element.append(Object.assign(document.createElement("span"), { className: "own", textContent: shown }));
      element.classList.add("known");
    }
  }

  progress({ title, done, total, values }) {
    const bar = $("bar");
    bar.hidden = false;
    if (total) [bar.max, bar.value] = [total, done];
    else bar.removeAttribute("value");
    const numbers = Object.entries(values).map(([name, value]) => `${name} ${value}`).join(", ");
    this.state(`${title}: ${done.toLocaleString("en")}${total ? ` of ${total.toLocaleString("en")}` : ""}${numbers ? ` · ${numbers}` : ""}`);
  }

  ended(status) {
    if (!this.isRunning) return;
    this.isRunning = false;
    $("run").disabled = $("page").disabled = false;
    $("stop").disabled = true;
    $("bar").hidden = true;
    const { seconds, checked, held } = this.result ?? {};
    this.result = null;
    this.state(
      status === 0 ? `Over: ${held} of ${checked} claims hold, ${seconds.toFixed(1)} s.`
        : status === 130 ? "Stopped."
        : `The run ended with status ${status ?? "unknown"}${checked ? `: ${held} of ${checked} claims hold` : ""}.`);
    if (status !== 0 && status !== 130 && this.lines?.length) this.problem(this.lines.at(-1));
  }

  show(which) {
    document.querySelector(`[name=shown][value=${which}]`).checked = true;
    $("article").className = `article showing-${which}`;
  }
}

globalThis.lab = new Book();
