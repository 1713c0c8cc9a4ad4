// What arrives at the receiver, as it arrives.

import { isFiltered, whenFiltered } from "./filter.js";
import { Refused } from "./refused.js";
import { Stream } from "./stream.js";
import { Tasks } from "./tasks.js";

const LISTING = "webhook/notifications";
const LOADING = 500; // ms in which what had arrived before is there
const QUIET = 4000; // ms between announcements

const get = id => document.getElementById(id);

const tasks = new Tasks(get("task-list"), read);
const refused = new Refused(get("refused-list"));
const stream = new Stream(`${LISTING}?all=true&limit=1000`, { opened, lost, locked, received });
let isLive = false;
let isLoaded = false;
let isDue = false;
let loading;
let announced = [];

get("example").textContent = `curl -X POST ${new URL("webhook", location.href)} \\
  -H "Content-Type: application/json" \\
  -H "X-A2A-Notification-Token: manual-test-token" \\
  -d '{"taskId": "my-first-task", "status": "completed"}'`;
get("retry").addEventListener("click", () => stream.retry());
get("key-form").addEventListener("submit", unlock);
whenFiltered(refresh);
stream.follow();

function opened() {
  tell("Live", "good");
  get("key-form").hidden = true;
  get("retry").hidden = true;
  loading = setTimeout(loaded, LOADING);
}

function loaded() {
  if (!isLoaded) tasks.openNewest();
  isLoaded = isLive = true;
  refreshSoon();
}

function lost() {
  clearTimeout(loading);
  isLive = false;
  tell("Disconnected, trying again", "bad");
  get("retry").hidden = false;
  refreshSoon();
}

function locked(hasKey) {
  isLive = false;
  tell("Key needed", "warn");
  get("retry").hidden = true;
  get("key-form").hidden = false;
  refuseKey(hasKey ? "That is not the key of this receiver." : "");
  get("key").focus();
  refreshSoon();
}

function unlock(submit) {
  submit.preventDefault();
  const key = get("key").value;
  if (/^[!-~]+$/.test(key)) {
    stream.unlock(key);
  } else {
    refuseKey("A key has only visible ASCII characters.");
  }
}

function refuseKey(problem) {
  get("key-problem").textContent = problem;
  get("key").setAttribute("aria-invalid", String(problem !== ""));
}

function received(type, item) {
  if (type === "refused") {
    if (refused.add(item, isLive)) announce("a webhook was refused");
  } else if (type === "receipts") {
    tasks.receivedAgain(item);
  } else {
    const notice = tasks.add(item, isLive);
    if (notice) announce(`task ${notice.taskId.slice(0, 8)} ${notice.state ?? "has news"}`);
  }
  refreshSoon();
}

/** Says what is new to those who don't see it, together and not too often. */
function announce(news) {
  if (!isLive) return;
  announced.push(news);
  if (announced.length > 1) return;
  setTimeout(() => {
    const more = announced.length > 1 ? `, and ${announced.length - 1} more webhooks before` : "";
    get("announcement").textContent = `New: ${announced.at(-1)}${more}`;
    announced = [];
  }, QUIET);
}

/** @returns the notification anew, or why it cannot be had. */
async function read(notice) {
  try {
    const address = `${LISTING}?after=${notice.sequence - 1}&limit=1`;
    const response = await fetch(address, { headers: { Accept: "application/json", ...stream.headers }, cache: "no-store" });
    if (!response.ok) return `The receiver answered ${response.status}. Try again later.`;
    const [found] = (await response.json()).notifications;
    return found?.sequence === notice.sequence ? found : "The receiver no longer keeps it: newer webhooks have taken its place.";
  } catch {
    return "The receiver does not answer. Try again later.";
  }
}

function tell(text, tone) {
  const connection = get("connection");
  if (connection.textContent === text) return;
  connection.textContent = text;
  connection.className = `badge ${tone}`;
}

function refreshSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(refresh);
}

function refresh() {
  isDue = false;
  const shown = tasks.filter();
  const shownRefused = refused.filter();
  get("task-count").textContent = tasks.count;
  get("refused-count").textContent = refused.count;
  get("empty").hidden = !isLive || tasks.count > 0;
  get("no-refused").hidden = !isLive || refused.count > 0;
  get("matches").textContent = isFiltered()
    ? `${shown} of ${tasks.count} tasks and ${shownRefused} of ${refused.count} refused webhooks match.`
    : "";
}
