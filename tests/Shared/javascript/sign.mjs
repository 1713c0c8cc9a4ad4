// Reads a card, signs it with a new key as the SDK does, and writes {card, keys}.
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { generateAgentCardSignature } from '@a2a-js/sdk';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const key = await exportJWK(publicKey);
const kid = await calculateJwkThumbprint(key);
const sign = generateAgentCardSignature(privateKey, { alg: 'ES256', typ: 'JOSE', kid });
const card = await sign(JSON.parse(input));
console.log(JSON.stringify({ card: card, keys: { keys: [{ ...key, kid }] } }));
