import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { EventSource } from 'eventsource';
import { post, send, until } from './call.mjs';

const VERSION = { 'A2A-Version': '1.0' };

export const eventSource = {
  async EventSource_dispatches_each_event_once_with_its_id_across_a_cut_connection(baseUrl) {
    const proxy = await CuttingProxy.start(baseUrl, 3);
    const id = await send(baseUrl, 'a long task');
    const uncut = follow(`${baseUrl}tasks/${id}:subscribe`);
    await until(() => uncut.events.length > 0, () => 'the first event');
    const cut = follow(`${proxy.url}tasks/${id}:subscribe`);
    try {
      await Promise.all([uncut.end(), cut.end()]);
    } finally {
      uncut.source.close();
      cut.source.close();
      proxy.stop();
    }

    assert.equal(proxy.cuts, 1);
    assert.equal(cut.requests.length, 2);
    assert.equal(cut.requests[0]['Last-Event-ID'], undefined);
    assert.ok(cut.events.some((event) => event.id === cut.requests[1]['Last-Event-ID']));
    const began = uncut.events.findIndex((event) => event.id === cut.events[0].id);
    assert.deepEqual(ids(cut), ids(uncut).slice(began));
    assert.deepEqual(cut.events.slice(1), uncut.events.slice(began + 1));
    assert.equal(new Set(ids(cut)).size, cut.events.length);
    assert.ok(cut.events.length >= 6);
  },

  async EventSource_dispatches_nothing_while_comments_fill_the_silence(baseUrl) {
    const agent = `${baseUrl}agents/conformance/`;
    const id = await send(agent, 'ask me', {}, `tck-input-required-${randomUUID()}`);
    const reader = follow(`${agent}tasks/${id}:subscribe`);
    try {
      await until(() => reader.comments() > 0, () => 'the first comment');
      const before = reader.events.length;
      const comments = reader.comments();
      await until(() => reader.comments() >= comments + 4, () => `comments, in ${reader.text}`);
      assert.equal(reader.events.length, before);

      await post(`${agent}tasks/${id}:cancel`, {});
      await reader.end();
      assert.equal(reader.events.length, before + 1);
      assert.ok(reader.events.every((event) => event.type === 'message' && event.id && event.data));
      assert.equal(reader.requests.length, 1);
    } finally {
      reader.source.close();
    }
  },
};

const ids = (reader) => reader.events.map((event) => event.id);

/** Reads a task's stream by the package; its own `fetch` option, made for headers, also shows what is asked and what comes. */
function follow(url) {
  const reader = { events: [], requests: [], text: '' };
  const look = () => new TransformStream({
    transform(chunk, next) {
      reader.text += new TextDecoder().decode(chunk);
      next.enqueue(chunk);
    },
  });
  reader.comments = () => reader.text.split('\n').filter((line) => line.startsWith(':')).length;
  reader.end = () => until(
    () => reader.events.some(({ data }) => /"TASK_STATE_(COMPLETED|CANCELED|FAILED)"/.test(data)),
    () => `the end, after ${JSON.stringify(reader.events)}`);
  reader.source = new EventSource(url, {
    fetch: async (address, init) => {
      reader.requests.push(init.headers);
      const response = await fetch(address, { ...init, headers: { ...init.headers, ...VERSION } });
      return new Response(response.body?.pipeThrough(look()), { status: response.status, headers: response.headers });
    },
  });
  reader.source.onmessage = ({ type, data, lastEventId }) => reader.events.push({ type, data, id: lastEventId });
  return reader;
}

/** Breaks the first connection off after some events, as a server or a proxy does that goes away; later ones last. */
class CuttingProxy {
  cuts = 0;

  static async start(baseUrl, events) {
    const proxy = new CuttingProxy();
    const target = new URL(baseUrl);
    proxy.server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      let seen = 0;
      client.pipe(server);
      server.on('data', (chunk) => {
        client.write(chunk);
        seen += chunk.toString('latin1').split('\nid: ').length - 1;
        if (proxy.cuts === 0 && seen >= events) {
          proxy.cuts++;
          client.end(() => client.destroy());
          server.destroy();
        }
      });
      server.on('end', () => client.end());
      for (const [one, other] of [[client, server], [server, client]]) {
        one.on('error', () => other.destroy());
      }
    });
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}/`;
    return proxy;
  }

  stop() {
    this.server.close();
  }
}
