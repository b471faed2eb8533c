// One WebSocket to the server that gave the page; comes back by itself.

import type { Message } from "./types";

const FIRST_WAIT = 500, LONGEST_WAIT = 5000;
const WRONG_KEY = 4401;

export interface Listener {
  heard(message: Message): void;
  lost(wrongKey: boolean): void;
}

/** The seat the server gave this browser: all its tabs share it, and it outlives a reload. */
const SEAT = "seat";

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
    socket.onopen = () => this.say({ do: "join", token: this.token, seat: localStorage.getItem(SEAT) ?? "" });
    socket.onmessage = (event) => {
      this.wait = FIRST_WAIT;
      const message = JSON.parse(event.data as string) as Message;
      if (message.is === "welcome" && message.seat) localStorage.setItem(SEAT, message.seat);
      this.listener.heard(message);
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
