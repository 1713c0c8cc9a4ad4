// One notification: what the page keeps of it, and how it looks in its task's timeline. Its payload is fetched when a person asks.

import { badge, code, disclosure, element, moment, trace } from "./dom.js";

const LONGEST_TEXT = 600;

const tones = {
  completed: "good", failed: "bad", rejected: "bad", canceled: "warn", "input-required": "warn", "auth-required": "warn",
  submitted: "quiet", working: "accent",
};

export const stateBadge = state => badge(state ?? "update", `state ${tones[state] ?? "quiet"}`);

/** @param read gives the notification anew, with its payload; null when it is no longer kept. */
export class Notice {
  constructor({ payload, headers, ...rest }, read) {
    Object.assign(this, rest);
    this.text = textOf(payload).slice(0, LONGEST_TEXT);
    this.marks = element("span", { class: "row marks" });
    const more = disclosure("Payload", `${this.state ?? "update"} ${this.sequence}`, async () => {
      const found = await read(this);
      return typeof found === "string"
        ? [element("p", { class: "bad" }, found)]
        : [code(JSON.stringify(found.payload ?? null, null, 2), "Payload"), code(JSON.stringify(found.headers ?? null, null, 2), "Headers")];
    });
    this.item = element("li", {},
      moment(new Date(this.timestamp)),
      stateBadge(this.state),
      element("div", { class: "said" },
        this.text ? element("p", { class: "break" }, this.text) : null,
        element("p", { class: "quiet verdict break" }, verdictOf(this, headers), this.marks)),
      element("div", { class: "row links" }, trace(headers), more.button),
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
}

function verdictOf(notice, headers) {
  const signed = headers?.["webhook-timestamp"] ?? headers?.["X-A2A-Timestamp"];
  const parts = [
    `✓ ${notice.schemes.join(", ")}`,
    notice.issuer ? `issuer ${notice.issuer}` : null,
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
