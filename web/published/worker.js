// A conversation in a thread of its own, so that the page never waits for a step.

import { LabModule } from "./module.js";

const PAUSE = 8; // milliseconds of work between two looks at the messages
let lab = null;
let isOpening = false;
const waiting = [];
let isAtWork = false;
// A message to itself comes after those that the page has sent meanwhile, and sooner than any timer.
const bell = new MessageChannel();
bell.port1.onmessage = () => guarded(work);

onmessage = ({ data }) => guarded(async () => {
  if (data?.module instanceof WebAssembly.Module && !isOpening) {
    isOpening = true;
    const opened = await LabModule.open(data.module, data.path);
    lab = opened;
    for (const message of waiting.splice(0)) take(message);
  } else if (lab) {
    take(data);
  } else {
    waiting.push(data);
    return;
  }
  if (!isAtWork) work();
});

function take(message) {
  if (typeof message === "string") send(lab.take(message));
  else send(JSON.stringify({ to: "", error: "what came is no text, expected a message of one line" }));
}

function work() {
  const end = performance.now() + PAUSE;
  while ((isAtWork = lab.wantsToWork) && performance.now() < end) send(lab.work());
  if (isAtWork) bell.port2.postMessage(null);
}

function send(reply) {
  if (reply !== null) postMessage(reply, typeof reply === "string" ? [] : [reply]);
}

async function guarded(body) {
  try {
    await body();
  } catch (error) {
    console.error(error);
    postMessage(null);
    close();
  }
}
