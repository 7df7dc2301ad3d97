// pubsublab emulator &
// PUBSUB_EMULATOR_HOST=localhost:8085 node --test samples/node/
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { startBilling } from './billing.mjs';
import { beginWith, call, publish, waitFor } from './emulator.mjs';

const topology = (url) => `
project: shop
topics:
  - name: orders
    subscriptions:
      - { name: billing, push: "${url}", ackDeadline: 10s, retry: { minimum: 60s, maximum: 60s } }
`;

let billing;

afterEach(() => billing?.stop());

test('an order is billed once although the first publish fails', async () => {
  billing = await startBilling();
  await beginWith(topology(billing.url));
  await call('PUT', '/emulator/v1/faults', { failures: [{ method: 'Publish', code: 'UNAVAILABLE' }] });

  await assert.rejects(publish('projects/shop/topics/orders', 'order 1'), /a fault that was asked for/);
  await publish('projects/shop/topics/orders', 'order 1');

  await waitFor('subscription=billing&kind=ACKED');
  assert.deepEqual([...billing.billed.values()], ['order 1']);
});

test('an order that was refused is billed a minute later, which the test does not wait for', async () => {
  billing = await startBilling();
  await beginWith(topology(billing.url));
  billing.close();
  await publish('projects/shop/topics/orders', 'order 2');
  await waitFor('subscription=billing&kind=NACKED');

  billing.open();
  await call('PATCH', '/emulator/v1/clock', { advance: '60s' });

  const [delivered] = (await waitFor('subscription=billing&kind=DELIVERED', 2)).slice(-1);
  assert.equal(delivered.deliveryAttempt, 2);
  await waitFor('subscription=billing&kind=ACKED');
  assert.deepEqual([...billing.billed.values()], ['order 2']);
});
