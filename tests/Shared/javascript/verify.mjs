// Reads {card, keys} and says who could verify the card's first signature; exits with 1 when one of them could not.
import { createLocalJWKSet, flattenedVerify, importJWK } from 'jose';
import { canonicalizeAgentCard, verifyAgentCardSignature } from '@a2a-js/sdk';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { card, keys } = JSON.parse(input);
const [signature] = card.signatures;

// jose takes the signature as such: the payload is made here, by what RFC 8785 says for JavaScript.
const canonical = (value) =>
  value === null || typeof value !== 'object' ? JSON.stringify(value)
    : Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
      : `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
const { signatures, ...unsigned } = card;
const payload = Buffer.from(canonical(unsigned)).toString('base64url');
const { protectedHeader } = await flattenedVerify({ payload, ...signature }, createLocalJWKSet(keys));
console.log(`jose ${protectedHeader.alg} ${protectedHeader.typ} ${protectedHeader.kid}`);

// The SDK makes the payload itself. It wants the card as JSON: of one that it has parsed it loses the security schemes.
if (canonicalizeAgentCard(card) !== canonical(unsigned)) throw new Error(canonicalizeAgentCard(card));
await verifyAgentCardSignature(async (kid) => importJWK(keys.keys.find((key) => key.kid === kid), 'ES256'))(card);
console.log('sdk');
