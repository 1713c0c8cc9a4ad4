import { change, get, query, segment } from "./api.js";
import { confirmed } from "./confirm.js";
import { action, element, moment, mono, quiet, table } from "./dom.js";
import { reason } from "./task.js";

const one = count => count === 1;

/** Deliveries that were given up: #dead-letters; a further page is #dead-letters/place. */
export const deadLetters = {
  title: "Dead letters",

  async read([after], session, signal) {
    const page = await get(`dead-letters${query({ after, limit: 50 })}`, signal);
    const isEmpty = page.deadLetters.length === 0 && !after;
    return [
      element("div", { class: "row spread" },
        element("h2", {}, "Dead letters"),
        isEmpty ? null : element("div", { class: "row" },
          action("replayAll", "Replay all", {}),
          action("purgeAll", "Purge all", {}, null, "danger"))),
      element("p", { class: "quiet" }, "Deliveries that were given up, oldest first. A replay comes before every newer event of its subscription."),
      letterTable(page.deadLetters),
      page.next ? element("p", {}, element("a", { href: `#dead-letters/${page.next}` }, "Newer ones →")) : null,
    ];
  },

  actions: {
    async replay({ id }) {
      await change("POST", `dead-letters/${segment(id)}/replay`);
      return "It is due again.";
    },

    async replayAll() {
      if (!await confirmed("Replay all dead letters?", "All that can be sent are due again at once.", "Replay all")) return null;
      const count = await change("POST", "dead-letters/replay");
      return `${count.due} ${one(count.due) ? "is" : "are"} due again, ${count.left} ${one(count.left) ? "stays" : "stay"}.`;
    },

    async purge({ id, subject }) {
      if (!await confirmed("Purge this dead letter?", `${subject} is removed for ever and is not delivered any more.`, "Purge")) return null;
      await change("DELETE", `dead-letters/${segment(id)}`);
      return "It was removed.";
    },

    async purgeAll() {
      if (!await confirmed("Purge all dead letters?", "All are removed for ever, those of further pages too.", "Purge all")) return null;
      const count = await change("DELETE", "dead-letters?all=true");
      return `${count.purged} ${one(count.purged) ? "was" : "were"} removed.`;
    },
  },
};

const letterTable = letters => table(
  "Dead letters, oldest first",
  ["Given up", "Task", "Event", "Where to", "Reason", "Attempts", "Actions"],
  letters.map(each => {
    const subject = each.taskId ? `Event ${each.sequence} of task ${each.taskId}` : "An entry that could not be read";
    return {
      key: each.id,
      cells: [
        moment(each.buriedAt),
        each.taskId ? element("a", { class: "mono break", href: `#task/${each.taskId}` }, each.taskId) : quiet("unreadable"),
        [`no. ${each.sequence}`, each.configId ? mono(each.configId) : null, each.owner ? quiet(each.owner) : null],
        each.endpoint ? element("span", { class: "break" }, each.endpoint) : quiet("unknown"),
        reason(each),
        String(each.attempts),
        element("div", { class: "row" },
          action("replay", "Replay", { id: each.id }, subject),
          action("purge", "Purge", { id: each.id, subject }, subject, "danger")),
      ],
    };
  }),
  "Nothing was given up.");
