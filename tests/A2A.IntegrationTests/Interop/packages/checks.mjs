// Packages of npm as receivers of webhooks and readers of streams, unchanged.
//
//   node checks.mjs <base url>
//
// The default agent at the base URL must be `long-running`, beside an agent `conformance`; callers need no key. Each check is called
// as the test that reports it, and prints one line of JSON.

import assert from 'node:assert/strict';
import { run } from '../run.mjs';
import { eventSource } from './eventsource.mjs';
import { express } from './express.mjs';

const [baseUrl] = process.argv.slice(2);
assert(baseUrl, 'usage: node checks.mjs <base url>');

await run({ ...express, ...eventSource }, baseUrl);
process.exit(); // connections that are kept alive would hold the process
