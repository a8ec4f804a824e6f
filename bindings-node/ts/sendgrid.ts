/** SendGrid's webhooks: `verify` each, or `verifySecret` where an Inbound Parse is not signed, before `parse` says what it tells. */
import type { Incoming } from './channel';
import { text, unwrap } from './error';
import { native } from './native';
import type { SendGridGroups } from './settings';
import { bytes, flat, told, type WebhookHeaders } from './webhook';
import { Wire } from './wire';

/**
 * Checks that SendGrid sent a webhook, by the public key that it shows beside it; otherwise it throws `unauthorized`: answer 403. `rawBody` is
 * what came in, before anybody has parsed it. A wrong key is `config_invalid`.
 */
export function verify(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, publicKey: string): void {
  unwrap(() => native.sendgridVerify(text(url, 'url'), flat(headers), bytes(rawBody), text(publicKey, 'publicKey')));
}

/** Checks that whoever posts a webhook knows the secret in its URL, `closr_secret`: for an Inbound Parse that is not signed. */
export function verifySecret(url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, secret: string): void {
  unwrap(() => native.sendgridVerifySecret(text(url, 'url'), flat(headers), bytes(rawBody), text(secret, 'secret')));
}

/**
 * What a webhook of SendGrid's tells, once it was verified: told apart by their `kind`, and taken by `receive`. `groups` are the unsubscribe
 * groups by purpose, as in `{ marketing: 12345 }`.
 */
export function parse(
  url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, groups: SendGridGroups = {},
): Incoming[] {
  const record = new Wire('the groups', groups, 'config_invalid');
  return unwrap(() => native.sendgridParse(text(url, 'url'), flat(headers), bytes(rawBody), record.text), record).map(told);
}
