// What the tests share: an account with a listing and a lead, and the rows that all languages share.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { ClosrError, Engine } from 'closr';
import { parse } from 'smol-toml';

export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const ACCOUNT = {
  id: 'oak', brand: 'Oak & Main Realty', agent: 'Dana Reyes', brokerage: 'Oak & Main Realty LLC', license: 'TREC 0654321',
  phone: '+15125550100', tz: 'America/Chicago',
};
export const LISTING = {
  id: 'L-1042', address: '1208 Willow Bend', city: 'Austin', priceUsd: 689000, beds: 3, baths: 2.5, hoaUsdMonth: 0, status: 'active',
};
export const LEAD = { firstName: 'Jane', lastName: 'Okafor', phones: ['+15125550147'], emails: ['jane@example.com'] };
export const PRICE = 'What is the price of 1208 Willow Bend?';

export const sms = (id, text = PRICE, from = '+15125550147') => ({ id, channel: 'sms', from, text });
export const chat = (id, text = PRICE, from = 'visitor-1') => ({ id, channel: 'web_chat', from, text });

/** An account's view of a new engine, and the engine. */
export async function oak(settings = {}) {
  const engine = new Engine(settings);
  await engine.upsertAccount(ACCOUNT);
  const account = engine.forAccount(ACCOUNT.id);
  await account.upsertListing(LISTING);
  const lead = await account.upsertLead(LEAD);
  return { engine, oak: account, lead };
}

/** What a call throws, which must be a `ClosrError`. */
export async function mistake(call) {
  let result;
  try {
    result = await call();
  } catch (error) {
    if (error instanceof ClosrError) return error;
    throw error;
  }
  throw new Error(`nothing was thrown, but ${typeof result} returned`);
}

/** The rows of `core/tests/testdata/<name>.toml`. */
export const rows = (name) => parse(readFileSync(`${ROOT}/core/tests/testdata/${name}.toml`, 'utf8'));
