// Reads {body, secret, issuer, audience}; writes {headers, hs256, rs256, keys}: a webhook signed with new keys as clients in JavaScript would sign it.
import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { Webhook } from 'standardwebhooks';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { body, secret, issuer, audience } = JSON.parse(input);

const token = (header, key) =>
  new SignJWT({ taskId: 't-1', request_body_sha256: createHash('sha256').update(body).digest('hex') })
    .setProtectedHeader({ typ: 'JWT', ...header }).setIssuer(issuer).setAudience(audience)
    .setIssuedAt().setExpirationTime('5 minutes').setJti(randomUUID()).sign(key);

const keys = [];
const signed = async (alg) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const key = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(key);
  keys.push({ ...key, kid, alg, use: 'sig' });
  return token({ alg, kid }, privateKey);
};

const now = new Date();
const headers = {
  'webhook-id': 'msg_1',
  'webhook-timestamp': `${Math.floor(now.getTime() / 1000)}`,
  'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
  'Authorization': `Bearer ${await signed('ES256')}`,
};
const hs256 = await token({ alg: 'HS256' }, new TextEncoder().encode(secret));
console.log(JSON.stringify({ headers, hs256, rs256: await signed('RS256'), keys: { keys } }));
