// A tap that is under way is not lost: while a finger is on a button, nothing is built anew under it.

const PRESSED = "button, summary, a, label", CLICK_MS = 300, LONGEST_MS = 10_000;

export class Finger {
  private down = false;
  private timer = 0;
  private waiting: (() => void)[] = [];

  constructor() {
    const lift = () => this.lift();
    document.addEventListener("pointerdown", (event) => {
      if ((event.target as Element).closest?.(PRESSED)) this.press();
    }, true);
    // the click of a finger comes some time after it is lifted, or never
    document.addEventListener("pointerup", () => this.liftIn(CLICK_MS), true);
    document.addEventListener("click", () => this.liftIn(0), true);
    document.addEventListener("pointercancel", lift, true);
    window.addEventListener("blur", lift);
  }

  /** Do something now, or as soon as the finger is lifted; whatever waits keeps its order. */
  after(act: () => void): void {
    if (this.down) this.waiting.push(act);
    else act();
  }

  private press(): void {
    this.down = true;
    this.liftIn(LONGEST_MS);
  }

  private liftIn(wait: number): void {
    if (!this.down) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.lift(), wait);
  }

  private lift(): void {
    clearTimeout(this.timer);
    this.down = false;
    const waiting = this.waiting;
    this.waiting = [];
    for (const act of waiting) act();
  }
}
