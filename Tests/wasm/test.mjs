// The lab in a browser computes what the lab's server computes, to the last bit: node test.mjs CONVERSE LAB.WASM, where CONVERSE
// is the program of that name. Every reply of the WebAssembly module is compared with that of the native build and its
// portable kernels (MINIMAX_ISA=scalar).

import assert from "node:assert";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { decode } from "../../web/frame.js";
import { LabModule } from "../../web/published/module.js";

const [converse, file] = process.argv.slice(2);
const MOST_BYTES = 300_000;
const bytes = readFileSync(file);
const module = await WebAssembly.compile(bytes);
const schema = JSON.parse((await LabModule.open(module, "/run")).schema);

/** A conversation about a plan: the first picture, single turns, and some steps with everything shown. */
function tour(plan, steps = 10) {
  return ["open run", "layers 15", `start ${plan}`, "look", "turn discriminator", "look", "step", "look", `play ${steps}`, "look", "pause", "look"];
}

const conversations = [["schema"]];
// Every value of every choice, each with a step of every kind.
for (const { name, kind, choices } of schema.options) {
  if (kind !== "choice") continue;
  for (const choice of choices.filter((each) => each.name !== "drawn")) conversations.push(tour(`${name}=${choice.name}`));
}
conversations.push(
  tour("data=drawn&points=AAAA____gAgAAAgA"),
  tour("latents=1&g-depth=3&d-depth=1&g-width=20&d-width=37&batch=50"),
  tour("latents=16&g-turns=2&d-turns=3&decays=0&seed=18446744073709551615"),
  // Long runs, in which the smallest difference would have grown.
  tour("", 500), tour("remedy=r1", 300), tour("remedy=unrolling&batch=32", 30), tour("remedy=fading-r1&length=100", 120),
  // A whole run of small networks: every rate of the decay, and every correction of Adam's.
  tour("ahead=7990&g-width=8&d-width=8&batch=16", 20),
  tour("ahead=200&g-width=32&d-width=32&data=spiral&noise=uniform"),
  ["open run", "start data=moons", "look", "play 5", "look", "change g-rate=0.01&d-rate=0.0003&loss=hinge&d-turns=2", "look", "layers 0", "look"],
  ["open seeds", "layers 0", "start g-width=16&d-width=16&batch=64", "look", "play 7", "look", "pause", "look"],
  ["open run", "start data=drawn", "start colour=red", "start batch=3", "start g-rate=fast", "play many", "layers 99", "hello", "turn around",
    "start g-rate=0.00015&d-rate=1e-3", "start seed=99999999999999999999", "start latents=3000000000", "start g-rate=nan",
    "start data=\u001b[2J", "start data=\u{1F600}é", "start g-depth=6&g-width=512&batch=1024", `start ${"x".repeat(6000)}`, "step", "look"],
);

// MARK: - Nonsense

/** Numbers from 0 to 1 that are the same in every run. */
function chance(seed) {
  let state = seed;
  return () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
}

const WRONG = ["", " ", "NaN", "nan", "inf", "-inf", "-0", "-1", "0", "0.5", "1e9", "1e39", "1e-50", "0x10", "２", "99999999999999999999", "4294967296",
  "2147483648", "-2147483649", "true", "null", "[]", "{}", "%00", "\u0000", "\u0007", "\ud800", "\u{1F600}", "é", "=", "&", "==", "../..", "x".repeat(400)];
const WORDS = ["start", "change", "play", "pause", "step", "turn", "layers", "look"];

/** A message that the page would not send: half a plan, a wrong number, an unknown word, or a right one at a wrong time. */
function nonsense(random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const option = () => `${one(schema.options).name}=${one([one(WRONG), one(WRONG), String(Math.floor(random() * 40))])}`;
  const small = "g-width=4&d-width=4&batch=4";
  return one([
    () => one(WRONG), () => one(WORDS), () => `${one(WORDS)} ${one(WRONG)}`, () => `${one(["stop", "open", "schema", "START", "quit"])} ${one(WRONG)}`,
    () => `start ${small}&${option()}`, () => `start ${small}&${option()}&${option()}`, () => `change ${small}&${option()}`,
    () => `play ${Math.floor(random() * 3)}`, () => `layers ${Math.floor(random() * 20)}`, () => `turn ${one(["discriminator", "generator", "both"])}`,
    () => `start ${"&".repeat(20)}${small}`, () => `start ${small}&points=${"A".repeat(Math.floor(random() * 12))}&data=drawn`,
  ])().replace(/[\r\n]/g, "");
}

