// Elements whose texts come from outside: a text is never read as HTML.

/** @returns {HTMLElement} an element with attributes, and with texts or other elements inside; what is null is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

export const quiet = text => element("span", { class: "quiet" }, text);
export const mono = text => element("span", { class: "mono break" }, text);

const tones = {
  completed: "good", delivered: "good", active: "good", current: "good",
  working: "accent", submitted: "quiet", next: "accent", retired: "quiet", canceled: "quiet",
  "input-required": "warn", "auth-required": "warn", failing: "warn", "try-again": "warn",
  failed: "bad", rejected: "bad", ended: "bad", "give-up": "bad",
};

export const badge = state => element("span", { class: `badge ${tones[state] ?? "quiet"}` }, state);

/** A moment as this browser writes times; the day only where it is not today. */
export function moment(text) {
  if (!text) return quiet("–");
  const date = new Date(text);
  const isToday = date.toDateString() === new Date().toDateString();
  const shown = isToday
    ? date.toLocaleTimeString([], { hourCycle: "h23" })
    : date.toLocaleString([], { dateStyle: "short", timeStyle: "medium", hourCycle: "h23" });
  return element("time", { datetime: text, title: text }, shown);
}

/** A length of time, such as 850 ms, 12 s or 3 min. */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}\u00a0ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}\u00a0s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)}\u00a0min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)}\u00a0h` : `${Math.round(seconds / 86_400)}\u00a0days`;
}

/** Where a trace is: a link into the dashboard where its address is known, else the id; null without a trace. */
export function trace(id, session, subject) {
  if (!id) return null;
  if (!session.dashboardUrl) return element("span", { class: "quiet mono break" }, id);
  return element("a", { href: `${session.dashboardUrl}/traces/detail/${id}`, target: "_blank", rel: "noopener noreferrer", title: id },
    "Trace", element("span", { class: "hidden-text" }, ` of ${subject}`));
}

/** What an agent said last; a percentage in it is a bar, too, until the task has ended. */
export function progress(task) {
  const percent = /(\d{1,3}(?:\.\d+)?)\s?%/.exec(task.text ?? "")?.[1];
  const runs = task.state === "working" || task.state === "submitted";
  return [
    percent && runs ? element("progress", { max: "100", value: percent, "aria-label": `Progress of ${task.id}` }) : null,
    task.text ? element("span", { class: "break clamp" }, task.text) : quiet("–"),
  ];
}

/** A button whose click runs the action of this name, with these values, in the view that is shown. */
export const action = (name, label, values, subject, tone = null) => element(
  "button",
  { type: "button", class: ["small", tone].filter(Boolean).join(" "), "data-action": name, ...prefixed(values) },
  label,
  subject ? element("span", { class: "hidden-text" }, ` ${subject}`) : null);

const prefixed = values => Object.fromEntries(Object.entries(values).map(([name, value]) => [`data-${name}`, value]));

/**
 * A table that becomes a list of cards where the window is narrow.
 * @param rows each {key, cells}; a cell is what a column holds, or a list of such.
 */
export function table(caption, columns, rows, empty) {
  if (rows.length === 0) return element("p", { class: "empty card" }, empty);
  return element("div", { class: "card scroll" },
    element("table", { class: "stack" },
      element("caption", { class: "hidden-text" }, caption),
      element("thead", {}, element("tr", {}, columns.map(column => element("th", { scope: "col" }, column)))),
      element("tbody", {}, rows.map(row => element("tr", { "data-key": row.key },
        row.cells.map((cell, place) => element("td", { "data-label": columns[place] }, Array.isArray(cell) ? several(cell) : cell)))))));
}

const several = parts => element("div", { class: "several" },
  parts.filter(part => part !== null).map(part => typeof part === "string" ? element("span", {}, part) : part));

export const facts = pairs => element("dl", { class: "facts" },
  pairs.filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, Array.isArray(value) ? several(value) : value))));
