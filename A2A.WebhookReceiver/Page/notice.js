// One notification: what the page keeps of it, and how it looks in its task's timeline. Its payload is fetched when a person asks.

import { badge, code, disclosure, element, moment, trace } from "./dom.js";

const LONGEST_TEXT = 600;

const tones = {
  completed: "good", failed: "bad", rejected: "bad", canceled: "warn", "input-required": "warn", "auth-required": "warn",
  submitted: "quiet", working: "accent",
};

export const stateBadge = state => badge(state ?? "update", `state ${tones[state] ?? "quiet"}`);

/** @param read gives the notification anew, with its payload, or a text that says why it cannot. */
export class Notice {
  constructor({ payload, headers, ...rest }, read) {
    Object.assign(this, rest);
    this.text = textOf(payload).slice(0, LONGEST_TEXT);
    this.marks = element("span", { class: "marks" });
    const more = disclosure("Payload", `${this.state ?? "update"} ${this.sequence}`, async () => this.#more(await read(this)));
    this.item = element("li", {},
      moment(new Date(this.timestamp)),
      stateBadge(this.state),
      element("p", { class: "said break" }, this.text),
      element("div", { class: "row links" }, trace(headers), more.button),
      element("p", { class: "quiet verdict break" }, this.marks, verdictOf(this, headers)),
      more.region);
    this.receivedTimes(this.receipts);
  }

  /** Marks what is not as it should be. */
  receivedTimes(receipts) {
    this.receipts = receipts;
    this.marks.replaceChildren(
      ...(receipts > 1 ? [badge(`received ${receipts} times`, "warn")] : []),
      ...(this.inOrder === false ? [badge("out of order", "warn")] : []),
      ...(this.attempt > 1 ? [badge(`attempt ${this.attempt}`, "warn")] : []));
  }

  #more(found) {
    if (typeof found === "string") return [element("p", { class: "bad" }, found)];
    const facts = [
      this.deliveryId ? `Delivery ${this.deliveryId}` : "Delivery without an id",
      this.issuer ? `issuer ${this.issuer}` : null,
      `attempt ${this.attempt}`,
      this.receipts === 1 ? "received once" : `received ${this.receipts} times`,
    ];
    return [
      element("p", { class: "quiet break" }, facts.filter(Boolean).join(" · ")),
      code(JSON.stringify(found.payload ?? null, null, 2), "Payload"),
      code(JSON.stringify(found.headers ?? null, null, 2), "Headers"),
    ];
  }
}

function verdictOf(notice, headers) {
  const signed = headers?.["webhook-timestamp"] ?? headers?.["X-A2A-Timestamp"];
  const parts = [
    `✓ ${notice.schemes.join(", ")}`,
    signed ? ["signed ", moment(new Date(Number(signed) * 1000))] : null,
    notice.inOrder === true ? "in order" : null,
  ];
  const line = element("span", {});
  parts.filter(Boolean).forEach((part, index) => line.append(index > 0 ? " · " : "", ...[part].flat()));
  return line;
}

/** What the agent said, in whichever of the forms that a body has. */
function textOf(payload) {
  const about = [payload?.task, payload?.statusUpdate, payload?.status_update, payload?.artifactUpdate, payload?.artifact_update]
    .find(Boolean) ?? payload;
  const message = about?.status?.message ?? about?.artifact ?? about?.message ?? about;
  const parts = Array.isArray(message?.parts) ? message.parts : [];
  const texts = [about?.artifact?.name, ...parts.map(part => part?.text), about?.message, about?.preview];
  return texts.filter(text => typeof text === "string").join(" ");
}