/** A plan that no attack makes slow, and what becomes of it. */
const calm = ["start g-width=8&d-width=8&batch=16&seed=3", "layers 15", "look", "step", "look", "step", "look"];
// A run that has gone to pieces is looked at too: its points are no numbers, which no comparison of bits is about.
const burst = ["open run", "start g-rate=1&d-rate=1&loss=wasserstein&optimizer=sgd&g-width=8&d-width=8&batch=16", "layers 15", "play 200", "look", "look", "pause", "look"];
for (const seed of [1, 2, 3]) {
  const random = chance(seed);
  // Without an end of `play 0` a conversation would not come to its next message.
  const messages = Array.from({ length: 400 }, () => nonsense(random)).filter((message) => message !== "play 0" && !/length=|ahead=|rate=/.test(message));
  conversations.push(["open run", ...messages, ...calm], ["open seeds", ...messages.slice(0, 100), ...calm.filter((message) => message !== "layers 15")]);
}

/** The worker of the page under attack: what is no message is answered in words, and what is one is answered as ever. */
async function attack() {
  const worker = new Worker(new URL("worker.mjs", import.meta.url));
  const replies = [];
  let [mark, reached, failed] = ["", () => {}, () => {}];
  worker.on("message", (reply) => {
    replies.push(reply);
    if (reply === null) failed(new Error("The worker has given up"));
    if (typeof reply === "string" && reply.includes(mark)) reached();
  });
  worker.on("error", (error) => failed(error));
  worker.on("exit", () => failed(new Error("The worker has ended")));
  let asked = 0;
  /** The replies to messages, up to the complaint about one that marks their end. */
  const send = async (messages) => {
    mark = `mark-${(asked += 1)}.`;
    const end = new Promise((done, fail) => {
      [reached, failed] = [done, fail];
      setTimeout(() => fail(new Error("The worker answers no more")), 300_000).unref();
    });
    for (const message of [...messages, mark]) worker.postMessage(message);
    await end;
    return replies.splice(0).filter((reply) => typeof reply !== "string" || !reply.includes(mark));
  };
  const isComplaint = (reply) => typeof reply === "string" && JSON.parse(reply).error.length > 0;
  const strange = [null, undefined, 17, NaN, -Infinity, 2n ** 70n, true, {}, [], ["step"], { module: 3 }, { module: "x", path: "/run" }, new ArrayBuffer(8),
    new Float32Array(1000), new Map([["start", 1]]), new Date(NaN), new Error("no"), /start/, "x".repeat(5021), "x".repeat(3_000_000), "start " + "é".repeat(60_000)];

  // Before there is anything that could answer, and while it is opened.
  worker.postMessage("stop");
  worker.postMessage(null);
  worker.postMessage({ module, path: "/run" });
  assert.equal((await send(strange)).filter(isComplaint).length, strange.length + 2, "Something strange was not answered");
  // A module for a worker that has one.
  assert.ok(isComplaint((await send([{ module, path: "/run" }]))[0]));

  // What is expected of a calm plan afterwards, from a conversation without any of this.
  const [, expected] = (await inTheModule(calm)).filter(([kind]) => kind === 2).at(-1);
  const calmly = async () => {
    const frames = (all) => all.filter((reply) => typeof reply !== "string");
    let last;
    for (const message of ["pause", ...calm]) {
      let found = frames(await send([message]));
      // A picture at a time, as the page asks for them.
      while (message === "look" && found.length === 0) found = frames(await send([]));
      last = found.at(-1);
    }
    return Buffer.from(last);
  };
  const random = chance(7);
  let sent = strange.length + 3;
  for (let round = 0; round < 5; round += 1) {
    const messages = Array.from({ length: 4000 }, () => (random() < 0.05 ? strange[Math.floor(random() * 18)] : nonsense(random)));
    sent += messages.length;
    const answers = await send(messages);
    // What is no text is answered, each time.
    const odd = messages.filter((message) => typeof message !== "string").length;
    assert.equal(answers.filter((reply) => typeof reply === "string" && reply.includes("no text")).length, odd);
    assert.ok(expected.equals(await calmly()), `After ${sent} messages a plan is no longer played as ever`);
  }
  worker.removeAllListeners("exit");
  await worker.terminate();
  return sent;
}

