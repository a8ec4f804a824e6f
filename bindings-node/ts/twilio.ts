/** Twilio's webhooks: `verify` each before `parse` says what it tells, and answer it with `answer`. */
import type { Incoming } from './channel';
import { Cleared } from './engine';
import { text, unwrap, wrong } from './error';
import { veiled } from './inspect';
import { native } from './native';
import { read } from './wire';

/** Headers as Node, Express and Fetch have them; names in any case. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>;

/**
 * Checks that Twilio sent a webhook, by the account's auth token; otherwise it throws `unauthorized`: answer 403. `url` is the one that
 * Twilio called, with its query, and `rawBody` what came in, before anybody has parsed it.
 */
export function verify(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, authToken: string): void {
  unwrap(() => native.twilioVerify(text(url, 'url'), flat(headers), bytes(rawBody), text(authToken, 'authToken')));
}

/** What a webhook of Twilio's tells, once it was verified: told apart by their `kind`, and taken by `receive`. */
export function parse(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string): Incoming[] {
  return unwrap(() => native.twilioParse(text(url, 'url'), flat(headers), bytes(rawBody))).map((told) => hidden(read<Incoming>(told)));
}

/** The TwiML that answers a webhook: with a text, which Twilio then sends, or with nothing. Its content type is `text/xml`. */
export function answer(cleared?: Cleared): string {
  return unwrap(() => native.twilioAnswer(cleared === undefined ? undefined : Cleared.half(cleared)));
}

/** What is the person's own is read, and not shown by `console.log`. */
function hidden(told: Incoming): Incoming {
  if (told.kind === 'consent') veiled(told.record, 'contact');
  if (told.kind !== 'message') return told;
  veiled(told.inbound, 'from', 'text');
  const own = (['media', 'button', 'location'] as const).filter((key) => told[key] !== undefined);
  return veiled(told, ...own);
}

function flat(headers: WebhookHeaders): string[] {
  const given: unknown = headers;
  if (typeof given !== 'object' || given === null) throw wrong('headers', 'an object or pairs', given);
  const pairs = Symbol.iterator in given ? (given as Iterable<readonly [string, string]>) : Object.entries(headers);
  return [...pairs].flatMap((pair: unknown) => {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string') throw wrong('headers', 'an object or pairs', given);
    const [name, values] = pair as [string, unknown];
    const all = Array.isArray(values) ? values : [values];
    return all.filter((value) => typeof value === 'string').flatMap((value: string) => [name, value]);
  });
}

function bytes(rawBody: Uint8Array | string): Uint8Array {
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  if (rawBody instanceof Uint8Array) return rawBody;
  throw wrong('rawBody', 'the raw bytes or text', rawBody);
}
