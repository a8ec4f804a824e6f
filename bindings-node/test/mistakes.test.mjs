// Mistakes that only JavaScript can make; `rows.test.mjs` has those of all languages. Each is a `ClosrError` at once,
// says what would be right, and repeats no value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { Engine, PromptCatalog, Redactor, TokenCounter, Vault, explain, guard, read, smsSegments } from 'closr';

import { LEAD, chat, mistake, oak, sms } from './scene.mjs';

const SECRET = 'Zebulon';
const { engine, oak: account, lead } = await oak();
const webhook = engine.forAccount('oak', 'webhook');
const closed = new Engine();
await closed.close();
const circle = { firstName: SECRET };
circle.extra = { circle };
const ID = '01a218b7-a8cf-7631-bb8c-e47bcdb5aa1a';

const MISTAKES = [
  ['a text for the settings', () => new Engine(SECRET), 'config_invalid', 'the settings: expected an object, found a text'],
  ['null for the settings', () => new Engine(null), 'config_invalid', 'expected an object, found null'],
  ['a typo in a setting', () => new Engine({ sqlit: 'x.db' }), 'config_invalid', 'sqlit: unknown key; did you mean "sqlite"?'],
  ['a wait that is too long', () => new Engine({ debounceSeconds: 31 }), 'config_invalid', 'debounceSeconds'],
  ['a setting spelled as in Python', () => new Engine({ permit_life_secs: 3 }), 'config_invalid', 'did you mean "permitLifeSeconds"?'],
  ['a URL without scheme', () => new Engine({ provider: { kind: 'openai', baseUrl: 'localhost:1/v1', model: 'm' } }), 'config_invalid', 'no scheme'],
  ['no key', () => new Engine({ provider: { kind: 'openai', baseUrl: 'https://api.example.com/v1', model: 'm' } }), 'config_invalid', 'provider.apiKey: is missing'],
  ['a key with a line break', () => new Engine({ provider: { kind: 'openai', baseUrl: 'https://api.example.com/v1', model: 'm', apiKey: `${SECRET}\n` } }), 'config_invalid', 'apiKey'],
  ['a model\'s name for a provider', () => new Engine({ provider: 'gpt-4o-mini' }), 'config_invalid', 'provider: expected an object, found a text'],
  ['a class for the clock', () => new Engine({ clock: new Map() }), 'config_invalid', 'clock'],
  ['an unknown template', () => new Engine({ template: 'inquiry_repyl' }), 'config_invalid', 'did you mean "inquiry_reply"?'],
  ['a closed engine', () => closed.upsertAccount({ brand: 'x' }), 'unavailable', 'closed'],
  ['a closed engine, seen by an account', () => closed.forAccount('oak').reply(sms('SM1')), 'unavailable', 'closed'],
  ['an approved reply that steers', () => engine.upsertAccount({ brand: 'x', replies: [{ id: 'a', text: 'Perfect for young families.' }] }), 'input_invalid', 'replies[0].text: character '],
  ['a number for an id', () => engine.forAccount(7), 'input_invalid', 'id: expected a text, found a number'],
  ['an unknown actor', () => engine.forAccount('oak', 'admin'), 'input_invalid', 'service'],
  ['an account that is not there', () => engine.forAccount('elm').account(), 'not_found', 'account'],
  ['a lead that is not there', () => account.lead(ID), 'not_found', 'lead'],
  ['a turn that is not there', () => account.work(ID), 'not_found', 'turn'],
  ['a lead\'s name for its id', () => account.lead(SECRET), 'input_invalid', 'not a lead id'],
  ['nothing for a lead\'s id', () => account.lead(), 'input_invalid', 'id: expected a text, found nothing'],
  ['an inbound in pieces', () => account.reply('SM1', 'sms', '+15125550147', 'hi'), 'input_invalid', 'the message: expected an object, found a text'],
  ['no channel', () => account.reply({ id: '1', from: '+15125550147', text: SECRET }), 'input_invalid', 'channel: missing'],
  ['a channel in camelCase', () => account.reply({ ...chat('1'), channel: 'webChat' }), 'input_invalid', 'did you mean "web_chat"?'],
  ['a sender of another channel', () => account.reply({ ...chat('1'), channel: 'email', from: SECRET }), 'input_invalid', 'from: not an e-mail address'],
  ['a date without time zone', () => account.reply({ ...sms('1'), at: '2026-11-22T10:00:00' }), 'input_invalid', 'at: not a time'],
  ['an invalid Date', () => account.reply({ ...sms('1'), at: new Date('x') }), 'input_invalid', 'at: not a time: the Date is invalid'],
  ['a number for a text', () => account.reply({ ...sms('1'), text: 5551234 }), 'input_invalid', 'text: expected a text, found a number'],
  ['a stream of nothing', () => account.replyStream(), 'input_invalid', 'the message: expected an object, found nothing'],
  ['a misspelt option', () => account.reply(sms('1'), { singal: null }), 'input_invalid', 'singal: unknown key; known are signal'],
  ['an option that is no signal', () => account.reply(sms('1'), { signal: 7 }), 'input_invalid', 'signal: expected an AbortSignal, found a number'],
  ['a misspelt key', () => account.upsertLead({ ...LEAD, phnes: [SECRET] }), 'input_invalid', 'phnes: unknown key; did you mean "phones"?'],
  ['NaN', () => account.upsertLead({ interest: { budgetMaxUsd: NaN } }), 'input_invalid', 'interest.budgetMaxUsd: found NaN or Infinity'],
  ['a channel\'s consent', () => account.upsertLead({ consent: { web_chat: SECRET } }), 'input_invalid', 'consent.web_chat: not one of: express'],
  ['a key with a number', () => account.upsertLead({ address_2: SECRET }), 'input_invalid', 'address_2: unknown key'],
  ['a bigint', () => account.upsertLead({ interest: { budgetMaxUsd: 700000n } }), 'input_invalid', 'found a bigint'],
  ['a function', () => account.upsertLead({ firstName: () => SECRET }), 'input_invalid', 'found a function'],
  ['two spellings of a key', () => account.upsertLead({ firstName: 'Jane', first_name: SECRET }), 'input_invalid', 'given twice'],
  ['a circle', () => account.upsertLead(circle), 'input_invalid', 'extra: cannot be written as JSON'],
  ['a promise that was not awaited', () => account.upsertLead(Promise.resolve(LEAD)), 'input_invalid', 'the lead: expected an object, found a promise: await it'],
  ['a Map', () => account.upsertLead(new Map([['firstName', SECRET]])), 'input_invalid', 'found a Map or a Set: write a plain object'],
  ['a webhook that reads', () => webhook.history(lead), 'forbidden', 'webhook'],
  ['a text for an audit head', () => account.verifyAudit('7'), 'input_invalid', 'not an audit head'],
  ['an unknown channel', () => read('whatsapp', SECRET), 'input_invalid', 'use sms, email or web_chat'],
  ['arguments the wrong way round', () => read(SECRET, 'sms'), 'input_invalid', 'use sms, email or web_chat'],
  ['nothing to read', () => read('sms'), 'input_invalid', 'text: expected a text, found nothing'],
  ['no rule', () => explain(undefined), 'input_invalid', 'rule: expected a text'],
  ['an array to count', () => smsSegments([SECRET]), 'input_invalid', 'text: expected a text, found a list'],
  ['a lead in the redactor\'s stead', () => new Redactor(LEAD), 'input_invalid', 'known are lead, account, listings'],
  ['one listing for a list', () => new Redactor({ listings: { id: 'L' } }), 'input_invalid', 'listings: expected a list, found an object'],
  ['null to redact', () => new Redactor().redact(null), 'input_invalid', 'text: expected a text, found null'],
  ['a vault by its place', () => new Redactor().redact('x', new Vault()), 'input_invalid', 'the options: expected an object of vault'],
  ['what is no vault', () => new Redactor().redact('x', { vault: {} }), 'input_invalid', 'vault: expected a Vault, found an object'],
  ['a Redaction for a reply', () => new Redactor().redact('x').restoreReply({ text: SECRET }), 'input_invalid', 'reply: expected a text'],
  ['a draft without its record', () => guard('It is $1.'), 'input_invalid', 'the draft: expected an object, found a text'],
  ['a folder without templates', () => new PromptCatalog('/nowhere/at/all'), 'config_invalid', 'folder'],
  ['a counter by its class', () => new TokenCounter(SECRET), 'input_invalid', 'made by TokenCounter.forModel(model)'],
  ['a file that is no tokenizer', () => TokenCounter.load('/nowhere/at/all'), 'config_invalid', 'tokenizer'],
  ['an unknown framing', () => TokenCounter.load('/nowhere', { framing: 'openai ' }), 'input_invalid', 'openai'],
  ['texts for messages', () => TokenCounter.forModel('gpt-4o').countChat([SECRET]), 'input_invalid', 'messages[0].role: expected a text'],
  ['one message for a list', () => TokenCounter.forModel('gpt-4o').countChat({ role: 'user', content: SECRET }), 'input_invalid', 'messages: expected a list'],
];

for (const [what, call, code, says] of MISTAKES) {
  test(what, async () => {
    const error = await mistake(call);
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.includes(says), error.message);
    assert.ok(!inspect(error).includes(SECRET), error.message);
  });
}

test('text that is no Unicode is mended, not refused', async () => {
  assert.equal((await account.reply(sms('LONE', 'hi \ud83d'))).kind === undefined, false);
  assert.deepEqual(new Redactor().redact('\ud83d 512-555-0199').spans.map(({ start, end }) => [start, end]), [[2, 14]]);
});
