// What comes in by webhooks and goes out by an outbox.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { ClosrError, Engine, Outbox, oneClick, sendgrid, twilio } from 'closr';

const account = { id: 'oak', brand: 'Oak & Main', agent: 'Dana Reyes', tz: 'America/Chicago' };
const TOKEN = 'canary-token-6f1e';
const inbound = (id, text = 'Are you open?') => ({ id, channel: 'sms', from: '+15125550147', text });

/** Answers each message with the next of `answers`, and then with 201. */
async function vendor(...answers) {
  const forms = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const json = request.headers['content-type'] === 'application/json';
    forms.push(json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)));
    const [status, answer] = answers.shift() ?? (json ? [202, {}] : [201, { sid: 'SM9', status: 'queued' }]);
    response.writeHead(status, { 'x-message-id': '14c5d75ce93' }).end(JSON.stringify(answer));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const settings = {
    accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: TOKEN, from: '+15125550100', perSecond: 0,
    baseUrl: `http://127.0.0.1:${server.address().port}`, statusCallback: 'https://oak.example/status',
  };
  return { forms, settings, close: () => server.close() };
}

async function enter() {
  const engine = new Engine();
  await engine.upsertAccount(account);
  return engine.forAccount('oak');
}

test('a message comes in and its answer goes out', async () => {
  const oak = await enter();
  const [told] = twilio.parse('https://oak.example/sms', {}, 'MessageSid=SM1&From=%2B15125550147&Body=Are+you+open%3F');
  assert.doesNotMatch(inspect(told, { depth: 9 }), /5550147|open/);
  const accepted = await oak.receive(told);
  assert.equal(accepted.repeated, false);
  assert.equal((await oak.receive(told)).repeated, true);
  const post = await vendor();
  const outbox = new Outbox({ twilio: post.settings });
  assert.deepEqual(await oak.deliver(outbox), [{ turn: accepted.turn, state: 'accepted' }]);
  assert.deepEqual(await oak.deliver(outbox), []);
  const { outbound } = await oak.outcome(accepted.turn);
  assert.equal(post.forms[0].To, '+15125550147');
  assert.equal(post.forms[0].StatusCallback, `https://oak.example/status?closr_outbound=${outbound}`);
  const [status] = twilio.parse(post.forms[0].StatusCallback, {}, 'MessageSid=SM9&MessageStatus=delivered');
  assert.equal(await oak.receive(status), undefined);
  assert.equal(await oak.delivery(outbound), 'delivered');
  post.close();
});

test('a refusal is a stop, and a lost answer is unknown', async () => {
  const oak = await enter();
  const post = await vendor([500, {}], [400, { code: 21610 }]);
  const outbox = new Outbox({ twilio: post.settings });
  for (const [id, state, code] of [['SM1', 'unknown', 'outcome_unknown'], ['SM2', 'refused', 'consent_denied']]) {
    await oak.accept(inbound(id));
    const [delivery] = await oak.deliver(outbox);
    assert.equal(delivery.state, state);
    assert.ok(delivery.error instanceof ClosrError);
    assert.equal(delivery.error.code, code);
  }
  assert.equal((await oak.consentAt('+15125550147')).states.conversational, 'opted_out');
  post.close();
});

test('an outbox pauses, drains and checks its settings', async () => {
  const oak = await enter();
  await oak.accept(inbound('SM1'));
  const post = await vendor();
  const outbox = new Outbox({ twilio: post.settings });
  await outbox.drain();
  assert.equal(outbox.paused, true);
  assert.deepEqual(await oak.deliver(outbox), []);
  outbox.resume();
  assert.equal((await oak.deliver(outbox))[0].state, 'accepted');
  const wrong = { twilio: { ...post.settings, accountSid: 'AC1', form: 1 } };
  assert.throws(() => new Outbox(wrong), (error) => error.code === 'config_invalid' && error.message.includes('form') && !error.message.includes(TOKEN));
  await assert.rejects(oak.deliver({}), (error) => error.code === 'input_invalid');
  post.close();
});

test('a webhook is answered with a text once', async () => {
  const oak = await enter();
  assert.equal(twilio.answer(), '<?xml version="1.0" encoding="UTF-8"?><Response/>');
  const cleared = (await oak.reply(inbound('SM1', 'STOP'))).takeCleared();
  assert.match(twilio.answer(cleared), /^<\?xml version="1.0" encoding="UTF-8"\?><Response><Message>[^<]+<\/Message><\/Response>$/);
  assert.throws(() => twilio.answer(cleared), (error) => error.code === 'conflict');
  assert.throws(() => twilio.answer('text'), (error) => error.code === 'input_invalid');
});

