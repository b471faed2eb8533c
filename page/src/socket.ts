// One WebSocket to the server that gave the page; comes back by itself.

import type { Message } from "./types";

const FIRST_WAIT = 500, LONGEST_WAIT = 5000;
const WRONG_KEY = 4401;

export interface Listener {
  heard(message: Message): void;
  lost(wrongKey: boolean): void;
}

function personKey(): string {
  const kept = sessionStorage.getItem("me");
  if (kept) return kept;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("me", made);
  return made;
}

export class Socket {
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;

  constructor(private readonly token: string, private readonly listener: Listener) {
    this.open();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.socket?.readyState === WebSocket.CLOSED) this.open();
    });
  }

  private open(): void {
    const url = new URL("ws", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.say({ do: "join", token: this.token, me: personKey() });
    socket.onmessage = (event) => {
      this.wait = FIRST_WAIT;
      this.listener.heard(JSON.parse(event.data as string) as Message);
    };
    socket.onclose = (event) => {
      const wrong = event.code === WRONG_KEY;
      this.listener.lost(wrong);
      if (!wrong) {
        setTimeout(() => this.socket === socket && this.open(), this.wait);
        this.wait = Math.min(LONGEST_WAIT, this.wait * 1.6);
      }
    };
  }

  say(message: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
