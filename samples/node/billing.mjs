// The service under test: it bills the orders that a push subscription sends.
import { createServer } from 'node:http';

export async function startBilling() {
  const billed = new Map();
  let isClosed = false;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const { message } = JSON.parse(Buffer.concat(chunks));
    if (!isClosed) {
      billed.set(message.messageId, Buffer.from(message.data, 'base64').toString());
    }
    response.writeHead(isClosed ? 503 : 204).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    billed,
    close: () => (isClosed = true),
    open: () => (isClosed = false),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
