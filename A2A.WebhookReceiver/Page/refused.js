// The refused webhooks with their reasons, the newest first.

import { badge, code, disclosure, element, moment, trace } from "./dom.js";
import { wantsRefused } from "./filter.js";

const MOST = 200;

const causes = {
  NotGenuine: "not genuine", Replayed: "replayed", Contradictory: "contradictory", Unreadable: "unreadable",
  TooLarge: "too large", Encoded: "encoded", TooOften: "too often", Outage: "an outage",
};

export class Refused {
  #list;
  #items = new Map(); // by id, the oldest first

  constructor(list) { this.#list = list; }

  get count() { return this.#items.size; }

  /** @returns {boolean} whether it was not there yet. */
  add(refused, isLive) {
    if (this.#items.has(refused.id)) return false;
    const item = show(refused);
    this.#items.set(refused.id, { refused, item });
    this.#list.prepend(item);
    if (isLive) item.classList.add("new");
    if (this.#items.size > MOST) {
      const [oldest, { item: last }] = this.#items.entries().next().value;
      this.#items.delete(oldest);
      last.remove();
    }
    return true;
  }

  /** @returns {number} how many are shown. */
  filter() {
    return [...this.#items.values()].filter(({ refused, item }) => {
      item.hidden = !wantsRefused(refused);
      return !item.hidden;
    }).length;
  }
}

function show({ id, timestamp, cause, reason, bytes, headers }) {
  const claimed = headers?.["X-A2A-Task-ID"];
  const more = disclosure("Headers", `refused webhook ${id}`, () => [code(JSON.stringify(headers ?? {}, null, 2), "Headers")]);
  return element("li", { class: "card refused" },
    element("div", { class: "row spread" }, badge(causes[cause] ?? cause, "bad"), moment(new Date(timestamp))),
    element("p", { class: "break" }, reason),
    claimed ? element("p", { class: "quiet break" }, "Claims task ", element("span", { class: "mono" }, claimed)) : null,
    element("div", { class: "row spread" },
      element("span", { class: "quiet" }, bytes === 1 ? "1 byte" : `${bytes} bytes`),
      element("span", { class: "row links" }, trace(headers), more.button)),
    more.region);
}
