import { get, segment } from "./api.js";
import { badge, duration, element, facts, moment, mono, progress, quiet, table, trace } from "./dom.js";

/** One task, its subscriptions, its log and what became of its webhooks: #task/id. */
export const task = {
  title: "Task",

  async read([id], session, signal) {
    const path = `tasks/${segment(id)}`;
    const [details, attempts, subscriptions] = await Promise.all(
      [get(path, signal), get(`${path}/attempts`, signal), get(`${path}/subscriptions`, signal)]);
    const traces = new Map(details.events.map(change => [change.sequence, change.traceId]));
    return [
      element("p", {}, element("a", { href: "#overview" }, "← Overview")),
      element("h2", { class: "break" }, `Task ${details.task.id}`),
      summary(details, session),
      section("Subscriptions", subscriptionTable(subscriptions.subscriptions)),
      section("Deliveries", deliveryTable(attempts.attempts, traces, session)),
      section("Log", details.task.events > details.events.length
        ? element("p", { class: "quiet" }, `The newest ${details.events.length} of ${details.task.events} events.`) : null,
      eventTable(details.events, session)),
    ];
  },

  actions: {},
};

const section = (name, ...content) => {
  const id = name.toLowerCase();
  return element("section", { "aria-labelledby": id }, element("h2", { id }, name), ...content);
};

const summary = (details, session) => element("div", { class: "card" }, facts([
  ["State", badge(details.task.state)],
  ["Progress", progress(details.task)],
  ["Agent", details.task.agent],
  ["Owner", element("span", { class: "break" }, details.task.owner)],
  ["Context", mono(details.task.contextId)],
  ["Created", moment(details.createdAt)],
  ["Changed", moment(details.task.updatedAt)],
  ["Execution", execution(details)],
  ["Trace", trace(details.task.traceId, session, "the task")],
]));

function execution(details) {
  const parts = [`turn ${details.turn}`, `attempt ${details.attempt}`];
  if (details.held) parts.push("held by a replica until");
  else if (details.dueAt) parts.push("due since");
  return [
    element("span", {}, parts.join(", ")),
    details.dueAt ? moment(details.dueAt) : null,
    details.attempt > 1 ? element("strong", { class: "warn" }, "taken up again after an earlier run was lost") : null,
    details.cancelRequested ? element("strong", { class: "warn" }, "its end was asked for") : null,
  ];
}

const subscriptionTable = all => table(
  "Subscriptions of the task",
  ["Push config", "State", "Failed attempts", "Reason", "Failing since", "Due"],
  all.map(each => ({
    key: each.configId,
    cells: [
      mono(each.configId), badge(each.state), String(each.failedAttempts), each.reason ?? quiet("–"), moment(each.failingSince),
      moment(each.dueAt),
    ],
  })),
  "No webhook is subscribed to this task.");

// A delivery's id ends in the id of the event's entry, whose end is the event's number: task_config_time-number.
function deliveryTable(attempts, traces, session) {
  const rows = attempts.map((each, place) => {
    const sequence = Number(each.deliveryId.slice(each.deliveryId.lastIndexOf("-") + 1));
    return {
      key: `${each.deliveryId} ${each.attempt} ${place}`,
      cells: [
        moment(each.at),
        [`event ${sequence}`, quiet(`attempt ${each.attempt}`)],
        element("span", { class: "break" }, each.endpoint),
        [badge(each.verdict), each.status === undefined ? quiet("no answer") : `HTTP ${each.status}`],
        duration(each.durationMilliseconds),
        reason(each),
        trace(traces.get(sequence), session, `the delivery of event ${sequence}`) ?? quiet("–"),
      ],
    };
  });
  return table(
    "Attempts to deliver, newest first", ["When", "What", "Where to", "Verdict", "Took", "Reason", "Trace"], rows.reverse(),
    "No webhook was sent yet.");
}

export const reason = each => each.reason
  ? [element("span", { class: "break" }, each.reason), each.answer ? element("q", { class: "quiet break clamp" }, each.answer) : null]
  : quiet("–");

const eventTable = (events, session) => table(
  "Events of the task, newest first",
  ["No.", "When", "What", "Text", "Trace", "Event"],
  events.map(each => ({
    key: String(each.sequence),
    cells: [
      String(each.sequence),
      moment(each.at),
      each.state ? badge(each.state) : each.kind,
      each.text ? element("span", { class: "break clamp" }, each.text) : quiet("–"),
      trace(each.traceId, session, `event ${each.sequence}`) ?? quiet("–"),
      each.json === undefined ? quiet(`${each.bytes} bytes`) : unfolded(each),
    ],
  })).reverse(),
  "The log is empty.");

const unfolded = each => element("details", {},
  element("summary", {}, "JSON", element("span", { class: "hidden-text" }, ` of event ${each.sequence}`)),
  element("pre", { tabindex: "0", role: "group", "aria-label": `Event ${each.sequence}` }, JSON.stringify(each.json, null, 2)));
