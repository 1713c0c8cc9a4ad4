import { change, get, query, segment } from "./api.js";
import { action, badge, duration, element, moment, mono, progress, quiet, table, trace } from "./dom.js";

/** What there is now: queues, tasks by state, and endpoints that fail. The state is in the address: #overview/working. */
export const overview = {
  title: "Overview",

  async read([state], session, signal) {
    const now = await get(`overview${query({ state })}`, signal);
    return [
      element("h2", {}, "Overview"),
      queues(now),
      element("section", { "aria-labelledby": "tasks" },
        element("h2", { id: "tasks" }, "Tasks"),
        states(now.states, state),
        taskTable(now.tasks, session, state ? `No task is ${state}.` : "There is no task yet."),
        older(state, now.next)),
      element("section", { "aria-labelledby": "endpoints" },
        element("h2", { id: "endpoints" }, "Failing endpoints"),
        endpoints(now.endpoints)),
    ];
  },

  actions: {
    async close({ endpoint }) {
      await change("POST", `endpoints/${segment(endpoint)}/close`);
      return `${endpoint} gets webhooks again.`;
    },
  },
};

/** Tasks before a place in the list: #tasks/working/place; of all states #tasks//place. */
export const olderTasks = {
  title: "Older tasks",

  async read([state, olderThan], session, signal) {
    const page = await get(`tasks${query({ state, olderThan, limit: 50 })}`, signal);
    return [
      element("p", {}, element("a", { href: state ? `#overview/${state}` : "#overview" }, "← Newest tasks")),
      element("h2", {}, state ? `Older tasks that are ${state}` : "Older tasks"),
      taskTable(page.tasks, session, "There are no older tasks."),
      older(state, page.next),
    ];
  },

  actions: {},
};

const queues = now => element("dl", { class: "cards" },
  queue("Tasks due", now.work, "held or later"),
  queue("Deliveries due", now.deliveries, "held or later"),
  element("div", { class: "card" }, element("dt", {}, "Dead letters"),
    element("dd", {}, element("a", { class: now.deadLetters > 0 ? "number bad" : "number", href: "#dead-letters" }, String(now.deadLetters)))),
  element("div", { class: "card" }, element("dt", {}, "Failing endpoints"),
    element("dd", {}, element("span", { class: now.endpoints.length > 0 ? "number warn" : "number" }, String(now.endpoints.length)))));

const queue = (name, depth, rest) => element("div", { class: "card" },
  element("dt", {}, name),
  element("dd", {},
    element("span", { class: "number" }, String(depth.due)),
    depth.oldestSeconds === undefined ? null : quiet(`oldest ${duration(depth.oldestSeconds * 1000)}`),
    quiet(`${depth.later} ${rest}`)));

function states(counts, chosen) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const chip = (name, count, href, isChosen) => element("li", {},
    element("a", { class: "chip", href, "aria-current": isChosen ? "true" : null }, name, element("span", { class: "count" }, String(count))));
  return element("nav", { "aria-label": "Tasks by state" }, element("ul", { class: "plain row" },
    chip("all", all, "#overview", !chosen),
    Object.entries(counts).filter(([state, count]) => count > 0 || state === chosen)
      .map(([state, count]) => chip(state, count, `#overview/${state}`, state === chosen))));
}

const taskTable = (tasks, session, empty) => table(
  "Tasks, newest change first",
  ["Task", "State", "Progress", "Agent", "Owner", "Changed", "Trace"],
  tasks.map(task => ({
    key: task.id,
    cells: [
      element("a", { class: "mono break", href: `#task/${task.id}` }, task.id),
      badge(task.state),
      progress(task),
      task.agent,
      element("span", { class: "break" }, task.owner),
      moment(task.updatedAt),
      trace(task.traceId, session, `task ${task.id}`) ?? quiet("–"),
    ],
  })),
  empty);

const older = (state, next) => next
  ? element("p", {}, element("a", { href: `#tasks/${state ?? ""}/${next}` }, "Older tasks →"))
  : null;

const endpoints = failing => table(
  "Endpoints that fail",
  ["Endpoint", "Owner", "Failures in a row", "Paused until", "Action"],
  failing.map(each => ({
    key: `${each.endpoint} ${each.owner}`,
    cells: [
      mono(each.endpoint),
      element("span", { class: "break" }, each.owner),
      String(each.failures),
      each.openUntil ? moment(each.openUntil) : quiet("not paused"),
      each.openUntil ? action("close", "Send again", { endpoint: each.endpoint }, `to ${each.endpoint}`) : quiet("–"),
    ],
  })),
  "Every endpoint answers.");
