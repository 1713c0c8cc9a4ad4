import { change, get, segment } from "./api.js";
import { confirmed } from "./confirm.js";
import { action, badge, element, moment, mono, quiet, table } from "./dom.js";

/** The keys that sign cards and webhooks: #keys. */
export const keys = {
  title: "Keys",

  async read(_, session, signal) {
    const list = await get("keys", signal);
    return [
      element("div", { class: "row spread" },
        element("h2", {}, "Signing keys"),
        action("rotate", "Publish the next key", {})),
      element("p", { class: "quiet" }, "They sign cards and the tokens of webhooks. A next key is published for a while before it signs."),
      keyTable(list.keys),
    ];
  },

  actions: {
    async rotate() {
      const text = "It signs after a while, so that receivers know it by then. One that waits already stays the next.";
      if (!await confirmed("Publish the next key?", text, "Publish")) return null;
      const next = await change("POST", "keys/rotate");
      return `${next.kid} signs from ${new Date(next.signsFrom).toLocaleString([], { hourCycle: "h23" })}.`;
    },

    async revoke({ kid }) {
      const text = `What ${kid} signed is not believed any more. Do this after a theft; otherwise keys are followed by others by themselves.`;
      if (!await confirmed("Revoke this key?", text, "Revoke")) return null;
      await change("POST", `keys/${segment(kid)}/revoke`);
      return `${kid} was revoked.`;
    },
  },
};

const keyTable = all => table(
  "Keys, the one that signs first",
  ["Key", "State", "Created", "Signs from", "Published until", "Action"],
  all.map(key => ({
    key: key.kid,
    cells: [
      mono(key.kid), badge(key.state), moment(key.created), moment(key.signsFrom),
      key.publishedUntil ? moment(key.publishedUntil) : quiet("another follows it"),
      action("revoke", "Revoke", { kid: key.kid }, key.kid, "danger"),
    ],
  })),
  "There is no key.");
