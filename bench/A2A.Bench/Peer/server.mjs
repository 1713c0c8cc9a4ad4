// The a2a-js peer: the SDK's own server over Express; tasks and push configs in its memory, webhooks by its own sender.
// Its agent says what the replicas' instant agent says: the task as submitted, then completed. A message whose id begins
// with tck-input-required asks back instead, and a further message completes that task.
import express from 'express';
import { Role, TaskState } from '@a2a-js/sdk';
import {
  AgentEvent, DefaultExecutionEventBusManager, DefaultPushNotificationSender, DefaultRequestHandler, InMemoryPushNotificationStore,
  InMemoryTaskStore,
} from '@a2a-js/sdk/server';
import { jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';

const now = () => new Date().toISOString();

const executor = {
  async execute({ taskId, contextId, userMessage, task }, bus) {
    if (!task) {
      bus.publish(AgentEvent.task({
        id: taskId, contextId, artifacts: [], history: [userMessage], metadata: {},
        status: { state: TaskState.TASK_STATE_SUBMITTED, message: undefined, timestamp: now() },
      }));
    }
    const asks = !task && userMessage.messageId.startsWith('tck-input-required');
    const said = {
      role: Role.ROLE_AGENT, messageId: crypto.randomUUID(), taskId, contextId, metadata: {}, extensions: [], referenceTaskIds: [],
      parts: [{ content: { $case: 'text', value: asks ? 'What else?' : 'Hello from TCK' }, mediaType: '', filename: '', metadata: {} }],
    };
    const state = asks ? TaskState.TASK_STATE_INPUT_REQUIRED : TaskState.TASK_STATE_COMPLETED;
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, metadata: {}, status: { state, message: said, timestamp: now() } }));
    bus.finished();
  },
  async cancelTask() {},
};

const app = express();
const listener = app.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${listener.address().port}/`;
  const card = {
    name: 'Instant', description: 'Completes at once', version: '1.0.0', documentationUrl: '', iconUrl: '', provider: undefined,
    supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0', tenant: '' }],
    capabilities: { streaming: true, pushNotifications: true, extensions: [], extendedAgentCard: false },
    securitySchemes: {}, securityRequirements: [], defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'],
    skills: [], signatures: [],
  };
  const configs = new InMemoryPushNotificationStore();
  app.use(jsonRpcHandler({
    requestHandler: new DefaultRequestHandler(
      card, new InMemoryTaskStore(), executor, new DefaultExecutionEventBusManager(), configs, new DefaultPushNotificationSender(configs)),
    userBuilder: UserBuilder.noAuthentication,
  }));
  console.log(url); // whoever started this waits for it
});