/** The replies of the native build: [kind, bytes] for each conversation. */
function native(conversation) {
  const out = execFileSync(converse, { input: conversation.join("\n"), env: { ...process.env, MINIMAX_ISA: "scalar" }, maxBuffer: 1 << 28 });
  const replies = [];
  for (let place = 0; place < out.length; ) {
    const [kind, count] = [out.readUInt32LE(place), out.readUInt32LE(place + 4)];
    replies.push([kind, out.subarray(place + 8, place + 8 + count)]);
    place += 8 + count;
  }
  return replies;
}

async function inTheModule(conversation) {
  let lab = await LabModule.open(module, "/run");
  const replies = [];
  const keep = (reply) => {
    if (reply !== null) replies.push(typeof reply === "string" ? [1, Buffer.from(reply)] : [2, Buffer.from(reply)]);
  };
  for (const message of conversation) {
    if (/^open (run|seeds)$/.test(message)) {
      lab = await LabModule.open(module, `/${message.slice(5)}`);
      continue;
    }
    keep(message === "schema" ? lab.schema : lab.take(message));
    while (lab.wantsToWork) keep(lab.work());
  }
  return replies;
}

/** Where two replies differ, in words. */
function difference([kind, own], [otherKind, other]) {
  if (kind !== otherKind) return `kind ${kind}, expected ${otherKind}`;
  if (kind === 1) return `“${own}”, expected “${other}”`;
  const copy = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);
  const [a, b] = [own, other].map((frame) => decode(copy(frame)));
  for (const [name, y] of Object.entries(b)) {
    const x = a[name];
    if (y instanceof Float32Array) {
      const place = y.findIndex((value, index) => !Object.is(value, x?.[index]));
      if (place >= 0) return `step ${b.steps}: ${name}[${place}] is ${x?.[place]}, expected ${y[place]}`;
    } else if (typeof y !== "object" && !Object.is(x, y)) {
      return `step ${b.steps}: ${name} is ${x}, expected ${y}`;
    }
  }
  return "bytes";
}

let [compared, frames, faults] = [0, 0, 0];
for (const conversation of conversations) {
  const title = conversation.find((message) => message.startsWith("start")) ?? conversation[0];
  const [expected, found] = [native(conversation), await inTheModule(conversation)];
  assert.ok(expected.length > 0, `${title}: no replies`);
  assert.equal(found.length, expected.length, `${title}: the number of replies`);
  const wrong = expected.findIndex((reply, index) => reply[0] !== found[index][0] || !reply[1].equals(found[index][1]));
  if (wrong >= 0) {
    faults += 1;
    console.error(`${title}: reply ${wrong} differs: ${difference(found[wrong], expected[wrong])}`);
  }
  compared += expected.length;
  frames += expected.filter(([kind]) => kind === 2).length;
}
assert.equal(faults, 0, "The module's replies differ from those of the native build");

const attacked = await attack();
// What has gone to pieces is shown all the same, and told as no number.
const pieces = (await inTheModule(burst)).filter(([kind]) => kind === 2).map(([, frame]) => decode(frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length)));
assert.ok(pieces.length === 3 && pieces.at(-1).points.some(Number.isNaN) && pieces.at(-1).covered === 0, "A run that has gone to pieces");

const size = gzipSync(bytes, { level: 9 }).length;
assert.ok(size < MOST_BYTES, `lab.wasm has ${size} bytes when compressed, expected fewer than ${MOST_BYTES}`);

const lab = await LabModule.open(module, "/run");
lab.take("start remedy=plain");
const [start, used] = [performance.now(), process.cpuUsage()];
let steps = 0;
for (; performance.now() < start + 1000; steps += 1) lab.take("step");
const { user, system } = process.cpuUsage(used);
console.log(
  `${conversations.length} conversations: ${compared} replies, ${frames} of them frames, have the bits of the native build. The worker has answered ${attacked} messages of nonsense. ` +
    `lab.wasm: ${(size / 1000).toFixed(0)} KB compressed; ${((steps / (user + system)) * 1e6).toFixed(0)} steps a CPU-second of the usual plan.`,
);
