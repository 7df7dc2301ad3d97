// Calls of the emulator's control API: http://HOST/emulator/v1/openapi.json describes it.
const base = `http://${process.env.PUBSUB_EMULATOR_HOST ?? 'localhost:8085'}`;

export async function call(method, path, body, contentType = 'application/json') {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const headers = text === undefined ? {} : { 'content-type': contentType };
  const response = await fetch(`${base}${path}`, { method, headers, body: text });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${answer.error.message}`);
  }
  return answer;
}

/** Empties the emulator and begins with these topics and subscriptions. */
export async function beginWith(topology) {
  await call('POST', '/emulator/v1/reset');
  await call('PUT', '/emulator/v1/history', { keep: true });
  await call('PUT', '/emulator/v1/state', topology, 'application/yaml');
}

/** Waits for events: no sleep, and an error that says what happened instead. */
export async function waitFor(query, count = 1) {
  const { events } = await call('GET', `/emulator/v1/history?${query}&count=${count}&wait=30s`);
  return events;
}

export const publish = (topic, data, attributes = {}) =>
  call('POST', `/v1/${topic}:publish`, { messages: [{ data: Buffer.from(data).toString('base64'), attributes }] });
