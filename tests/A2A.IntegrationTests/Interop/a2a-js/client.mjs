// A client of the SDK, told to speak exactly one version over one binding, and the few words that all checks use.

import { randomUUID } from 'node:crypto';
import { Role } from '@a2a-js/sdk';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';

const TIME_LIMIT = 60_000;

const BINDINGS = { JSONRPC: JsonRpcTransportFactory, 'HTTP+JSON': RestTransportFactory, GRPC: GrpcTransportFactory };

/** The agents of a server, reached in the given version and binding. */
export async function connect(baseUrl, version, binding, key) {
  const legacyCompat = { enabled: version === '0.3' };
  const transports = [new BINDINGS[binding]({ legacyCompat })];
  // A header, or metadata of gRPC.
  const withKey = { before: async ({ options }) => { options.serviceParameters['X-API-Key'] = key; }, after: async () => {} };
  // The SDK always asks for the card of 1.0; a client of 0.3 does not.
  const fetchCard = (url, init) => fetch(url, version === '1.0' ? init : { ...init, headers: { 'A2A-Version': version } });
  const cardResolver = new DefaultAgentCardResolver({ legacyCompat, fetchImpl: fetchCard });

  const cardOf = (path) => new URL(`${path}.well-known/agent-card.json`, baseUrl).href;
  const clientOf = (path, clientConfig) =>
    new ClientFactory({ transports, cardResolver, clientConfig: { ...clientConfig, interceptors: [withKey] } }).createFromUrl(cardOf(path), '');

  return {
    baseUrl,
    version,
    binding,
    // The Protobuf of 0.3 has no name for files, and the SDK passes on neither its "append" nor the metadata of its parts.
    losesDetails: version === '0.3' && binding === 'HTTP+JSON',
    card: await cardResolver.resolve(baseUrl),
    /** Waits for the end of a task. */
    client: await clientOf('/'),
    /** Takes the task as it is at once. */
    polling: await clientOf('/', { polling: true }),
    /** An agent whose tasks take some seconds. */
    slow: await clientOf('/agents/long-running/', { polling: true }),
    /** An agent with an extended card. */
    enterprise: await clientOf('/agents/enterprise/'),
    /** A client without a key. */
    stranger: await new ClientFactory({ transports, cardResolver }).createFromUrl(baseUrl),
  };
}

/** A request to send a text; the agent's behaviour follows from the beginning of the message's id. */
export function request(behaviour, text = 'hello', message = {}, configuration) {
  return {
    tenant: '',
    message: {
      messageId: `${behaviour}-${randomUUID()}`,
      contextId: '',
      taskId: '',
      role: Role.ROLE_USER,
      parts: [{ content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: '' }],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
      ...message,
    },
    configuration: configuration && { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: false, ...configuration },
    metadata: undefined,
  };
}

/** Names a task in a request. */
export const named = (id, more = {}) => ({ tenant: '', id, ...more });

/** All items of a stream. */
export async function collect(stream) {
  const items = [];
  for await (const item of stream) {
    items.push(item.payload);
  }
  return items;
}

/** Asks until the answer is one to be glad of. */
export async function until(ask, isGood, what) {
  const end = Date.now() + TIME_LIMIT;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}; the last answer was ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const textOf = (message) => message?.parts.map((part) => part.content?.value).join('');
