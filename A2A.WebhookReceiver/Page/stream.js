// Server-sent events by fetch rather than EventSource, which can send no key and does not tell why it failed.

const LONGEST_PAUSE = 30_000;
const LONGEST_SILENCE = 45_000; // the receiver says something every 15 s

class KeyIsMissing extends Error { }

/** Follows a stream for ever: when it breaks off, it is asked for again, later after each failure in a row. */
export class Stream {
  #address;
  #listener;
  #headers = {};
  #wake = () => { };

  /** @param listener has `opened()`, `lost()`, `locked()` and `received(type, data)`. */
  constructor(address, listener) {
    this.#address = address;
    this.#listener = listener;
    window.addEventListener("online", () => this.retry());
  }

  get headers() { return this.#headers; }

  unlock(key) {
    this.#headers = { "X-API-Key": key };
    this.#wake();
  }

  retry() { this.#wake(); }

  async follow() {
    for (let failures = 0; ; failures++) {
      try {
        await this.#read(() => { failures = 0; this.#listener.opened(); });
        this.#listener.lost();
        await this.#pause(failures);
      } catch (error) {
        if (error instanceof KeyIsMissing) {
          this.#listener.locked(Object.keys(this.#headers).length > 0);
          await new Promise(resolve => { this.#wake = resolve; });
        } else {
          this.#listener.lost();
          await this.#pause(failures);
        }
      }
    }
  }

  #pause(failures) {
    return new Promise(resolve => {
      this.#wake = resolve;
      setTimeout(resolve, Math.min(1000 * 2 ** failures, LONGEST_PAUSE));
    });
  }

  async #read(opened) {
    const end = new AbortController();
    let alarm;
    const watch = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => end.abort(), LONGEST_SILENCE);
    };
    try {
      watch();
      const headers = { Accept: "text/event-stream", ...this.#headers };
      const response = await fetch(this.#address, { headers, cache: "no-store", signal: end.signal });
      if (response.status === 401) throw new KeyIsMissing();
      if (!response.ok) throw new Error(`The receiver answered ${response.status}.`);
      opened();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const events = new EventLines((type, data) => this.#listener.received(type, data));
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        watch();
        events.take(part.value);
      }
    } finally {
      clearTimeout(alarm);
      end.abort();
    }
  }
}

/** Reads `event: refused`, `data: {…}`, and an empty line at the end of each event; passes over all else. */
class EventLines {
  #told;
  #rest = "";
  #type = "message";
  #data = [];

  constructor(told) { this.#told = told; }

  take(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    lines.forEach(line => this.#line(line));
  }

  #line(line) {
    if (line.startsWith("data: ")) {
      this.#data.push(line.slice(6));
    } else if (line.startsWith("event: ")) {
      this.#type = line.slice(7);
    } else if (line === "") {
      if (this.#data.length > 0) this.#told(this.#type, JSON.parse(this.#data.join("\n")));
      this.#type = "message";
      this.#data = [];
    }
  }
}
