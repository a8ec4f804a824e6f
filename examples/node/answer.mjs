// Answers one message with the composer: no model, no network, no key.
//
// `node examples/node/answer.mjs`, where the package is installed: `npm install ./bindings-node`
import { Engine } from 'closr';

const engine = new Engine();
await engine.upsertAccount({
  id: 'oak', brand: 'Oak & Main Realty', agent: 'Dana Reyes', brokerage: 'Oak & Main Realty LLC', license: 'TREC 0654321',
  phone: '+15125550100', tz: 'America/Chicago',
});

const oak = engine.forAccount('oak');
await oak.upsertListing({
  id: 'L-1042', address: '1208 Willow Bend', city: 'Austin', priceUsd: 689000, beds: 3, baths: 2.5, hoaUsdMonth: 0,
  status: 'active',
});
await oak.upsertLead({ firstName: 'Jane', phones: ['+15125550147'] });

for (const [id, text] of [['SM1', 'Hi, how much is it and is there an HOA?'], ['SM2', 'STOP'], ['SM3', 'hello?']]) {
  const outcome = await oak.reply({ id, channel: 'sms', from: '+15125550147', text });
  const sent = outcome.takeCleared()?.release() ?? '(nothing)';
  console.log(`${text}\n  -> ${outcome.kind} ${JSON.stringify(outcome.reasons)}\n  ${sent}`);
}
