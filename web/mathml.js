// Formulas: the part of TeX that the book uses, as MathML.

const SPACE = "http://www.w3.org/1998/Math/MathML";
const LETTERS = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ϵ", varepsilon: "ε", lambda: "λ", mu: "μ", nu: "ν", pi: "π", sigma: "σ",
  theta: "θ", tau: "τ", phi: "φ", psi: "ψ", omega: "ω", xi: "ξ", eta: "η", kappa: "κ", rho: "ρ", chi: "χ", ell: "ℓ",
  Lambda: "Λ", Sigma: "Σ", Delta: "Δ", Gamma: "Γ", Omega: "Ω", Phi: "Φ", Theta: "Θ", infty: "∞", partial: "∂", nabla: "∇",
};
const OPERATORS = {
  cdot: "·", times: "×", le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", approx: "≈", sim: "∼", pm: "±", to: "→", in: "∈",
  sum: "∑", prod: "∏", int: "∫", langle: "⟨", rangle: "⟩", ldots: "…", dots: "…", cdots: "⋯", mid: "∣", top: "⊤", rightarrow: "→",
  "|": "‖", "{": "{", "}": "}", lVert: "‖", rVert: "‖", equiv: "≡", propto: "∝", subset: "⊂", cup: "∪", cap: "∩", circ: "∘",
};
const FUNCTIONS = new Set(["log", "ln", "exp", "min", "max", "sup", "inf", "tr", "det", "sin", "cos", "tanh", "arg", "lim"]);
const SPACES = { ",": "0.17em", ";": "0.28em", ":": "0.22em", "!": "-0.17em", " ": "0.33em", quad: "1em", qquad: "2em" };
const STYLES = { mathbb: "double", mathrm: "roman", mathsf: "sans", mathcal: "script", mathbf: "bold", text: "roman", operatorname: "roman" };
const ACCENTS = { hat: "^", bar: "¯", tilde: "~", vec: "→", overline: "¯" };
const DOUBLE = { E: "𝔼", R: "ℝ", P: "ℙ", N: "ℕ", Z: "ℤ", 1: "𝟙" };
const LARGE = new Set(["∑", "∏"]);

const element = (name, ...children) => {
  const node = document.createElementNS(SPACE, name);
  node.append(...children);
  return node;
};

const space = (width) => {
  const node = element("mspace");
  node.setAttribute("width", width);
  return node;
};

/** A formula as an element; what is not understood is shown as it was written. */
export function formula(tex, isBlock = false) {
  const math = element("math");
  if (isBlock) math.setAttribute("display", "block");
  try {
    const parser = new Parser(tex);
    math.append(parser.row(null, isBlock));
  } catch {
    const code = document.createElement("code");
    code.textContent = tex;
    return code;
  }
  return math;
}

class Parser {
  constructor(tex) {
    this.tokens = tex.match(/\\[a-zA-Z]+|\\.|[0-9]+(?:[.,][0-9]+)*|\s+|[^\\]/gsu) ?? [];
    this.place = 0;
  }

  get next() {
    while (/^\s+$/.test(this.tokens[this.place] ?? "")) this.place += 1;
    return this.tokens[this.place];
  }

  take() {
    const { next } = this;
    if (next === undefined) throw new Error("The formula ends early.");
    this.place += 1;
    return next;
  }

