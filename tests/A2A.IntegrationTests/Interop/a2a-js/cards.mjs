import assert from 'node:assert/strict';

export const cards = {
  async 'finds the agent by its card'({ card, client, version, binding }) {
    assert.ok(card.name);
    assert.ok(card.skills.length > 0);
    assert.equal(card.capabilities.streaming, true);
    assert.equal(card.capabilities.pushNotifications, true);
    assert.ok(card.supportedInterfaces.some((one) => one.protocolBinding === binding && one.protocolVersion.startsWith(version)));
    assert.equal(client.protocolVersion.slice(0, 3), version);
    assert.equal(client.transport.protocolName, binding);
  },

  async 'gets the card of an agent without an extended one'({ client, card }) {
    assert.equal((await client.getAgentCard()).name, card.name);
  },

  async 'gets the extended card of an agent that has one'({ enterprise, baseUrl }) {
    const open = await (await fetch(new URL('/agents/enterprise/.well-known/agent-card.json', baseUrl))).json();
    assert.ok((await enterprise.getAgentCard()).skills.length > open.skills.length);
  },

  async 'finds in the card how callers prove who they are'({ card }) {
    assert.equal(Object.values(card.securitySchemes)[0].scheme.$case, 'apiKeySecurityScheme');
    assert.ok(card.securityRequirements.length > 0);
  },

  async 'is refused without a key'({ stranger }) {
    await assert.rejects(stranger.getTask({ tenant: '', id: '00000000-0000-7000-8000-000000000000' }), /no key that is known here; send yours/);
  },
};
