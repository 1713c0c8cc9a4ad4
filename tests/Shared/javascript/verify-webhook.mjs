// Reads {headers, body, keys, secret, issuer, audience}; says what jose and standardwebhooks find in the webhook; exits with 1 when one of them refuses it.
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { headers, body, keys, secret, issuer, audience } = JSON.parse(input);

// As a client would write it: the keys of the agent, or the secret that both know.
const known = keys ? createLocalJWKSet(keys) : new TextEncoder().encode(secret);
const { payload, protectedHeader } = await jwtVerify(headers['Authorization'].replace('Bearer ', ''), known, {
  issuer, audience, typ: 'JWT', requiredClaims: ['iat', 'exp', 'jti'], maxTokenAge: '5 minutes',
});
console.log(`jose ${protectedHeader.alg} ${payload.taskId} ${payload.request_body_sha256}`);

const message = new Webhook(secret, secret.startsWith('whsec_') ? {} : { format: 'raw' }).verify(body, headers);
console.log(`standardwebhooks ${message.taskId}`);
