// The page of operations: which view is shown, how it stays new, and what its buttons do.
import * as api from "./api.js";
import { element } from "./dom.js";
import { keys } from "./keys.js";
import { deadLetters } from "./letters.js";
import { olderTasks, overview } from "./overview.js";
import { Poll } from "./poll.js";
import { task } from "./task.js";
import { update } from "./update.js";

const views = { overview, tasks: olderTasks, task, "dead-letters": deadLetters, keys };
const states = {
  live: ["Live", "good"], paused: ["Paused", "quiet"], away: ["Disconnected, trying again", "bad"], refused: ["Not up to date", "bad"],
};

const main = document.getElementById("view");
const connection = document.getElementById("connection");
const announcement = document.getElementById("announcement");

let session = null;
let shown = null;
let shownView = null;

const poll = new Poll(read, tell);

/** #task/id is the view "task" with what follows it. */
function place() {
  const [name, ...rest] = location.hash.slice(1).split("/").map(decoded);
  return Object.hasOwn(views, name) ? { name, rest } : { name: "overview", rest: [] };
}

/** An address that is no percent-encoding, such as #overview/%, is taken as it is. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function read(signal) {
  session ??= await signIn();
  const { name, rest } = place();
  const content = await views[name].read(rest, session, signal).catch(error => {
    if (error instanceof api.Refused && error.status === 404) return nothing(error.message);
    throw error;
  });
  if (!signal.aborted) show(content, name);
}

const nothing = text => [element("p", {}, element("a", { href: "#overview" }, "← Overview")), element("p", { class: "card empty" }, text)];

function show(content, name) {
  const next = main.cloneNode(false);
  next.append(...content.filter(part => part !== null));
  if (shown === location.hash) update(main, next);
  else main.replaceChildren(...next.childNodes);
  if (shown !== null && shown !== location.hash) enter();
  shown = location.hash;
  shownView = views[name];
  document.title = `${views[name].title} – A2A operations`;
  for (const link of document.querySelectorAll("header nav a")) {
    const isHere = link.hash === `#${name}` || (link.hash === "#overview" && (name === "tasks" || name === "task"));
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Another view begins at its top, for the eye and for the keyboard. */
function enter() {
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function signIn() {
  const found = await api.session();
  history.replaceState(null, "");
  document.getElementById("operator").textContent = found.operator;
  document.getElementById("logout").hidden = found.isOfOwnMachine;
  return found;
}

/** A reload shows the login. A browser without cookies would be shown this page again, so it is reloaded once only. */
function signedOut() {
  if (history.state?.isReloaded) {
    tell("refused", "The browser keeps no session: allow cookies for this address and reload the page.");
  } else {
    history.replaceState({ isReloaded: true }, "");
    location.reload();
  }
}

function tell(state, why = "") {
  if (state === "ended") return signedOut();
  const [text, tone] = states[state];
  const whole = why ? `${text}: ${why}` : text;
  if (connection.textContent !== whole) connection.textContent = whole;
  connection.className = `badge ${tone}`;
  document.getElementById("retry").hidden = state === "live" || state === "paused";
}

function announce(text, tone) {
  announcement.textContent = text;
  announcement.className = tone;
}

async function act(button) {
  const { action, key: _, ...values } = button.dataset;
  button.disabled = true;
  try {
    const done = await shownView.actions[action](values);
    if (done === null) return;
    announce(done, "good");
    await poll.now();
  } catch (error) {
    if (error instanceof api.Refused && error.status === 401) signedOut();
    else if (error instanceof api.Refused || error instanceof api.Unreachable) announce(error.message, "bad");
    else throw error;
  } finally {
    button.disabled = false;
    // The row that was acted on may be gone.
    if (!button.isConnected) main.focus({ preventScroll: true });
    else button.focus();
  }
}

main.addEventListener("click", event => {
  const button = event.target.closest("button[data-action]");
  if (button) act(button);
});

document.getElementById("retry").addEventListener("click", () => poll.now());

document.getElementById("logout").addEventListener("click", async () => {
  await api.change("POST", "logout").catch(() => null);
  location.reload();
});

// Only the skip link leads to an element; all other places are views.
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});

window.addEventListener("hashchange", () => {
  announce("", "");
  poll.now();
});

poll.now();
