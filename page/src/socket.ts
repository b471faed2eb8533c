// One WebSocket to the server that gave the page; comes back by itself.

const FIRST_WAIT = 500, LONGEST_WAIT = 5000;
const WRONG_KEY = 4401;

export interface Listener<M> {
  heard(message: M): void;
  lost(wrongKey: boolean): void;
}

export class Socket<M> {
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;

  constructor(private readonly joining: () => Record<string, unknown>, private readonly listener: Listener<M>) {
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
    socket.onopen = () => this.say(this.joining());
    socket.onmessage = (event) => {
      this.wait = FIRST_WAIT;
      this.listener.heard(JSON.parse(event.data as string) as M);
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

  /** Send a message; returns false where there is no connection now. */
  say(message: Record<string, unknown>): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }
}
