// A server of OpenAI's chat completions, as far as the tests need one.
import { once } from 'node:events';
import { createServer } from 'node:http';

const event = (choice) => `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, ...choice }] })}\n\n`;

/**
 * Answers every request with `text`; a streamed one in words. With `stall`, it says that much and then no more.
 * `asked` and `closed` count requests, and those whose caller went away before they were answered. Ends with the test.
 */
export async function model(t, { text = '', stall = false, status = 200, headers = {}, body } = {}) {
  const state = { asked: 0, closed: 0, bodies: [] };
  const server = createServer(async (request, response) => {
    state.asked += 1;
    let sent = '';
    for await (const piece of request) sent += piece;
    state.bodies.push(sent);
    response.on('close', () => {
      if (!response.writableFinished) state.closed += 1;
    });
    if (status !== 200) {
      response.writeHead(status, headers).end(body ?? '{"error": {"message": "no"}}');
    } else if (JSON.parse(sent).stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const word of text.match(/\S+\s*/g) ?? []) response.write(event({ delta: { content: word } }));
      if (!stall) response.end(`${event({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`);
    } else if (!stall) {
      const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices, usage }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(state, {
    settings: { kind: 'openai', baseUrl: `http://127.0.0.1:${server.address().port}/v1`, model: 'm' },
  });
}

/** Waits until something is so, at most a few seconds. */
export async function until(condition, what) {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 5000) throw new Error(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
