import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import app from 'express';
import { Webhook } from 'standardwebhooks';
import { post, send, until } from './call.mjs';

export const express = {
  async Express_reads_and_verifies_every_event_of_a_config_of_1_0_with_the_media_type_of_JSON(baseUrl) {
    await received((receiver) => readsEveryEvent(baseUrl, receiver, { mediaType: 'application/json' }));
  },

  async Express_reads_and_verifies_the_media_type_of_the_specification_where_its_parser_is_told(baseUrl) {
    await received((receiver) => readsEveryEvent(baseUrl, receiver, {}), { type: ['application/json', 'application/a2a+json'] });
  },

  async Express_reads_and_verifies_every_task_of_a_config_of_0_3_without_a_media_type(baseUrl) {
    await received(async (receiver) => {
      const answer = await post(`${baseUrl}a2a`, {
        jsonrpc: '2.0',
        id: 1,
        method: 'message/send',
        params: {
          message: { kind: 'message', messageId: randomUUID(), role: 'user', parts: [{ kind: 'text', text: 'be quick' }] },
          configuration: { blocking: false, pushNotificationConfig: receiver.config({}) },
        },
      });
      await receiver.untilBody((body) => body?.status?.state === 'completed');
      receiver.heardAll();
      for (const webhook of receiver.heard) {
        assert.equal(webhook.body.id, answer.result.id);
        receiver.verifies(webhook);
      }
    });
  },

  async Express_has_no_body_for_a_config_of_1_0_without_a_media_type(baseUrl) {
    await received(async (receiver) => {
      await send(baseUrl, 'be quick', { taskPushNotificationConfig: receiver.config({}) });
      await until(() => receiver.heard.length >= 4, () => `four webhooks, there are ${receiver.heard.length}`);
      for (const { headers, body } of receiver.heard) {
        assert.equal(headers['content-type'], 'application/a2a+json');
        assert.equal(body, undefined);
      }
    });
  },
};

async function readsEveryEvent(baseUrl, receiver, more) {
  const id = await send(baseUrl, 'be quick', { taskPushNotificationConfig: receiver.config(more) });
  await receiver.untilBody((body) => body?.statusUpdate?.status.state === 'TASK_STATE_COMPLETED');
  receiver.heardAll();
  for (const webhook of receiver.heard) {
    const [event] = Object.values(webhook.body);
    assert.equal(event.taskId ?? event.id, id);
    receiver.verifies(webhook);
  }
  assert.ok(receiver.heard[0].body.task);
  assert.ok(receiver.heard.some(({ body }) => body.artifactUpdate));
}

async function received(check, options = {}) {
  const receiver = new Receiver();
  await receiver.start(options);
  try {
    await check(receiver);
  } finally {
    await receiver.stop();
  }
}

/** An application with Express's own parser of JSON and nothing else. */
class Receiver {
  heard = [];
  secret = `whsec_${randomBytes(32).toString('base64')}`;

  async start(options) {
    const receiver = app();
    receiver.use(app.json({ ...options, verify: (request, _, bytes) => { request.bytes = bytes; } }));
    receiver.post('/webhook', (request, response) => {
      this.heard.push({ headers: request.headers, body: request.body, bytes: request.bytes });
      response.sendStatus(204);
    });
    this.server = receiver.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  config(more) {
    return { url: `http://127.0.0.1:${this.server.address().port}/webhook`, secret: this.secret, ...more };
  }

  untilBody(isLast) {
    return until(() => this.heard.some(({ body }) => isLast(body)), () => `the last webhook, there are ${JSON.stringify(this.heard)}`);
  }

  /** Each event of the task came once, in order: the numbers at the ends of the ids have no gap. */
  heardAll() {
    assert.deepEqual(
      this.heard.map(({ headers }) => Number(headers['webhook-id'].split('-').at(-1))),
      this.heard.map((_, place) => place + 1));
    assert.ok(this.heard.length >= 4);
  }

  verifies({ headers, bytes, body }) {
    assert.deepEqual(new Webhook(this.secret).verify(bytes, headers), body);
  }

  async stop() {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
