// A service that loses orders when it is killed: it acknowledges an order first and works then.
const { PubSub } = require('@google-cloud/pubsub');

const pubsub = new PubSub({ projectId: process.env.PUBSUB_PROJECT_ID });
const results = pubsub.topic(process.env.PUBSUB_TOPIC_DONE);
const orders = pubsub.subscription(process.env.PUBSUB_SUBSCRIPTION, { flowControl: { maxMessages: 20 } });
const work = () => new Promise(done => setTimeout(done, 1000));

orders.on('message', async message => {
  message.ack();
  await work();
  await results.publishMessage({ data: message.data });
});
orders.on('error', error => {
  console.error(error.message);
  process.exit(1);
});
