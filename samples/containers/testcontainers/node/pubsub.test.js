import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PubSub} from '@google-cloud/pubsub';
import {PubSubEmulatorContainer} from '@testcontainers/gcloud';

test('a message arrives', async () => {
  const container = await new PubSubEmulatorContainer('pubsublab').withProjectId('demo').start();
  const pubsub = new PubSub({projectId: container.getProjectId(), apiEndpoint: container.getEmulatorEndpoint(), emulatorMode: true});
  try {
    const [topic] = await pubsub.createTopic('orders');
    const [subscription] = await topic.createSubscription('billing');
    const received = new Promise((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('message', message => {
        message.ack();
        resolve(message.data.toString());
      });
    });

    await topic.publishMessage({data: Buffer.from('order 1')});

    assert.equal(await received, 'order 1');
  } finally {
    await pubsub.close();
    await container.stop();
  }
});
