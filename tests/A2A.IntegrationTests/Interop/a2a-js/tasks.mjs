import assert from 'node:assert/strict';
import { TaskState } from '@a2a-js/sdk';
import { named as name, request, until } from './client.mjs';
import { named } from './messages.mjs';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';

export const tasks = {
  async 'polls a task until it is finished'({ polling }) {
    const { id } = await polling.sendMessage(request('test-resubscribe-message-id'));
    const done = await until(() => polling.getTask(name(id)), (task) => task.status.state === TaskState.TASK_STATE_COMPLETED, 'the end of the task');
    assert.equal(done.id, id);
  },

  async 'gets as much history as it asks for'({ client }) {
    const { id } = await client.sendMessage(request('tck-complete-task'));
    assert.equal((await client.getTask(name(id, { historyLength: 0 }))).history.length, 0);
    assert.equal((await client.getTask(name(id, { historyLength: 1 }))).history.length, 1);
    assert.ok((await client.getTask(name(id))).history.length >= 1);
  },

  async 'is told that a task is unknown'({ client }) {
    await assert.rejects(client.getTask(name(UNKNOWN)), named('TaskNotFoundError'));
  },

  async 'cancels a task, and twice in 1.0 alone'({ slow, version }) {
    const { id } = await slow.sendMessage(request('to-be-canceled'));
    const cancel = () => slow.cancelTask(name(id, { metadata: undefined }));
    assert.equal((await cancel()).status.state, TaskState.TASK_STATE_CANCELED);
    if (version === '1.0') {
      assert.equal((await cancel()).status.state, TaskState.TASK_STATE_CANCELED);
    } else {
      await assert.rejects(cancel(), named('TaskNotCancelableError'));
    }
  },

  async 'is told that a finished task cannot be canceled'({ client }) {
    const { id } = await client.sendMessage(request('tck-complete-task'));
    await assert.rejects(client.cancelTask(name(id, { metadata: undefined })), named('TaskNotCancelableError'));
  },
};
