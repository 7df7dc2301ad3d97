// Consumes a subscription of the emulator at PUBSUB_EMULATOR_HOST until it is killed, and says what it does before it does it:
// `node consumer.js SUBSCRIPTION SEED NACK_PERCENT confirm|plain`.
const {writeSync} = require('fs');
const {PubSub} = require('@google-cloud/pubsub');

const [name, seed, nackPercent, mode] = process.argv.slice(2);
let state = Number(seed) >>> 0;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

// Written at once, so that a process that is killed has not answered a message that nobody knows of.
const say = (what, message) => {
  const line = Buffer.from(`${what} ${message.data} ${message.id} ${message.orderingKey || ''}\n`);
  for (let at = 0; at < line.length;) {
    try {
      at += writeSync(1, line, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        throw error;
      }
    }
  }
};

const [, project, , id] = name.split('/');
const subscription = new PubSub({projectId: project}).subscription(id);
subscription.on('error', error => console.error(error));
subscription.on('message', message => {
  say('received', message);
  if (random() * 100 < Number(nackPercent)) {
    say('nacks', message);
    message.nack();
  } else if (mode === 'confirm') {
    say('acks', message);
    message.ackWithResponse().then(() => say('confirmed', message), error => console.error(error));
  } else {
    say('acks', message);
    message.ack();
  }
});