test('headers are those of Node, Express and Fetch', () => {
  const body = 'MessageSid=SM1';
  // As Twilio would sign it: HMAC-SHA1 of the URL, each name and its value.
  const signature = 'RKyMUcvU4UWcYZ84IHY2+qskyQ4=';
  for (const headers of [
    { 'x-twilio-signature': signature, host: undefined, 'set-cookie': ['a', 'b'] },
    new Headers({ 'X-Twilio-Signature': signature }),
    [['X-TWILIO-SIGNATURE', signature]],
  ]) {
    twilio.verify('https://oak.example/sms', headers, body, '12345');
    assert.throws(() => twilio.verify('https://oak.example/sms', headers, `${body}2`, '12345'), ClosrError);
  }
  for (const headers of [null, 'text', [1]]) {
    assert.throws(() => twilio.verify('u', headers, body, 't'), (error) => error.code === 'input_invalid');
  }
});

const SECRET = '7f9c2ba4e88f827d616045507605853e';
const HERE = 'https://oak.example/sendgrid';

/** A mail as Inbound Parse posts it. */
function form(fields) {
  const part = ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = `${Object.entries(fields).map(part).join('')}--b--\r\n`;
  return sendgrid.parse(HERE, { 'content-type': 'multipart/form-data; boundary=b' }, body);
}

test('a mail comes in and its answer goes out', async () => {
  const oak = await enter();
  const [told] = form({ from: 'Jane <jane@example.com>', subject: 'Hours', text: 'Are you open?', dkim: '{@example.com : pass}' });
  assert.equal(told.inbound.unverified, false);
  assert.doesNotMatch(inspect(told, { depth: 9 }), /jane|Hours/);
  const accepted = await oak.receive(told);
  const post = await vendor();
  const outbox = new Outbox({
    sendgrid: { apiKey: TOKEN, from: 'dana@oak.example', subject: 'Your inquiry', groups: { marketing: 103 }, baseUrl: post.settings.baseUrl },
  });
  assert.deepEqual(await oak.deliver(outbox), [{ turn: accepted.turn, state: 'accepted' }]);
  const { outbound } = await oak.outcome(accepted.turn);
  assert.deepEqual(post.forms[0].personalizations, [{ to: [{ email: 'jane@example.com' }], custom_args: { closr_outbound: outbound } }]);
  const event = { event: 'delivered', email: 'jane@example.com', timestamp: 1795900000, closr_outbound: outbound };
  const [status] = sendgrid.parse(HERE, {}, JSON.stringify([event]));
  assert.equal(await oak.receive(status), undefined);
  assert.equal(await oak.delivery(outbound), 'delivered');
  post.close();
});

test('a claimed sender loosens nothing, and a machine says nothing', async () => {
  const oak = await enter();
  const [told] = form({ from: 'jane@example.com', text: 'Is it for sale?', dkim: '{@evil.example : pass}' });
  const outcome = await oak.reply(told.inbound);
  assert.deepEqual([outcome.kind, outcome.reasons], ['handoff', ['consent.unverified']]);
  const away = { id: '2', channel: 'email', from: 'jane@example.com', text: 'I am away. Stop emailing me.', automatic: true };
  assert.deepEqual((await oak.reply(away)).reasons, ['EM-07']);
});

test('events and clicks are stops', async () => {
  const oak = await enter();
  const events = [{ event: 'spamreport', email: 'jane@example.com', timestamp: 1795900000 }, { event: 'teleported' }];
  for (const told of sendgrid.parse(HERE, {}, JSON.stringify(events))) assert.equal(await oak.receive(told), undefined);
  assert.equal((await oak.consentAt('jane@example.com')).states.conversational, 'opted_out');
  const mail = { account: 'oak', contact: 'june@example.com', purpose: 'marketing', url: 'https://oak.example/u', secret: SECRET };
  const headers = oneClick.headers(mail);
  assert.equal(headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  const link = headers['List-Unsubscribe'].slice(1, -1);
  const click = (body, account) => oneClick.optOut(link, {}, body, SECRET, account);
  assert.throws(() => click('', 'oak'), (error) => error.code === 'input_invalid');
  assert.throws(() => click('List-Unsubscribe=One-Click', 'elm'), (error) => error.code === 'unauthorized');
  assert.throws(() => oneClick.headers({ ...mail, secret: 'short' }), (error) => error.code === 'config_invalid');
  await oak.receive(click('List-Unsubscribe=One-Click', 'oak'));
  const { states } = await oak.consentAt('june@example.com');
  assert.deepEqual([states.marketing, states.conversational], ['opted_out', 'none']);
});

test('a secret in the URL is compared', () => {
  sendgrid.verifySecret('https://oak.example/?closr_secret=0123456789abcdef', {}, '', '0123456789abcdef');
  const wrong = () => sendgrid.verifySecret('https://oak.example/?closr_secret=x', {}, '', '0123456789abcdef');
  assert.throws(wrong, (error) => error.code === 'unauthorized');
});
