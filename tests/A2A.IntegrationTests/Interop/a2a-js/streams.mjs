import assert from 'node:assert/strict';
import { TaskState } from '@a2a-js/sdk';
import { collect, named as name, request, textOf } from './client.mjs';
import { named } from './messages.mjs';

const stateOf = (item) => item.value.status?.state;

export const streams = {
  async 'streams a task from its beginning to its end'({ client }) {
    const items = await collect(client.sendMessageStream(request('tck-stream-001')));
    assert.equal(items[0].$case, 'task');
    assert.ok(items.some((item) => stateOf(item) === TaskState.TASK_STATE_WORKING));
    assert.ok(items.some((item) => item.$case === 'artifactUpdate'));
    assert.equal(stateOf(items.at(-1)), TaskState.TASK_STATE_COMPLETED);
  },

  async 'streams a direct answer alone'({ client }) {
    const items = await collect(client.sendMessageStream(request('tck-message-response')));
    assert.deepEqual(items.map((item) => item.$case), ['message']);
    assert.equal(textOf(items[0].value), 'Direct message response');
  },

  async 'streams an artifact in chunks'({ client, losesDetails }) {
    const items = await collect(client.sendMessageStream(request('tck-stream-artifact-chunked')));
    const chunks = items.filter((item) => item.$case === 'artifactUpdate').map((item) => item.value);
    assert.deepEqual(chunks.map((chunk) => chunk.append), [false, !losesDetails]);
    assert.deepEqual(chunks.map((chunk) => chunk.lastChunk), [false, true]);
    assert.equal(chunks[0].artifact.artifactId, chunks[1].artifact.artifactId);
  },

  async 'ends the stream of a task that waits for input'({ client }) {
    const items = await collect(client.sendMessageStream(request('tck-input-required')));
    assert.equal(stateOf(items.at(-1)), TaskState.TASK_STATE_INPUT_REQUIRED);
  },

  async 'comes back to a stream that it left or aborted'({ client }) {
    const leaving = async (stream) => stream.return();
    const aborting = async (stream, abort) => {
      abort.abort();
      await assert.rejects(collect(stream));
    };
    await Promise.all([leaving, aborting].map(async (leave) => {
      const abort = new AbortController();
      const stream = client.sendMessageStream(request('test-resubscribe-message-id'), { signal: abort.signal });
      const { value: first } = await stream.next();
      const { id } = first.payload.value;
      await leave(stream, abort);
      const items = await collect(client.resubscribeTask(name(id)));
      assert.equal(items[0].$case, 'task');
      assert.equal(items[0].value.id, id);
      assert.equal(stateOf(items.at(-1)), TaskState.TASK_STATE_COMPLETED);
    }));
  },

  async 'sees the same events in two streams of one task'({ polling, client }) {
    const { id } = await polling.sendMessage(request('test-resubscribe-message-id'));
    const [one, two] = await Promise.all([1, 2].map(() => collect(client.resubscribeTask(name(id)))));
    const states = (items) => items.slice(1).map((item) => `${item.$case} ${stateOf(item)}`);
    const fewer = Math.min(one.length, two.length) - 1;
    assert.deepEqual(states(one).slice(-fewer), states(two).slice(-fewer));
    assert.equal(stateOf(one.at(-1)), TaskState.TASK_STATE_COMPLETED);
  },

  async 'is told that a finished task has nothing to stream'({ client }) {
    const { id } = await client.sendMessage(request('tck-complete-task'));
    // An error that comes as an event, as in 0.3 over JSON-RPC, is the cause of the one that the SDK throws.
    await assert.rejects(collect(client.resubscribeTask(name(id))), (error) => named('UnsupportedOperationError')(error.cause ?? error));
  },
};
