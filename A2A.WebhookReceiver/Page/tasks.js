// The tasks with their notifications: the newest task on top, and none moves once it is there.

import { element, moment } from "./dom.js";
import { wantsNotice, wantsState } from "./filter.js";
import { Notice, stateBadge } from "./notice.js";

const MOST_TASKS = 200;
const MOST_NOTICES = 1000;
const OPEN_AT_START = 3;

export class Tasks {
  #list;
  #read;
  #tasks = new Map(); // by id, the least recently told first
  #notices = new Map(); // by sequence, the oldest first
  #newest = { sequence: 0 };

  constructor(list, read) {
    this.#list = list;
    this.#read = read;
  }

  get count() { return this.#tasks.size; }

  /** @returns the notice; null when it was there already, or was forgotten: a stream begins anew after it broke off. */
  add(notification, isLive) {
    if (notification.sequence <= this.#newest.sequence) {
      if (new Date(notification.timestamp) <= this.#newest.time) {
        this.receivedAgain(notification);
        return null;
      }
      this.#clear(); // the receiver's store was emptied, and counts anew
    }
    this.#newest = { sequence: notification.sequence, time: new Date(notification.timestamp) };

    const notice = new Notice(notification, this.#read);
    const task = this.#tasks.get(notice.taskId) ?? this.#begin(notice.taskId, isLive);
    this.#tasks.delete(notice.taskId);
    this.#tasks.set(notice.taskId, task);
    this.#notices.set(notice.sequence, notice);
    task.add(notice);
    if (isLive) notice.item.classList.add("new");
    this.#forget();
    return notice;
  }

  receivedAgain({ sequence, receipts }) {
    this.#notices.get(sequence)?.receivedTimes(receipts);
  }

  openNewest() {
    [...this.#list.children].slice(0, OPEN_AT_START).forEach(card => { card.open = true; });
  }

  /** @returns {number} how many tasks are shown. */
  filter() {
    return [...this.#tasks.values()].filter(task => task.filter()).length;
  }

  #begin(id, isOpen) {
    const task = new Task(id);
    task.card.open = isOpen;
    this.#list.prepend(task.card);
    return task;
  }

  #forget() {
    while (this.#notices.size > MOST_NOTICES) this.#remove(this.#notices.values().next().value);
    while (this.#tasks.size > MOST_TASKS) [...this.#tasks.values().next().value.notices].forEach(notice => this.#remove(notice));
  }

  #remove(notice) {
    this.#notices.delete(notice.sequence);
    const task = this.#tasks.get(notice.taskId);
    task.remove(notice);
    if (task.notices.size === 0) {
      this.#tasks.delete(notice.taskId);
      task.card.remove();
    }
  }

  #clear() {
    this.#tasks.clear();
    this.#notices.clear();
    this.#list.replaceChildren();
  }
}

class Task {
  notices = new Set();
  #state = null;
  #status = element("span", { class: "row status" });
  #timeline = element("ol", { class: "timeline" });

  constructor(id) {
    this.card = element("details", { class: "card task" },
      element("summary", {}, element("h3", { class: "mono break" }, id), this.#status),
      this.#timeline);
  }

  add(notice) {
    this.notices.add(notice);
    this.#timeline.append(notice.item);
    if (notice.inOrder !== false) this.#state = notice.state ?? this.#state;
    this.#tell(notice);
  }

  remove(notice) {
    this.notices.delete(notice);
    notice.item.remove();
    if (this.notices.size > 0) this.#tell([...this.notices].at(-1));
  }

  filter() {
    const wanted = [...this.notices].filter(notice => {
      notice.item.hidden = !wantsNotice(notice);
      return !notice.item.hidden;
    });
    this.card.hidden = wanted.length === 0 || !wantsState(this.#state);
    return !this.card.hidden;
  }

  #tell(newest) {
    const count = this.notices.size === 1 ? "1 webhook" : `${this.notices.size} webhooks`;
    this.#status.replaceChildren(
      stateBadge(this.#state),
      element("span", { class: "quiet" }, `${count} · `, moment(new Date(newest.timestamp))));
  }
}
