// Publishes an order and takes it back, over REST. The app host sets PUBSUB_EMULATOR_HOST.
const shop = `http://${process.env.PUBSUB_EMULATOR_HOST}/v1/projects/shop`;

async function call(path, body) {
  const response = await fetch(`${shop}/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
  return response.json();
}

async function main() {
  await call('topics/orders:publish', { messages: [{ data: Buffer.from('order 1').toString('base64') }] });
  const { receivedMessages } = await call('subscriptions/billing:pull', { maxMessages: 1 });
  for (const { ackId, message } of receivedMessages) {
    console.log(`billed ${Buffer.from(message.data, 'base64')}`);
    await call('subscriptions/billing:acknowledge', { ackIds: [ackId] });
  }
}

main();
