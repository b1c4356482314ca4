// What was measured over time, as small charts.

// The last of a line is its colour: 0 what is generated and the generator, 1 what is real, 2 neither, 3 the discriminator.
export const PLANE_CHARTS = [
  { title: "Losses", lines: [["D", "discriminatorLoss", 3], ["G", "generatorLoss", 0]] },
  { title: "Probabilities", lines: [["D(x)", "onReal", 1], ["D(G(z))", "onFake", 0]], range: [0, 1] },
  { title: "Divergence", lines: [["KL", "kl", 2], ["JS", "js", 0]], least: 0 },
  { title: "Modes", lines: [["covered", "covered", 2], ["reached", "reached", 0]], least: 0, isRare: true },
  { title: "D's largest slope", lines: [["slope", "slope", 3]], least: 0 },
];
const [WIDTH, HEIGHT, MARGIN] = [300, 66, 4];

export const number = (value) =>
  value === undefined || Number.isNaN(value) ? "–"
    : Number.isInteger(value) ? String(value)
    : Math.abs(value) >= 100 ? value.toFixed(0)
    : Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
    : value.toExponential(1);

export class Curves {
  constructor(place, charts) {
    this.charts = charts.map((chart) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const title = document.createElement("b");
      title.textContent = chart.title;
      caption.append(title);
      const labels = chart.lines.map(([, , tone]) => {
        const label = document.createElement("span");
        label.className = `t${tone}`;
        caption.append(label);
        return label;
      });
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
      svg.setAttribute("preserveAspectRatio", "none");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${chart.title}: nothing was measured yet`);
      figure.append(caption, svg);
      place.append(figure);
      return { ...chart, figure, labels, svg };
    });
  }

  show(runs) {
    for (const chart of this.charts) {
      const series = runs.flatMap(({ letter, moments }) =>
        chart.lines.map(([name, key, tone], index) => ({
          name, index, tone, letter,
          points: moments.map((moment) => [moment.steps, moment[key]]).filter(([, value]) => Number.isFinite(value)),
        })));
      chart.figure.hidden = chart.isRare && series.every(({ points }) => points.length === 0);
      const values = series.flatMap(({ points }) => points.map(([, value]) => value));
      const last = Math.max(...series.map(({ points }) => points.at(-1)?.[0] ?? 0), 1);
      const [least, most] = chart.range ?? spread(values, chart.least);
      if (chart.svg.children.length !== series.length) {
        chart.svg.replaceChildren(...series.map(() => document.createElementNS("http://www.w3.org/2000/svg", "path")));
      }
      series.forEach(({ points, tone, letter }, index) => {
        const path = chart.svg.children[index];
        path.setAttribute("class", `c${tone} ${letter}`);
        path.setAttribute("d", points.map(([step, value], place) => {
          const x = (step / last) * WIDTH;
          const share = Math.min(Math.max((value - least) / (most - least), 0), 1);
          return `${place ? "L" : "M"}${x.toFixed(1)} ${(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)).toFixed(1)}`;
        }).join(""));
      });
      chart.labels.forEach((label, index) => {
        const ends = series.filter((line) => line.index === index).map(({ points }) => number(points.at(-1)?.[1]));
        label.textContent = `${chart.lines[index][0]} ${ends.join(" | ")}`;
      });
      chart.svg.setAttribute("aria-label", `${chart.title} up to step ${last}: ` + chart.labels.map((l) => l.textContent).join(", "));
    }
  }
}

/** The range that a chart shows: all values but the most extreme hundredth, which are cut off. */
function spread(values, least) {
  if (values.length === 0) return [0, 1];
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)];
  const [low, high] = [least ?? at(0.01), at(0.99)];
  return high > low ? [low, high] : [low, low + 1];
}
