// The Markdown of the book's pages as elements. No text of a page ever becomes markup by itself.

import { formula } from "./mathml.js";
import { highlighted } from "./swift.js";

const node = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

/** Elements for a piece of Markdown. `link(address)` says where a link leads: an address, or `null` for nowhere. */
export function markdown(text, link) {
  const lines = text.split("\n");
  const blocks = [];
  let place = 0;
  while (place < lines.length) {
    const line = lines[place];
    const fence = line.match(/^(`{3,})(\w*)\s*$/);
    const heading = line.match(/^(#{1,6}) (.*)$/);
    const item = line.match(ITEM);
    if (/^\s*$/.test(line) || /^<!--.*-->$/.test(line)) place += 1;
    else if (fence) {
      const end = lines.findIndex((other, index) => index > place && other.trim() === fence[1]);
      const inside = lines.slice(place + 1, end < 0 ? undefined : end).join("\n");
      blocks.push(fence[2] === "math" ? displayed(inside) : code(inside, fence[2]));
      place = end < 0 ? lines.length : end + 1;
    } else if (heading) {
      const element = node(`h${heading[1].length}`, "", ...inline(heading[2], link));
      element.id = slug(element.textContent);
      blocks.push(element);
      place += 1;
    } else if (line.trim() === "<details>" && SUMMARY.test(lines[place + 1] ?? "")) {
      const end = until(lines, place, (other) => other.trim() === "</details>");
      const [, summary] = lines[place + 1].match(SUMMARY);
      blocks.push(node("details", "", node("summary", "", ...inline(summary, link)), ...markdown(lines.slice(place + 2, end).join("\n"), link)));
      place = end + 1;
    } else if (line.startsWith("|") && /^\|[-:| ]+\|$/.test(lines[place + 1] ?? "")) {
      const end = until(lines, place, (other) => !other.startsWith("|"));
      blocks.push(table(lines.slice(place, end), link));
      place = end;
    } else if (item) {
      const end = until(lines, place, (other, index) => /^\s*$/.test(other) && !/^(\s{2,}|[-*] |\d+\. )/.test(lines[index + 1] ?? "") || (/^\S/.test(other) && !ITEM.test(other) && /^\s*$/.test(lines[index - 1])));
      blocks.push(list(lines.slice(place, end), link));
      place = end;
    } else if (line.startsWith("> ")) {
      const end = until(lines, place, (other) => !other.startsWith(">"));
      blocks.push(node("blockquote", "", ...markdown(lines.slice(place, end).map((other) => other.replace(/^> ?/, "")).join("\n"), link)));
      place = end;
    } else {
      const end = until(lines, place, (other, index) => index > place && (/^\s*$/.test(other) || /^`{3,}|^#{1,6} /.test(other) || ITEM.test(other)));
      blocks.push(node("p", "", ...inline(lines.slice(place, end).join("\n"), link)));
      place = end;
    }
  }
  return blocks;
}

const SUMMARY = /^\s*<summary>(.*)<\/summary>\s*$/;
const ITEM = /^([-*]|\d+\.) +(.*)$/;

function until(lines, start, isEnd) {
  let place = start;
  while (place < lines.length && !isEnd(lines[place], place)) place += 1;
  return place;
}

function list(lines, link) {
  const element = node(/^\d/.test(lines[0]) ? "ol" : "ul");
  let item = [];
  const end = () => {
    if (!item.length) return;
    // A single paragraph needs no space around it.
    const children = markdown(item.join("\n"), link);
    element.append(node("li", "", ...(children.length === 1 && children[0].localName === "p" ? children[0].childNodes : children)));
  };
  for (const line of lines) {
    const start = line.match(ITEM);
    if (start) {
      end();
      item = [start[2]];
    } else item.push(line.replace(/^ {1,4}/, ""));
  }
  end();
  return element;
}

function table(lines, link) {
  const cells = (line) => line.replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  const right = cells(lines[1]).map((rule) => rule.endsWith(":"));
  const row = (line, name) => node("tr", "", ...cells(line).map((cell, column) => {
    const element = node(name, right[column] ? "number" : "", ...inline(cell, link));
    if (name === "th") element.scope = "col";
    return element;
  }));
  return scroller(node("table", "", node("thead", "", row(lines[0], "th")), node("tbody", "", ...lines.slice(2).map((line) => row(line, "td")))));
}

/** What may be wider than the page scrolls by itself, with the keyboard too. */
export function scroller(element, label = "Table") {
  const box = node("div", "scroll", element);
  Object.assign(box, { tabIndex: 0, ariaLabel: label });
  box.setAttribute("role", "group");
  return box;
}

/** A formula on lines of its own. */
function displayed(tex) {
  const box = node("div", "formula", formula(plain(tex), true));
  // It may be wider than a phone.
  box.tabIndex = 0;
  return box;
}

export function code(text, language = "swift") {
  const inside = node("code", "", ...(language === "swift" ? highlighted(plain(text)) : [plain(text)]));
  const block = node("pre", `code ${language}`, inside);
  block.tabIndex = 0;
  return block;
}

// MARK: - Within a line

// In this order: what is code is nothing else.
const MARKS = [
  [/^\$`([^`]+)`\$/, ([, tex]) => [formula(plain(tex))]],
  [/^(`+)((?:(?!\1)[\s\S])+?)\1(?!`)/, ([, , text]) => [inLab(node("code", "", plain(text)))]],
  [/^\u{E000}([^\u{E001}]*)\u{E001}([^\u{E002}]*)\u{E002}/u, ([, name, shown]) => [record(name, shown)]],
  [/^<a id="([^"]*)"><\/a>/, ([, id]) => [Object.assign(node("span"), { id })]],
  [/^<sub>([\s\S]*?)<\/sub>/, ([, text], link) => [node("small", "", ...inline(text, link))]],
  [/^<b>([\s\S]*?)<\/b>/, ([, text], link) => [node("strong", "", ...inline(text, link))]],
  [/^<br>/, () => [node("br")]],
  [/^!\[((?:[^\]\\]|\\.)*)\]\(([^)]+)\)/, ([, alt, address], link) => picture(alt, link(address))],
  [/^\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/, ([, text, address], link) => anchor(text, address, link)],
  [/^\*\*((?:[^*]|\*(?!\*))+)\*\*/, ([, text], link) => [node("strong", "", ...inline(text, link))]],
  [/^\*([^*\s](?:[^*]*[^*\s])?)\*/, ([, text], link) => [node("em", "", ...inline(text, link))]],
  [/^\\([\\`*_{}[\]()#+\-.!|<>])/, ([, character]) => [character]],
];

