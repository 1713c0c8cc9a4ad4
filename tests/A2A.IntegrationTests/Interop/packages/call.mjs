// The few calls that the checks make: 1.0 over HTTP+JSON, and 0.3 over JSON-RPC.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const TIME_LIMIT = 60_000;

/** Posts JSON to an address and gives the JSON of the answer. */
export async function post(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, text);
  return JSON.parse(text);
}

/** Sends a text in 1.0 and gives the id of its task, which goes on. */
export async function send(agent, text, more = {}, messageId = randomUUID()) {
  const answer = await post(`${agent}message:send`, {
    message: { messageId, role: 'ROLE_USER', parts: [{ text }] },
    configuration: { returnImmediately: true, ...more },
  });
  return answer.task.id;
}

/** Waits until something is so. */
export async function until(isSo, what) {
  const end = Date.now() + TIME_LIMIT;
  while (!isSo()) {
    assert.ok(Date.now() < end, `waited in vain for ${what()}`);
    await pause(20);
  }
}
