// The JavaScript SDK of the A2A project as a client of the agent API, in one version and binding of the protocol.
//
//   node checks.mjs <base url> <1.0|0.3> <JSONRPC|HTTP+JSON|GRPC> <API key>
//
// The default agent at the base URL must be the one called `conformance`. Each check prints one line of JSON.

import assert from 'node:assert/strict';
import { run } from '../run.mjs';
import { connect } from './client.mjs';
import { cards } from './cards.mjs';
import { lists } from './lists.mjs';
import { messages } from './messages.mjs';
import { push } from './push.mjs';
import { streams } from './streams.mjs';
import { tasks } from './tasks.mjs';

const [baseUrl, version, binding, key] = process.argv.slice(2);
assert(baseUrl && version && binding && key, 'usage: node checks.mjs <base url> <1.0|0.3> <JSONRPC|HTTP+JSON|GRPC> <API key>');

const checks = { ...cards, ...messages, ...tasks, ...streams, ...push, ...(version === '1.0' ? lists : {}) };
const agent = await connect(baseUrl, version, binding, key);
await run(checks, agent);
