// Taps on their way: kept on this device, sent one at a time in order, struck off when the server has them.

let wakeUp = () => {};
export const wake = () => wakeUp();
addEventListener("online", wake);

// 0.5 to 6 s, or what the server asked for; a network that returns ends the former. No longer than 6: a network
// that dies further away never says that it is back, and then all must be saved within ten seconds.
export function pause(tries, asked) {
  const wait = Math.min(6000, 500 * 2 ** tries) * (0.5 + Math.random() / 2);
  return new Promise((done) => {
    setTimeout(done, Math.max(wait, asked));
    if (!asked) wakeUp = done;
  });
}

// `again`: may be repeated. A reply that is not our JSON (a captive portal) counts as none.
export async function post(url, token, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20000);
  let status = 0, data = {}, asked = 0, now = 0, deadline = 0;
  try {
    const reply = await fetch(url, {
      method: "POST", redirect: "error", signal: stop.signal, body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-Form-Token": token },
    });
    const header = (name) => Number(reply.headers.get(name)) || 0;
    asked = 1000 * header("Retry-After");
    now = header("Server-Now");
    deadline = header("Server-Deadline");
    status = reply.status;
    data = await reply.json();
  } catch (problem) {
    if (status < 400) status = 0;
  }
  clearTimeout(timer);
  return { status, data, asked, now, deadline, again: !status || status >= 500 || [408, 425, 429].includes(status) };
}

// IndexedDB, or localStorage where that fails or hangs.
function openShelf() {
  const plain = {
    get: async (key) => JSON.parse(localStorage.getItem(`outbox${key}`)),
    put: async (key, value) => localStorage.setItem(`outbox${key}`, JSON.stringify(value)),
  };
  return new Promise((done) => {
    setTimeout(done, 1500, plain);
    try {
      const opening = indexedDB.open("quiz", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("outbox");
      opening.onerror = () => done(plain);
      opening.onsuccess = () => {
        const run = (mode, work) => new Promise((good, bad) => {
          const request = work(opening.result.transaction("outbox", mode).objectStore("outbox"));
          request.onsuccess = () => good(request.result);
          request.onerror = bad;
        });
        done({
          get: (key) => run("readonly", (box) => box.get(key)),
          put: (key, value) => run("readwrite", (box) => box.put(value, key)),
        });
      };
    } catch (problem) {
      done(plain);
    }
  });
}

export class Outbox {
  // tell(event, tap, reply): change, saved, stale, refused, over, signin or reload.
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
    this.taps = []; // {question, choice, seq}; seq is null until it is sent
    this.next = page.next_seq;
    this.tries = 0; // failures in a row
    this.stopped = false;
    this.running = true; // until the shelf is open
  }

  async open() {
    this.shelf = await openShelf();
    const kept = await this.shelf.get(this.page.attempt).catch(() => null);
    const fresh = this.taps;
    this.taps = kept ? kept.taps : [];
    this.next = Math.max(this.next, kept ? kept.next : 0);
    this.running = false;
    for (const { question, choice } of fresh) this.add(question, choice);
    this.run();
  }

  async keep() {
    const { next, taps } = this;
    if (this.shelf) await this.shelf.put(this.page.attempt, { next, taps }).catch(() => {});
  }

  // A newer tap takes the place of an older one of its question that never left.
  add(question, choice) {
    this.taps = this.taps.filter((tap) => tap.seq !== null || tap.question !== question);
    this.taps.push({ question, choice, seq: null });
    this.keep();
    this.run();
  }

  holds(question) {
    return this.taps.some((tap) => tap.question === question);
  }

  get questions() {
    return new Set(this.taps.map((tap) => tap.question)).size;
  }

  stop() {
    this.stopped = true;
    wake();
  }

  async run() {
    this.tell("change");
    if (this.running) return;
    this.running = true;
    while (this.taps.length && !this.stopped) {
      const [tap] = this.taps;
      if (tap.seq === null) {
        tap.seq = this.next++;
        await this.keep();
      }
      const { question, choice, seq } = tap;
      const reply = await post(this.page.answers, this.page.token, { seq, question, choice });
      if (this.stopped) break;
      if (reply.again) {
        this.tries += 1;
        this.tell("change");
        await pause(this.tries - 1, reply.asked);
      } else {
        this.settle(tap, reply);
        await this.keep();
        this.tell("change");
        if (this.tries > 2) await pause(this.tries, 0);
      }
    }
    this.running = false;
  }

  settle(tap, reply) {
    const { status, data } = reply;
    if (status === 409 && data.code === "seq_conflict") {
      tap.seq = data.next_seq;
      this.next = tap.seq + 1;
      this.tries += 1;
      return;
    }
    this.tries = 0;
    if (status === 401 || status === 403) {
      this.stopped = true;
      this.tell(status === 401 ? "signin" : "reload", tap, reply);
      return;
    }
    if (status === 409) {
      this.stopped = true;
      this.taps = [];
      this.tell("over", tap, reply);
      return;
    }
    this.taps = this.taps.filter((other) => other !== tap);
    this.tell(status < 300 ? data.state : "refused", tap, reply);
  }
}
