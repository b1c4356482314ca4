// The controls of a plan, built from what the server says that a plan has.

export class Options {
  /** `changed(name, value)` is told what the reader chose. `words` has what the values of some choices mean, by option and value. */
  constructor(form, schema, changed, words) {
    this.fields = new Map();
    this.words = words;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const group of new Set(schema.options.map(({ group }) => group))) {
      const set = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = group;
      set.append(legend);
      for (const option of schema.options.filter((option) => option.group === group && option.kind !== "points")) {
        set.append(this.field(option, changed));
        const { meaning } = this.fields.get(option.name);
        if (meaning) set.append(meaning);
      }
      form.append(set);
    }
  }

  field(option, changed) {
    const label = document.createElement("label");
    label.className = option.kind === "choice" ? "field wide" : "field";
    label.title = option.help;
    const text = document.createElement("span");
    text.textContent = option.title;
    const input = this.input(option);
    input.id = `option-${option.name}`;
    input.name = option.name;
    input.addEventListener("change", () => {
      if (input.validity && !input.validity.valid) return input.reportValidity();
      changed(option, option.kind === "flag" ? (input.checked ? "1" : "0") : input.value);
    });
    if (option.kind === "flag") {
      label.classList.add("check");
      label.append(input, text);
    } else {
      label.append(text, input);
    }
    let meaning = null;
    if (this.words[option.name]) {
      meaning = Object.assign(document.createElement("p"), { className: "meaning", id: `meaning-${option.name}` });
      input.setAttribute("aria-describedby", meaning.id);
    }
    this.fields.set(option.name, { option, label, input, meaning });
    return label;
  }

  input(option) {
    if (option.kind === "choice") return select(option.choices.map(({ name, title }) => [name, title]));
    const input = document.createElement("input");
    if (option.kind === "flag") input.type = "checkbox";
    else if (option.kind === "seed") {
      Object.assign(input, { type: "text", inputMode: "numeric", pattern: "[0-9]{1,20}", required: true });
    } else {
      Object.assign(input, { type: "number", min: option.least, max: option.most, step: "any", required: true });
      if (option.kind === "whole") input.step = 1;
      const list = document.createElement("datalist");
      list.id = `offered-${option.name}`;
      list.append(...option.offered.map((value) => Object.assign(document.createElement("option"), { value })));
      input.setAttribute("list", list.id);
      document.body.append(list);
    }
    return input;
  }

  show(plan) {
    for (const { option, label, input, meaning } of this.fields.values()) {
      const value = plan[option.name];
      if (option.kind === "flag") input.checked = value === "1";
      else if (document.activeElement !== input || input.value !== value) input.value = value;
      label.classList.toggle("changed", value !== option.usual);
      if (meaning) meaning.textContent = this.words[option.name][value] ?? "";
    }
  }
}

export function select(choices) {
  const element = document.createElement("select");
  for (const [value, text] of choices) {
    element.append(Object.assign(document.createElement("option"), { value, textContent: text }));
  }
  return element;
}
