import assert from 'node:assert/strict';
import { TaskState } from '@a2a-js/sdk';
import { request } from './client.mjs';

const query = (more) => ({ tenant: '', contextId: '', status: TaskState.TASK_STATE_UNSPECIFIED, pageToken: '', statusTimestampAfter: undefined, ...more });

export const lists = {
  async 'lists the tasks of a conversation page by page'({ client }) {
    const { contextId, id: first } = await client.sendMessage(request('tck-complete-task'));
    const sent = [first];
    for (let i = 0; i < 4; i++) {
      sent.push((await client.sendMessage(request('tck-artifact-text', 'more', { contextId }))).id);
    }

    const seen = [];
    let pageToken = '';
    do {
      const page = await client.listTasks(query({ contextId, pageSize: 2, pageToken }));
      assert.equal(page.pageSize, 2);
      assert.equal(page.totalSize, 5);
      assert.ok(page.tasks.every((task) => task.contextId === contextId && task.artifacts.length === 0));
      seen.push(...page.tasks.map((task) => task.id));
      pageToken = page.nextPageToken;
    } while (pageToken);

    assert.deepEqual(seen.toSorted(), sent.toSorted());
  },

  async 'lists tasks by their state, with artifacts'({ client }) {
    const { contextId } = await client.sendMessage(request('tck-artifact-data'));
    await client.sendMessage(request('tck-reject-task', 'no', { contextId }));
    const { tasks } = await client.listTasks(query({ contextId, status: TaskState.TASK_STATE_COMPLETED, includeArtifacts: true }));
    assert.equal(tasks.length, 1);
    assert.equal(tasks[0].artifacts.length, 1);
  },

  async 'lists tasks that changed since a moment'({ client }) {
    const { contextId, status } = await client.sendMessage(request('tck-complete-task'));
    const since = await client.listTasks(query({ contextId, statusTimestampAfter: status.timestamp }));
    assert.equal(since.totalSize, 1);
    const after = new Date(Date.parse(status.timestamp) + 60_000).toISOString();
    assert.equal((await client.listTasks(query({ contextId, statusTimestampAfter: after }))).totalSize, 0);
  },
};
