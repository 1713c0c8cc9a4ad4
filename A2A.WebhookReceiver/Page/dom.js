// Elements whose texts come from outside: a text is never read as HTML.

/** @returns {HTMLElement} an element with attributes, and with texts or other elements inside; what is null is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

export const badge = (text, tone) => element("span", { class: `badge ${tone}` }, text);

/** A moment as this browser writes times; the day only where it is not today. */
export function moment(date) {
  if (Number.isNaN(date.getTime())) return element("span", {}, "unknown time");
  const isToday = date.toDateString() === new Date().toDateString();
  const text = isToday
    ? date.toLocaleTimeString([], { hourCycle: "h23" })
    : date.toLocaleString([], { dateStyle: "short", timeStyle: "medium", hourCycle: "h23" });
  return element("time", { datetime: date.toISOString(), title: date.toISOString() }, text);
}

/** Where a webhook's trace is: a link into the dashboard where its address is known, else the id; null without a trace. */
export function trace(headers) {
  const id = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(headers?.traceparent ?? "")?.[1];
  if (!id) return null;
  const dashboard = document.documentElement.dataset.dashboard;
  return dashboard
    ? element("a", { href: `${dashboard}/traces/detail/${id}`, target: "_blank", rel: "noopener noreferrer", title: id }, "Trace")
    : element("span", { class: "quiet mono break" }, `trace ${id}`);
}

let numbered = 0;

/** A button that shows and hides what `load` gives, which is asked for whenever it is to be shown. */
export function disclosure(name, subject, load) {
  const id = `more-${++numbered}`;
  const region = element("div", { id, class: "more", hidden: "" });
  const button = element("button", { type: "button", class: "small", "aria-expanded": "false", "aria-controls": id }, name,
    element("span", { class: "hidden-text" }, ` of ${subject}`));
  button.addEventListener("click", async () => {
    const isShown = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isShown));
    region.hidden = isShown;
    region.replaceChildren(...(isShown ? [] : [element("p", { class: "quiet" }, "Loading…")]));
    if (!isShown) region.replaceChildren(...await load());
  });
  return { button, region };
}

export const code = (text, name) => element("pre", { tabindex: "0", role: "group", "aria-label": name }, text);