export function inline(text, link) {
  const nodes = [];
  let [rest, run] = [text, ""];
  while (rest) {
    const found = MARKS.map(([pattern, make]) => [rest.match(pattern), make]).find(([match]) => match);
    if (found) {
      if (run) nodes.push(run);
      run = "";
      nodes.push(...found[1](found[0], link));
      rest = rest.slice(found[0][0].length);
    } else {
      // Up to the next character that could begin a mark.
      const length = Math.max(rest.slice(1).search(/[$`\u{E000}<![*\\]/u) + 1, 0) || rest.length;
      run += rest.slice(0, length);
      rest = rest.slice(length);
    }
  }
  if (run) nodes.push(run);
  return nodes;
}

function picture(alt, address) {
  return [address ? Object.assign(node("img"), { alt, src: address, loading: "lazy" }) : node("em", "", alt)];
}

/** A command that opens the lab leads there by itself. */
function inLab(code) {
  const plan = code.textContent.match(/^swift run lab --plan '([^']*)'$/);
  return plan ? Object.assign(node("a", "", code), { href: `/?${plan[1]}` }) : code;
}

function anchor(text, address, link) {
  const target = link(address);
  const children = inline(text, link);
  if (!target) return [Object.assign(node("span", "source", ...children), { title: address })];
  const element = node("a", "", ...children);
  element.href = target;
  if (/^https?:/.test(target)) Object.assign(element, { target: "_blank", rel: "noreferrer noopener" });
  return [element];
}

/** A number that the prose quotes: what was published, and, beside it, what this run found. */
function record(name, shown) {
  const element = node("span", "record", node("span", "published", shown));
  element.dataset.record = name;
  return element;
}

const plain = (text) => text.replace(/\u{E000}[^\u{E001}]*\u{E001}([^\u{E002}]*)\u{E002}/gu, "$1");

export function slug(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, "").trim().replace(/\s/g, "-");
}
