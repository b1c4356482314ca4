// A conversation in a thread of its own, so that the page never waits for a step.

import { LabModule } from "./module.js";

const PAUSE = 8; // milliseconds of work between two looks at the messages
let lab = null;
const waiting = [];
let isAtWork = false;
// A message to itself comes after those that the page has sent meanwhile, and sooner than any timer.
const bell = new MessageChannel();
bell.port1.onmessage = () => guarded(work);

onmessage = ({ data }) => guarded(async () => {
  if (data.module) {
    const opened = await LabModule.open(data.module, data.path);
    for (const message of waiting) send(opened.take(message));
    lab = opened;
  } else if (lab) {
    send(lab.take(data));
  } else {
    waiting.push(data);
    return;
  }
  if (!isAtWork) work();
});

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
