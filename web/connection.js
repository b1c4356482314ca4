// A WebSocket to the lab's server: messages wait until it is open, and an answer is JSON or bytes. On the published site
// published/connection.js takes its place.

export class Connection {
  /** `handlers`: text(object), bytes(buffer), closed(). */
  constructor(path, handlers) {
    this.waiting = [];
    this.socket = new WebSocket(`ws://${location.host}${path}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      for (const message of this.waiting.splice(0)) this.socket.send(message);
    };
    this.socket.onmessage = ({ data }) => (typeof data === "string" ? handlers.text(JSON.parse(data)) : handlers.bytes(data));
    this.socket.onclose = () => this.socket && handlers.closed();
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(message);
    else this.waiting.push(message);
  }

  close() {
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}

/** What the page builds its controls from. */
export async function readSchema() {
  const answer = await fetch("schema.json");
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export const GONE =
  "The lab's server is gone, or has too many pages open. Start it again with “swift run lab”, and open the address that it prints.";
