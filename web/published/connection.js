// Takes the place of the server's connection.js on the published site: the lab computes in the page's own workers.

import { LabModule } from "./module.js";

const module = fetch("lab.wasm").then(async (answer) => {
  if (!answer.ok) throw new Error(`lab.wasm could not be fetched: ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
});

export class Connection {
  /** `handlers`: text(object), bytes(buffer), closed(). */
  constructor(path, handlers) {
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => {
      if (data === null) handlers.closed();
      else if (typeof data === "string") handlers.text(JSON.parse(data));
      else handlers.bytes(data);
    };
    this.worker.onerror = () => handlers.closed();
    module.then((compiled) => this.worker?.postMessage({ module: compiled, path }));
  }

  send(message) { this.worker?.postMessage(message); }

  close() {
    this.worker?.terminate();
    this.worker = null;
  }
}

/** What the page builds its controls from. */
export async function readSchema() { return JSON.parse((await LabModule.open(await module, "/run")).schema); }

export const GONE = "The run has stopped by a fault of its own. Load the page again; its address holds the plan.";
