// Taps on their way: kept on this device, sent one at a time in order, struck off when the server has them.

let wakeUp = () => {};
export const wake = () => wakeUp();
addEventListener("online", wake);

// 0.5 to 6 s, after what the server asked for; a network that returns ends the former. No longer than 6: a network
// that dies further away never says that it is back, and then all must be saved within ten seconds.
export function pause(tries, asked = 0) {
  const wait = Math.min(6000, 500 * 2 ** tries) * (0.5 + Math.random() / 2);
  return new Promise((done) => {
    setTimeout(done, wait + asked);
    if (!asked) wakeUp = done;
  });
}

// `again`: may be repeated. A reply that is not our JSON (a captive portal) counts as none.
export async function post(url, token, body = {}) {
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
    if (!status) asked = 0;
  }
  clearTimeout(timer);
  const ours = data.code || data.state || data.url || data.receipt_url;
  return { status, data, asked, now, deadline, again: !ours || status >= 500 || [408, 425, 429].includes(status) };
}

// Why nothing more can be sent from this page, if that is so.
export function ending({ status, data }) {
  const over = data.code === "elsewhere" ? "elsewhere" : "over";
  return { 401: "signin", 403: "reload", 409: over }[status];
}

// The shelf: attempt -> { taps, deadline }, kept on this device. In IndexedDB; in localStorage where that is
// missing, fails or hangs; nowhere where both fail.

const NAME = "outbox";
const DAY = 86400000;

const plain = {
  all: async () => Object.keys(localStorage).filter((key) => key.startsWith(NAME))
    .map((key) => [key.slice(NAME.length), JSON.parse(localStorage[key])]),
  put: async (key, value) => {
    if (value) localStorage[NAME + key] = JSON.stringify(value);
    else localStorage.removeItem(NAME + key);
  },
};

let opened;
function database() {
  opened ||= new Promise((good, bad) => {
    const opening = indexedDB.open("quiz", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(NAME);
    opening.onerror = bad;
    opening.onsuccess = () => good(opening.result);
  });
  return opened;
}

// Done when it is on the disk, not only with the browser.
const run = async (mode, work) => {
  const deal = (await database()).transaction(NAME, mode, { durability: "strict" });
  const asked = work(deal.objectStore(NAME));
  return new Promise((good, bad) => {
    deal.oncomplete = () => good(asked.map(({ result }) => result));
    deal.onabort = bad;
  });
};

const indexed = {
  all: async () => {
    const [keys, values] = await run("readonly", (box) => [box.getAllKeys(), box.getAll()]);
    return keys.map((key, place) => [key, values[place]]);
  },
  put: (key, value) => run("readwrite", (box) => [value ? box.put(value, `${key}`) : box.delete(`${key}`)]),
};

const soon = (promise) => Promise.race([promise, new Promise((_, bad) => setTimeout(bad, 2000))]);

export class Shelf {
  constructor() {
    this.places = [indexed, plain];
  }

  // Everything that is kept, but for what has long ended.
  async read(now) {
    const found = {};
    for (const place of [...this.places]) {
      try {
        for (const [key, { taps, deadline }] of await soon(place.all())) {
          if (deadline + DAY < now) place.put(key).catch(() => {});
          else found[key] = { taps: [...(found[key] || { taps: [] }).taps, ...taps], deadline };
        }
      } catch (problem) {
        this.drop(place);
      }
    }
    return found;
  }

  // Whether it is kept: in the first place that takes it, and then no more in the next.
  async put(key, value) {
    let kept = false;
    for (const place of [...this.places]) {
      try {
        await soon(place.put(key, kept ? null : value));
        kept = true;
      } catch (problem) {
        this.drop(place);
      }
    }
    return kept;
  }

  drop(place) {
    this.places = this.places.filter((one) => one !== place);
  }
}

export class Outbox {
  // tell(event, tap, reply): change, saved, stale, refused, over, elsewhere, signin or reload.
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
    this.shelf = new Shelf();
    // {seq, question, choice} as the server reads it quickest; late: the ledger has it as late
    this.taps = [];
    this.next = page.next_seq;
    // failures in a row
    this.tries = 0;
    this.stopped = false;
    // until the shelf is open
    this.running = true;
    // whether it is kept beyond this page
    this.safe = true;
  }

  async open() {
    const kept = (await this.shelf.read(this.page.now))[this.page.attempt];
    const fresh = this.taps;
    this.taps = kept ? kept.taps.map(({ seq, question, choice }) => ({ seq, question, choice })) : [];
    for (const { seq } of this.taps) this.next = Math.max(this.next, seq + 1);
    this.running = false;
    for (const { question, choice } of fresh) this.add(question, choice);
    this.keep();
    this.run();
  }

  async keep() {
    const { taps, page } = this;
    if (!this.running || this.flying) this.safe = await this.shelf.put(page.attempt, taps.length && { taps, deadline: page.deadline });
  }

  // A newer tap takes the place of an older one of its question that is not on its way.
  add(question, choice) {
    this.taps = this.taps.filter((tap) => tap === this.flying || tap.question !== question);
    this.taps.push({ seq: this.next++, question, choice });
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

  resume() {
    this.stopped = false;
    for (const tap of this.taps) delete tap.late;
    this.run();
  }

  async run() {
    this.tell("change");
    if (this.running) return;
    this.running = true;
    while (this.taps.length && !this.stopped) {
      const tap = this.flying = this.taps[0];
      const reply = await post(this.page.answers, this.page.token, tap);
      if (this.stopped) break;
      if (reply.again) {
        this.tries += 1;
        this.tell("change", tap, reply);
        await pause(this.tries - 1, reply.asked);
      } else {
        this.settle(tap, reply);
        this.keep();
        this.tell("change");
        if (this.tries > 2) await pause(this.tries);
      }
    }
    this.flying = null;
    this.running = false;
  }

  settle(tap, reply) {
    const { status, data } = reply;
    if (status === 409 && data.code === "seq_conflict") {
      this.next = data.next_seq;
      for (const one of this.taps) one.seq = this.next++;
      this.tries += 1;
      return;
    }
    this.tries = 0;
    const end = ending(reply);
    this.stopped = Boolean(end);
    // There may be more time, but not for a number that was kept as late: it is told so for ever.
    if (end === "over") {
      for (const one of this.taps) one.seq = this.next++;
      if (data.code === "het_gio") tap.late = true;
    }
    if (!end) this.taps = this.taps.filter((other) => other !== tap);
    this.tell(end || (status < 300 ? data.state : "refused"), tap, reply);
  }
}
