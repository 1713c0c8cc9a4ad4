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
};
