// What Google's Node.js client sees of the emulator at PUBSUB_EMULATOR_HOST: `node client.js CASE` prints it as one line of JSON.
const {PubSub} = require('@google-cloud/pubsub');

const pubsub = new PubSub({projectId: 'npm'});
const text = message => message.data.toString();
const data = value => Buffer.from(value);

// Receives until `enough(seen)`; `answer` acks, nacks or keeps each message.
const receive = (subscription, enough, answer) => new Promise((resolve, reject) => {
  const seen = [];
  subscription.on('error', reject);
  subscription.on('message', message => {
    seen.push(message);
    answer(message, seen.length);
    if (enough(seen)) {
      subscription.removeAllListeners('message');
      resolve(seen);
    }
  });
});
const count = number => seen => seen.length === number;
const ack = message => message.ack();

const pair = async (options = {}) => {
  const [topic] = await pubsub.createTopic('topic');
  const [subscription] = await topic.createSubscription('subscription', options);
  return {topic, subscription};
};

const cases = {
  async resources() {
    const {topic, subscription} = await pair({labels: {team: 'red'}, ackDeadlineSeconds: 33});
    await subscription.setMetadata({ackDeadlineSeconds: 44, labels: {team: 'blue'}});
    const [metadata] = await subscription.getMetadata();
    const again = await pubsub.createTopic('topic').catch(error => error.code);
    const [topics] = await pubsub.getTopics();
    const [subscriptions] = await topic.getSubscriptions();
    await subscription.delete();
    const missing = await subscription.getMetadata().catch(error => error.code);
    return {
      deadline: metadata.ackDeadlineSeconds, team: metadata.labels.team, again, missing,
      topics: topics.map(each => each.name), subscriptions: subscriptions.map(each => each.name),
    };
  },

  async filters() {
    const {topic, subscription} = await pair({filter: 'attributes.user = "a"'});
    const refused = await topic.createSubscription('bad', {filter: 'bogus('}).catch(error => ({code: error.code, message: error.message}));
    for (const user of ['b', 'a', 'c', 'a', 'b']) {
      await topic.publishMessage({data: data(`to ${user}`), attributes: {user}});
    }
    await topic.publishMessage({data: data('last'), attributes: {user: 'a'}});
    const seen = await receive(subscription, all => all.some(message => text(message) === 'last'), ack);
    return {refused, seen: seen.map(text)};
  },

  async nack() {
    const {topic, subscription} = await pair();
    const id = await topic.publishMessage({data: data('x'), attributes: {k: 'v'}});
    const seen = await receive(subscription, count(3), (message, number) => number < 3 ? message.nack() : message.ack());
    return {id, ids: seen.map(message => message.id), values: seen.map(message => message.attributes.k)};
  },

  async deadLetters() {
    const [dead] = await pubsub.createTopic('dead');
    const [letters] = await dead.createSubscription('letters');
    const {topic, subscription} = await pair({deadLetterPolicy: {deadLetterTopic: dead.name, maxDeliveryAttempts: 5}});
    await topic.publishMessage({data: data('x'), attributes: {own: 'yes'}});
    const nacked = await receive(subscription, count(5), message => message.nack());
    const [letter] = await receive(letters, count(1), ack);
    return {attempts: nacked.map(message => message.deliveryAttempt), text: text(letter), attributes: letter.attributes};
  },

  async ordering() {
    const {subscription} = await pair({enableMessageOrdering: true});
    const publisher = pubsub.topic('topic', {messageOrdering: true});
    await Promise.all([0, 1, 2, 3, 4].map(i => publisher.publishMessage({data: data(`${i}`), orderingKey: 'key'})));
    let nacked = false;
    const seen = await receive(subscription, all => text(all.at(-1)) === '4' && all.filter(message => text(message) === '1').length === 2, message => {
      if (text(message) === '1' && !nacked) {
        nacked = true;
        message.nack();
      } else {
        message.ack();
      }
    });
    return {seen: seen.map(text), keys: [...new Set(seen.map(message => message.orderingKey))]};
  },

  async exactlyOnce() {
    const {topic, subscription} = await pair({enableExactlyOnceDelivery: true});
    await topic.publishMessage({data: data('x')});
    const [message, first] = await new Promise((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('message', received => received.ackWithResponse().then(answer => resolve([received, answer]), reject));
    });
    const client = new (require('@google-cloud/pubsub').v1.SubscriberClient)({
      servicePath: process.env.PUBSUB_EMULATOR_HOST.split(':')[0], port: process.env.PUBSUB_EMULATOR_HOST.split(':')[1],
      sslCreds: require('@grpc/grpc-js').credentials.createInsecure(),
    });
    const stale = await client.acknowledge({subscription: subscription.name, ackIds: [message.ackId]}).then(() => 'taken', error => ({
      code: error.code, reason: error.reason, metadata: Object.values(error.errorInfoMetadata),
    }));
    return {first, stale};
  },

  async seek() {
    const {topic, subscription} = await pair({retainAckedMessages: true});
    const before = new Date(Date.now() - 60000);
    await topic.publishMessage({data: data('x')});
    await receive(subscription, count(1), ack);
    await subscription.close();
    const [snapshot] = await subscription.createSnapshot('snapshot');
    const again = pubsub.subscription('subscription');
    await again.seek(before);
    const replayed = await receive(again, count(1), ack);
    await again.close();
    const purged = pubsub.subscription('subscription');
    await topic.publishMessage({data: data('purged')});
    await purged.seek(new Date(Date.now() + 60000));
    await topic.publishMessage({data: data('new')});
    const after = await receive(purged, count(1), ack);
    return {replayed: replayed.map(text), after: after.map(text), snapshot: snapshot.name};
  },
};

(async () => {
  console.log(JSON.stringify(await cases[process.argv[2]]()));
  process.exit(0);
})().catch(error => {
  console.error(error);
  process.exit(1);
});
