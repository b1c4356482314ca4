// The lab's engine as WebAssembly: messages in, replies out. wasm/Exports.swift is the other side.

const KINDS = { "/run": 0, "/seeds": 1 };
// Longer messages than any that the lab takes are told from those that it takes before they fill its memory.
const LONGEST = 100_000;

export class LabModule {
  /** A conversation on a path of the server's, from a compiled module. */
  static async open(module, path) {
    const imports = {};
    // The C library could close files and write to them; nobody here asks it to.
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
    const { exports } = await WebAssembly.instantiate(module, imports);
    const lab = new LabModule();
    lab.exports = exports;
    exports.__wasm_call_ctors();
    if (!Object.hasOwn(KINDS, path)) throw new Error(`The lab has no conversation on ${path}`);
    exports.lab_open(KINDS[path]);
    return lab;
  }

  /** The reply to a message: text, the bytes of a frame, or null. */
  take(message) {
    if (message.length > LONGEST) return JSON.stringify({ to: "", error: `${message.length} characters came, expected a message of one line` });
    const bytes = new TextEncoder().encode(message);
    const place = this.exports.lab_message(bytes.length);
    new Uint8Array(this.exports.memory.buffer, place, bytes.length).set(bytes);
    return this.reply("lab_take");
  }

  get wantsToWork() { return this.exports.lab_wants_to_work() !== 0; }

  work() { return this.reply("lab_work"); }

  get schema() { return this.reply("lab_schema"); }

  reply(call) {
    const { exports } = this;
    try {
      const kind = exports[call]();
      if (!kind) return null;
      const bytes = new Uint8Array(exports.memory.buffer, exports.lab_reply(), exports.lab_reply_count()).slice();
      return kind === 1 ? new TextDecoder().decode(bytes) : bytes.buffer;
    } catch (error) {
      throw new Error(`The lab has stopped: ${this.lastWords}`, { cause: error });
    }
  }

  /** What a program that stops has said. */
  get lastWords() {
    const bytes = new Uint8Array(this.exports.memory.buffer, this.exports.lab_last_words());
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }
}
