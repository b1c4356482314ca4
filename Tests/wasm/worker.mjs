// The published page's worker in a thread of Node's, with what browsers give a worker and Node does not.

import { parentPort } from "node:worker_threads";

Object.assign(globalThis, {
  onmessage: null, postMessage: (data, transfer) => parentPort.postMessage(data, transfer), close: () => process.exit(1),
});
const early = [];
parentPort.on("message", (data) => (globalThis.onmessage ? globalThis.onmessage({ data }) : early.push(data)));
await import("../../web/published/worker.js");
for (const data of early.splice(0)) globalThis.onmessage({ data });
