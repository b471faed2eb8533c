// The beginning: the language, the key in the address, one connection, one page.

import "uplot/dist/uPlot.min.css";
import { askForCode } from "./entrance";
import { firstLanguage } from "./language";
import { Page } from "./page";
import { Socket } from "./socket";
import type { Message } from "./types";
import { setLanguage } from "./words";

/** The seat the server gave this browser: all its tabs share it, and it outlives a reload. */
const SEAT = "seat";

function begin(): void {
  const kept = localStorage.getItem("lang");
  setLanguage(firstLanguage(kept));
  const token = location.hash.slice(1);
  if (!token) return askForCode(false);
  let page: Page | null = null, greeted = "";
  const socket = new Socket<Message>(() => ({ do: "join", token, seat: localStorage.getItem(SEAT) ?? "" }), {
    heard(message) {
      if (message.is === "welcome") {
        if (message.seat) localStorage.setItem(SEAT, message.seat);
        const { join: _, links: __, ...rest } = message, greeting = JSON.stringify(rest);
        // after a reconnection the room may be at another place
        if (page && greeted !== greeting) location.reload();
        greeted = greeting;
        if (page) return;
        if (kept === null && message.lang) setLanguage(message.lang === "en" ? 1 : 0);
        page = new Page(message, (said) => socket.say(said));
      } else if (message.is === "reload") location.reload();
      else page?.hear(message);
    },
    lost(wrongKey) {
      if (wrongKey) askForCode(true);
      else page?.lost();
    },
  });
  return undefined;
}

begin();
