// Server time, kept by the machine's running time and never by its wall clock.

export class Clock {
  // The page's `now` was true when its first byte came.
  constructor(now, deadline) {
    const [arrival] = performance.getEntriesByType("navigation");
    this.offset = now - (arrival ? arrival.responseStart : performance.now());
    this.deadline = deadline;
  }

  left() {
    return this.deadline - performance.now() - this.offset;
  }

  // A time told by the server is past when it arrives, so the furthest one is the nearest to the truth.
  // A refusal tells the time without a deadline.
  hear({ now, deadline }) {
    if (!now) return;
    this.offset = Math.max(this.offset, now - performance.now());
    this.deadline = deadline || this.deadline;
  }
}

// In sleep the wall clock goes on and the running time stands still.
export function onSleep(wake) {
  let gap;
  setInterval(() => {
    const last = gap;
    gap = Date.now() - performance.now();
    if (Math.abs(gap - last) > 2000) wake();
  }, 1000);
}

// 29:05, 1:00:00
export function timeText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
