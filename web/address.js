// The whole state of the page in its address: both plans, the layers and the speed.

/** The query of a plan: every option that is not as usual. */
export function planQuery(schema, plan) {
  return schema.options
    .filter((option) => plan[option.name] !== undefined && plan[option.name] !== option.usual)
    .map((option) => `${option.name}=${plan[option.name]}`)
    .join("&");
}

/** A plan with all its options, from a query. */
export function readPlan(schema, query) {
  const given = new URLSearchParams(query);
  return Object.fromEntries(schema.options.map(({ name, usual }) => [name, given.get(name) ?? usual]));
}

/** The state that an address holds; `layers` and `speed` are `null` where it names none. */
export function readAddress(schema, search) {
  const given = new URLSearchParams(search);
  const [a, b] = [{}, {}];
  for (const { name, usual } of schema.options) {
    a[name] = given.get(name) ?? usual;
    b[name] = given.get(`b.${name}`) ?? a[name];
  }
  const known = new Set(schema.options.flatMap(({ name }) => [name, `b.${name}`]).concat("b", "layers", "speed", "token"));
  return {
    a, b, comparing: given.get("b") === "1", layers: given.get("layers")?.split(".") ?? null, speed: given.get("speed"),
    unknown: [...given.keys()].filter((name) => !known.has(name)),
  };
}

export function writeAddress(schema, { a, b, comparing, layers, speed }) {
  const parts = [planQuery(schema, a)];
  if (comparing) {
    parts.push("b=1");
    for (const { name } of schema.options) if (b[name] !== a[name]) parts.push(`b.${name}=${b[name]}`);
  }
  if (layers) parts.push(`layers=${layers.join(".")}`);
  if (speed) parts.push(`speed=${speed}`);
  const query = parts.filter(Boolean).join("&");
  return query ? `?${query}` : location.pathname;
}

/** What two plans differ in, in words. */
export function differences(schema, a, b) {
  return schema.options.filter(({ name }) => a[name] !== b[name]).map((option) => ({
    option, text: option.kind === "points" ? "your points" : `${option.title}: ${valueText(option, a)} → ${valueText(option, b)}`,
  }));
}

export function valueText(option, plan) {
  const value = plan[option.name];
  if (option.kind === "choice") return option.choices.find(({ name }) => name === value)?.title ?? value;
  if (option.kind === "flag") return value === "1" ? "yes" : "no";
  return value;
}
