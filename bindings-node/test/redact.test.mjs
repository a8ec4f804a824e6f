// Redaction on its own: many texts, and replies in pieces.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClosrError, Redactor, Vault } from 'closr';

test('many texts are redacted in their places, off the event loop', async () => {
  const texts = Array.from({ length: 5000 }, (_, at) => (at % 2 ? `call 512-555-${String(at).padStart(4, '0')} 🏡` : `row ${at}`));
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  const redacted = await new Redactor().redactMany([...texts, ...texts, ...texts, ...texts]);
  clearInterval(ticking);
  assert.equal(redacted.length, 20_000);
  redacted.forEach((text, at) => assert.equal(text, at % 2 ? 'call [PHONE_1] 🏡' : texts[at % 5000]));
  assert.ok(ticks > 0, 'nothing else ran meanwhile');
  assert.deepEqual(await new Redactor({ lead: { first_name: 'Jane' } }).redactMany(['Jane here', '']), ['[PERSON_1] here', '']);
});

test('what are no texts is refused by its place', async () => {
  for (const [wrong, said] of [['a text', 'texts: expected a list, found a text'], [['a', 5], 'texts[1]: expected a text, found a number']]) {
    await assert.rejects(new Redactor().redactMany(wrong), { code: 'input_invalid', message: said });
  }
});

test('a reply that comes in pieces is restored as it comes', () => {
  const vault = new Vault();
  new Redactor().redact('call 512-555-0147', { vault });
  const restorer = vault.restorer();
  assert.deepEqual(['Call [pho', 'ne_1] or [me', '] [EMAIL_7]'].map((piece) => restorer.push(piece)), ['Call ', '512-555-0147 or [me', '] [EMAIL_7]']);
  assert.deepEqual({ ...restorer.finish() }, { text: '', unknown: ['[EMAIL_7]'], drifted: ['[PHONE_1]'] });
  assert.throws(() => restorer.push('x'), (error) => error instanceof ClosrError && error.code === 'input_invalid');
  assert.equal(vault.restorer(['[PHONE_1]']).push('[PHONE_1]'), '[PHONE_1]');
});

test('a stream ends once, and says why it cannot begin', () => {
  const vault = new Vault();
  const stream = new Redactor().stream({ vault });
  assert.equal(stream.push('call 512-555-0147 🏡'.slice(0, -1)) + stream.push('\udfe1') + stream.finish(), 'call [PHONE_1] 🏡');
  assert.equal(stream.vault, vault);
  assert.equal(vault.restoreReply('[PHONE_1]').text, '512-555-0147');
  for (const call of [() => stream.push('x'), () => stream.finish()]) assert.throws(call, { code: 'input_invalid', message: /make another/ });
  const endless = new Redactor({ recognisers: [{ name: 'ORDER_ID', pattern: 'ORD-\\d+' }] });
  assert.throws(() => endless.stream(), { code: 'config_invalid', message: /ORDER_ID has no longest match/ });
});

test('half of a character is no text, and hides nothing', () => {
  for (const text of [`\ud83c512-555-0147`, `call 512-555-0147\udfe1`]) {
    assert.equal(new Redactor().redact(text).text.toWellFormed(), text.toWellFormed().replace('512-555-0147', '[PHONE_1]'));
  }
  const stream = new Redactor().stream();
  assert.equal(stream.push('512-555-0147 \ud83c') + stream.finish(), '[PHONE_1] \ufffd');
});

const files = process.env.CLOSR_TEST_NER;
test('the neural layer finds more', { skip: files ? false : "the neural layer's files are not here" }, () => {
  const text = 'Please ask Sandy & Clive';
  assert.equal(new Redactor().redact(text).text, 'Please ask [PERSON_1] & Clive');
  assert.equal(new Redactor({ ner: files }).redact(text).text, 'Please ask [PERSON_1] & [PERSON_2]');
});

test('what is large or empty is redacted all the same', () => {
  const line = 'The kitchen is new; call 512-555-0147 about it. 🏡\n';
  assert.equal(new Redactor().redact(line.repeat(20_000)).text, line.replace('512-555-0147', '[PHONE_1]').repeat(20_000));
  const nobody = new Redactor({ lead: { firstName: ' ', lastName: '', phones: [] }, allow: [''], without: [] });
  assert.equal(nobody.redact('call 512-555-0147').text, 'call [PHONE_1]');
});
