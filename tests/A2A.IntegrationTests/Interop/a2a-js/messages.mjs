import assert from 'node:assert/strict';
import { TaskState } from '@a2a-js/sdk';
import { ServiceParameters, withA2AExtensions } from '@a2a-js/sdk/client';
import { request, textOf } from './client.mjs';

export const messages = {
  async 'sends a message and gets the finished task'({ client }) {
    const task = await client.sendMessage(request('tck-complete-task'));
    assert.equal(task.status.state, TaskState.TASK_STATE_COMPLETED);
    assert.equal(textOf(task.status.message), 'Hello from TCK');
    assert.ok(task.id && task.contextId);
  },

  async 'sends a message and gets its task at once'({ slow }) {
    const task = await slow.sendMessage(request('at-once'));
    assert.ok([TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING].includes(task.status.state));
    await slow.cancelTask({ tenant: '', id: task.id, metadata: undefined });
  },

  async 'gets a direct answer'({ client }) {
    const answer = await client.sendMessage(request('tck-message-response'));
    assert.equal(textOf(answer), 'Direct message response');
    assert.ok(answer.messageId);
  },

  async 'gets a text artifact'({ client }) {
    const [part] = await artifactParts(client, 'tck-artifact-text');
    assert.equal(part.content.$case, 'text');
    assert.ok(part.content.value);
  },

  async 'gets a file artifact with its bytes'({ client, losesDetails }) {
    const [part] = await artifactParts(client, 'tck-artifact-file');
    assert.equal(part.content.$case, 'raw');
    assert.ok(part.content.value.length > 0);
    assert.equal(part.filename, losesDetails ? '' : 'output.txt');
    assert.equal(part.mediaType, 'text/plain');
  },

  async 'gets a file artifact by its address'({ client }) {
    const [part] = await artifactParts(client, 'tck-artifact-file-url');
    assert.equal(part.content.$case, 'url');
    assert.ok(URL.canParse(part.content.value));
  },

  async 'gets a data artifact'({ client }) {
    const [part] = await artifactParts(client, 'tck-artifact-data');
    assert.equal(part.content.$case, 'data');
    assert.deepEqual(part.content.value, { key: 'value', count: 42 });
  },

  async 'answers the question of a task that waits for input'({ client }) {
    const asked = await client.sendMessage(request('tck-input-required'));
    assert.equal(asked.status.state, TaskState.TASK_STATE_INPUT_REQUIRED);
    const done = await client.sendMessage(request('answer', 'here it is', { taskId: asked.id, contextId: asked.contextId }));
    assert.equal(done.id, asked.id);
    assert.equal(done.contextId, asked.contextId);
    assert.equal(done.status.state, TaskState.TASK_STATE_COMPLETED);
  },

  async 'sees that a task was rejected'({ client }) {
    assert.equal((await client.sendMessage(request('tck-reject-task'))).status.state, TaskState.TASK_STATE_REJECTED);
  },

  async 'goes on with a conversation in a second task'({ client }) {
    const first = await client.sendMessage(request('tck-complete-task'));
    const second = await client.sendMessage(request('tck-complete-task', 'again', { contextId: first.contextId }));
    assert.equal(second.contextId, first.contextId);
    assert.notEqual(second.id, first.id);
  },

  async 'gets the same task for a message sent twice'({ slow }) {
    const twice = request('twice');
    const { id } = await slow.sendMessage(twice);
    assert.equal((await slow.sendMessage(twice)).id, id);
    await slow.cancelTask({ tenant: '', id, metadata: undefined });
  },

  async 'sends content of every kind and finds it in the history'({ client, losesDetails }) {
    const part = (content, more) => ({ content, metadata: undefined, filename: '', mediaType: '', ...more });
    const parts = [
      part({ $case: 'text', value: 'äöü €' }, { metadata: losesDetails ? undefined : { deep: [1.5, null, { yes: true }] } }),
      part({ $case: 'raw', value: Buffer.from([0, 255, 7]) }, { filename: losesDetails ? '' : 'a.bin', mediaType: 'text/plain' }),
      part({ $case: 'url', value: 'https://files.example/a' }, { mediaType: 'text/plain' }),
      part({ $case: 'data', value: { list: [1, 'two'], none: null } }),
    ];
    const { id } = await client.sendMessage(request('tck-complete-task', '', { parts, metadata: { of: 'the message' } }));
    const [message] = (await client.getTask({ tenant: '', id })).history;
    assert.deepEqual(message.parts, parts);
    assert.deepEqual(message.metadata, { of: 'the message' });
  },

  async 'is answered though it asks for an extension that the agent does not have'({ client }) {
    const serviceParameters = ServiceParameters.create(withA2AExtensions('https://extensions.example/unknown/v1'));
    const task = await client.sendMessage(request('tck-complete-task'), { serviceParameters });
    assert.equal(task.status.state, TaskState.TASK_STATE_COMPLETED);
  },

  async 'is told what is wrong with a message'({ client }) {
    await assert.rejects(client.sendMessage(request('empty', '', { parts: [] })), (error) => named('RequestMalformedError')(error) && /parts/.test(error.message));
  },

  async 'is told that a finished task takes no message'({ client }) {
    const done = await client.sendMessage(request('tck-complete-task'));
    await assert.rejects(client.sendMessage(request('late', 'more', { taskId: done.id, contextId: done.contextId })), named('UnsupportedOperationError'));
  },
};

/** Tells errors by the names that the SDK gives them. */
export const named = (name) => (error) => {
  const names = [];
  for (let type = error.constructor; type?.name; type = Object.getPrototypeOf(type)) {
    names.push(type.name);
  }
  assert.ok(names.some((one) => one.includes(name)) || String(error.name).includes(name), `expected a ${name}, got ${names.join(' < ')}: ${error.message}`);
  return true;
};

async function artifactParts(client, behaviour) {
  const task = await client.sendMessage(request(behaviour));
  assert.equal(task.status.state, TaskState.TASK_STATE_COMPLETED);
  assert.equal(task.artifacts.length, 1);
  return task.artifacts[0].parts;
}