  /** Everything up to a token, or to the end. */
  row(end, isBlock = false) {
    const row = element("mrow");
    while (this.next !== undefined && this.next !== end) {
      const part = this.scripted(isBlock);
      row.append(part);
      // The word of a function stands apart from what it is of, but for brackets.
      if ((part.getAttribute("class") === "function" || part.firstElementChild?.getAttribute("class") === "function") && !/^[([_^]|^\\(left|[bB]ig)/.test(this.next ?? "(")) {
        row.append(space("0.17em"));
      }
    }
    if (end !== null) this.take();
    return row.childNodes.length === 1 ? row.firstChild : row;
  }

  scripted(isBlock) {
    const base = this.atom(isBlock);
    let [below, above] = [null, null];
    for (;;) {
      if (this.next === "_") {
        this.take();
        below = this.argument(isBlock);
      } else if (this.next === "^") {
        this.take();
        above = this.argument(isBlock);
      } else if (this.next === "'") {
        this.take();
        above = element("mo", "′");
      } else break;
    }
    if (!below && !above) return base;
    const stacks = isBlock && (LARGE.has(base.textContent) || ["min", "max", "sup", "inf", "lim"].includes(base.textContent));
    const name = below && above ? (stacks ? "munderover" : "msubsup") : below ? (stacks ? "munder" : "msub") : stacks ? "mover" : "msup";
    return element(name, base, ...[below, above].filter(Boolean));
  }

  /** What a command stands before: a group or one character, so that `\\tfrac12` is a half. */
  argument(isBlock) {
    const { next } = this;
    if (/^[0-9]{2,}$/.test(next ?? "")) this.tokens.splice(this.place, 1, next[0], next.slice(1));
    return this.atom(isBlock);
  }

  atom(isBlock) {
    const token = this.take();
    if (token === "{") return this.row("}", isBlock);
    if (/^[0-9]/.test(token)) return element("mn", token);
    if (/^\p{L}$/u.test(token)) return element("mi", token);
    if (!token.startsWith("\\")) {
      const sign = element("mo", token === "-" ? "−" : token === "*" ? "∗" : token);
      // Brackets are as tall as a line, unless they are asked to be taller.
      if (/[()[\]|]/.test(token)) sign.setAttribute("stretchy", "false");
      return sign;
    }
    const name = token.slice(1);
    if (LETTERS[name]) return element("mi", LETTERS[name]);
    if (OPERATORS[name]) return element("mo", OPERATORS[name]);
    if (FUNCTIONS.has(name)) {
      const word = element("mi", name);
      word.setAttribute("class", "function");
      return word;
    }
    if (SPACES[name]) return space(SPACES[name]);
    if (STYLES[name]) return this.styled(STYLES[name]);
    if (ACCENTS[name]) {
      const accent = element("mover", this.atom(isBlock), element("mo", ACCENTS[name]));
      accent.setAttribute("accent", "true");
      return accent;
    }
    if (/^[tdc]?frac$/.test(name)) return element("mfrac", this.argument(isBlock), this.argument(isBlock));
    if (name === "sqrt") return element("msqrt", this.argument(isBlock));
    if (/^(left|right|[bB]igg?[lrm]?)$/.test(name)) {
      const bracket = this.atom(isBlock);
      if (bracket.localName === "mo") bracket.setAttribute("stretchy", "true");
      if (bracket.localName === "mo" && /^[bB]ig/.test(name)) bracket.setAttribute("minsize", /^B|gg/.test(name) ? "1.8em" : "1.3em");
      return bracket.textContent === "." ? element("mrow") : bracket;
    }
    if (name === "begin") return this.environment();
    if (name === "\\") return element("mspace");
    throw new Error(`\\${name} is not known.`);
  }

  word() {
    if (this.take() !== "{") throw new Error("A brace is missing.");
    let text = "";
    while (this.tokens[this.place] !== "}") {
      const token = this.tokens[this.place];
      if (token === undefined) throw new Error("A brace does not end.");
      text += token.startsWith("\\") ? " " : token;
      this.place += 1;
    }
    this.place += 1;
    return text;
  }

  styled(style) {
    if (this.next !== "{") return this.atom(false);
    const text = this.word();
    if (style === "double") return element("mi", [...text].map((letter) => DOUBLE[letter] ?? letter).join(""));
    const node = element(/\s/.test(text) ? "mtext" : "mi", text);
    if (style === "roman" || style === "sans") node.setAttribute("mathvariant", "normal");
    if (style === "sans") node.setAttribute("class", "sans");
    if (style === "bold") node.setAttribute("class", "bold");
    return node;
  }

  /** Rows and columns: `cases`, `aligned`, `pmatrix`. */
  environment() {
    const name = this.word();
    const table = element("mtable");
    let [row, cell] = [element("mtr"), element("mtd")];
    const end = () => {
      row.append(cell);
      cell = element("mtd");
    };
    while (this.next !== "\\end") {
      if (this.next === undefined) throw new Error("An environment does not end.");
      if (this.next === "&") {
        this.take();
        end();
      } else if (this.next === "\\\\") {
        this.take();
        end();
        table.append(row);
        row = element("mtr");
      } else cell.append(this.scripted(false));
    }
    this.take();
    this.word();
    end();
    table.append(row);
    table.setAttribute("columnalign", name === "aligned" ? "right left" : "left");
    if (name === "aligned") table.setAttribute("class", "aligned");
    const [open, close] = { cases: ["{", ""], pmatrix: ["(", ")"], bmatrix: ["[", "]"] }[name] ?? ["", ""];
    return element("mrow", ...(open ? [element("mo", open)] : []), table, ...(close ? [element("mo", close)] : []));
  }
}
