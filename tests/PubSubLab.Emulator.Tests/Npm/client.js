// What Google's Node.js client sees of the emulator at PUBSUB_EMULATOR_HOST; prints it as one line of JSON.
const {PubSub} = require('@google-cloud/pubsub');

const collect = (subscription, count, answer) => new Promise((resolve, reject) => {
  const seen = [];
  subscription.on('error', reject);
  subscription.on('message', message => {
    seen.push(message);
    answer(message);
    if (seen.length === count) {
      subscription.removeAllListeners('message');
      resolve(seen);
    }
  });
});
const texts = messages => messages.map(message => message.data.toString());

(async () => {
  const pubsub = new PubSub({projectId: 'npm'});
  const [topic] = await pubsub.createTopic('orders');
  const [dead] = await pubsub.createTopic('dead');
  const [letters] = await pubsub.createSubscription('dead', 'letters');
  const seen = {};

  await topic.createSubscription('bad', {filter: 'bogus('}).catch(error => { seen.refused = error.code; });
  const [filtered] = await topic.createSubscription('filtered', {
    filter: 'attributes.k = "1"',
    deadLetterPolicy: {deadLetterTopic: dead.name, maxDeliveryAttempts: 5},
  });
  await topic.publishMessage({data: Buffer.from('no'), attributes: {k: '2'}});
  await topic.publishMessage({data: Buffer.from('yes'), attributes: {k: '1'}});
  const nacked = await collect(filtered, 5, message => message.nack());
  seen.nacked = texts(nacked);
  seen.attempts = nacked.map(message => message.deliveryAttempt);
  const [letter] = await collect(letters, 1, message => message.ack());
  seen.letter = letter.attributes.CloudPubSubDeadLetterSourceDeliveryCount;

  const [ordered] = await topic.createSubscription('ordered', {enableMessageOrdering: true});
  const publisher = pubsub.topic('orders', {messageOrdering: true});
  await Promise.all([0, 1, 2, 3, 4].map(i => publisher.publishMessage({data: Buffer.from(`o${i}`), orderingKey: 'key'})));
  let isFirst = true;
  const replayed = await collect(ordered, 6, message => {
    if (message.data.toString() === 'o1' && isFirst) {
      isFirst = false;
      message.nack();
    } else {
      message.ack();
    }
  });
  seen.ordered = texts(replayed);

  const [once] = await topic.createSubscription('once', {enableExactlyOnceDelivery: true});
  await topic.publishMessage({data: Buffer.from('once')});
  seen.once = await new Promise((resolve, reject) => {
    once.on('error', reject);
    once.on('message', message => message.ackWithResponse().then(resolve, reject));
  });
  await ordered.seek(new Date(Date.now() + 60000));
  console.log(JSON.stringify(seen));
  process.exit(0);
})().catch(error => {
  console.error(error);
  process.exit(1);
});
