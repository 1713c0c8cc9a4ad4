import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { collect, named as name, request, until } from './client.mjs';
import { named } from './messages.mjs';

const configOf = (more) => ({ tenant: '', id: '', taskId: '', url: '', token: '', authentication: undefined, ...more });

export const push = {
  async 'is told by webhook, in order and to the end'({ polling, version }) {
    const receiver = await Receiver.start();
    try {
      const config = configOf({ url: receiver.url, token: 'of-the-check', authentication: { scheme: 'Bearer', credentials: 'let-me-in' } });
      const { id } = await polling.sendMessage(request('tck-stream-001', 'hello', {}, { taskPushNotificationConfig: config }));
      await until(async () => receiver.states(version), (states) => states.includes('completed'), 'the webhook of the end');
      const states = receiver.states(version);
      assert.equal(states.at(-1), 'completed');
      assert.deepEqual(states.filter((state, i) => state !== states[i - 1]), ['submitted', 'working', 'completed']);
      for (const { headers, body } of receiver.received) {
        assert.equal(headers['x-a2a-notification-token'], 'of-the-check');
        assert.equal(headers.authorization, 'Bearer let-me-in');
        assert.equal(headers['content-type'], version === '1.0' ? 'application/a2a+json' : 'application/json');
        assert.ok(headers['webhook-id']?.startsWith(id));
        assert.equal(taskOf(body, version), id);
      }
    } finally {
      await receiver.stop();
    }
  },

  async 'goes on with a stream behind the event of a webhook'({ client, polling, version }) {
    const receiver = await Receiver.start();
    try {
      const { id } = await polling.sendMessage(request('tck-stream-001', 'hello', {}, { taskPushNotificationConfig: configOf({ url: receiver.url }) }));
      await until(async () => receiver.states(version), (states) => states.includes('completed'), 'the webhook of the end');
      const [first, ...further] = receiver.received;
      // <task>_<config>_<place in the log of events>
      const place = first.headers['webhook-id'].split('_').at(-1);
      const items = await collect(client.resubscribeTask(name(id), { serviceParameters: { 'Last-Event-ID': place } }));
      assert.ok(items.every((item) => item.$case !== 'task'));
      assert.equal(items.length, further.length);
    } finally {
      await receiver.stop();
    }
  },

  async 'sets, gets, lists and deletes push configs'({ client, polling }) {
    const { id: taskId } = await polling.sendMessage(request('tck-complete-task'));
    const set = await client.createTaskPushNotificationConfig(configOf({ taskId, id: 'one', url: 'http://localhost:8/webhook', token: 'sesame' }));
    assert.equal(set.id, 'one');
    assert.equal(set.taskId, taskId);

    await client.createTaskPushNotificationConfig(configOf({ taskId, id: 'two', url: 'http://localhost:8/other' }));
    const got = await client.getTaskPushNotificationConfig(name('one', { taskId }));
    assert.equal(got.url, 'http://localhost:8/webhook');
    assert.equal(got.token, 'sesame');

    const list = async () => (await client.listTaskPushNotificationConfig({ tenant: '', taskId, pageSize: 0, pageToken: '' })).configs;
    assert.deepEqual((await list()).map((config) => config.id).toSorted(), ['one', 'two']);
    await client.deleteTaskPushNotificationConfig(name('one', { taskId }));
    await client.deleteTaskPushNotificationConfig(name('one', { taskId }));
    assert.deepEqual((await list()).map((config) => config.id), ['two']);
  },

  async 'is told that a webhook with another scheme is refused'({ polling }) {
    const config = configOf({ url: 'ftp://example.com/webhook' });
    await assert.rejects(
      polling.sendMessage(request('tck-complete-task', 'hello', {}, { taskPushNotificationConfig: config })),
      (error) => /url/i.test(error.message));
  },

  async 'is told that a task with configs is unknown'({ client }) {
    const config = configOf({ taskId: '00000000-0000-7000-8000-000000000000', url: 'http://localhost:8/webhook' });
    await assert.rejects(client.createTaskPushNotificationConfig(config), named('TaskNotFoundError'));
  },
};

const taskOf = (body, version) =>
  version === '0.3' ? body.id : (body.task?.id ?? body.statusUpdate?.taskId ?? body.artifactUpdate?.taskId);

class Receiver {
  received = [];

  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer(async (incoming, outgoing) => {
      const chunks = [];
      for await (const chunk of incoming) {
        chunks.push(chunk);
      }
      receiver.received.push({ headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      outgoing.writeHead(204).end();
    });
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/webhook`;
    return receiver;
  }

  /** The states that came in, in the words of 0.3. */
  states(version) {
    const states = this.received.map(({ body }) => version === '0.3' ? body.status.state : (body.task ?? body.statusUpdate)?.status.state);
    return states.filter(Boolean).map((state) => state.replace('TASK_STATE_', '').toLowerCase());
  }

  async stop() {
    this.server.close();
    await once(this.server, 'close');
  }
}
