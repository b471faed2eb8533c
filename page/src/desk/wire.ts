// Talks to the server: questions with one reply each, and answers that keep coming.

import { Socket } from "../socket";
import type { Message, Mistake, Pair, Reply } from "./types";

/** What the server would have mended. */
export class Refused extends Error {
  constructor(readonly list: Mistake[]) {
    super(list.map((m) => m.text[1]).join("; "));
  }
}

interface Waiting { done(reply: Reply): void; failed(why: Refused): void }

export class Wire {
  session = "";
  private next = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly socket: Socket<Message>;

  constructor(private readonly token: string, private readonly heard: (message: Message) => void, lost: (wrongKey: boolean) => void) {
    this.socket = new Socket<Message>(() => ({ do: "join", token }), {
      heard: (message) => this.take(message),
      lost: (wrongKey) => {
        this.waiting.clear();
        lost(wrongKey);
      },
    });
  }

  private take(message: Message): void {
    if (message.is === "welcome") this.session = message.session;
    const to = "to" in message ? this.waiting.get(message.to) : undefined;
    if (!to) return this.heard(message);
    this.waiting.delete((message as { to: number }).to);
    if (message.is === "mistakes") to.failed(new Refused(message.list));
    else to.done(message as Reply);
  }

  /** Ask something that has one reply. */
  ask<R extends Reply>(message: Record<string, unknown>): Promise<R> {
    const ask = this.next++;
    return new Promise((done, failed) => {
      this.waiting.set(ask, { done: (reply) => done(reply as R), failed });
      this.socket.say({ ...message, ask });
    });
  }

  /** Ask something that is answered again and again; returns the number that the answers carry. */
  start(message: Record<string, unknown>): number {
    const ask = this.next++;
    this.socket.say({ ...message, ask });
    return ask;
  }

  say(message: Record<string, unknown>): void {
    this.socket.say(message);
  }

  /** Fetch or send a file; what the server refuses is thrown in words. */
  async file(path: string, body?: Blob | string): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "x-desk": this.session };
    const answer = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({ text: [answer.statusText, answer.statusText] })) as { text: Pair };
    throw new Refused([{ file: "", key: "", text: said.text }]);
  }
}
