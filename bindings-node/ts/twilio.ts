/** Twilio's webhooks: `verify` each before `parse` says what it tells, and answer it with `answer`. */
import type { Incoming } from './channel';
import { Cleared } from './engine';
import { text, unwrap } from './error';
import { native } from './native';
import { bytes, flat, told, type WebhookHeaders } from './webhook';

export type { WebhookHeaders } from './webhook';

/**
 * Checks that Twilio sent a webhook, by the account's auth token; otherwise it throws `unauthorized`: answer 403. `url` is the one that
 * Twilio called, with its query, and `rawBody` what came in, before anybody has parsed it.
 */
export function verify(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, authToken: string): void {
  unwrap(() => native.twilioVerify(text(url, 'url'), flat(headers), bytes(rawBody), text(authToken, 'authToken')));
}

/** What a webhook of Twilio's tells, once it was verified: told apart by their `kind`, and taken by `receive`. */
export function parse(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string): Incoming[] {
  return unwrap(() => native.twilioParse(text(url, 'url'), flat(headers), bytes(rawBody))).map(told);
}

/** The TwiML that answers a webhook: with a text, which Twilio then sends, or with nothing. Its content type is `text/xml`. */
export function answer(cleared?: Cleared): string {
  return unwrap(() => native.twilioAnswer(cleared === undefined ? undefined : Cleared.half(cleared)));
}
