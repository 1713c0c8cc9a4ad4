import { Refused, Unreachable } from "./api.js";

const pause = 2_000;
const longestPause = 30_000;

/** Reads again and again while the page is visible, one reading at a time; a failure is tried again ever more seldom. */
export class Poll {
  #read;
  #tell;
  #timer = null;
  #reading = null;
  #failures = 0;

  /**
   * @param read reads and shows; is given an AbortSignal.
   * @param tell hears how it is: "live", "paused", "away", "refused" or "ended" with the session, and why.
   */
  constructor(read, tell) {
    this.#read = read;
    this.#tell = tell;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#stop() : this.now()));
  }

  /** Reads at once, and breaks off what is being read. */
  async now() {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    if (document.hidden) return;
    const own = this.#reading = new AbortController();
    const limit = setTimeout(() => own.abort(new Unreachable("The server does not answer.")), 10_000);
    try {
      await this.#read(own.signal);
      this.#failures = 0;
      this.#tell("live");
    } catch (error) {
      if (own !== this.#reading || document.hidden) return;
      this.#failures++;
      this.#fail(error, own.signal.reason);
    } finally {
      clearTimeout(limit);
      if (own === this.#reading && !document.hidden) this.#timer = setTimeout(() => this.now(), this.#wait());
    }
  }

  #wait() {
    return Math.min(pause * 2 ** this.#failures, longestPause);
  }

  #fail(error, reason) {
    const cause = reason instanceof Unreachable ? reason : error;
    if (cause instanceof Refused && cause.status === 401) this.#tell("ended");
    else if (cause instanceof Refused) this.#tell("refused", cause.message);
    else this.#tell("away", cause.message);
    if (!(cause instanceof Refused || cause instanceof Unreachable)) console.error(cause);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#reading = null;
    this.#tell("paused");
  }
}
