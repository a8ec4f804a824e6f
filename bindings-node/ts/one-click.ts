/** Unsubscribing with one click, as mail programs do it (RFC 8058). A mail that an outbox sends through SendGrid has the headers by itself. */
import type { ConsentIncoming } from './channel';
import type { Purpose } from './consent';
import { text, unwrap, wrong } from './error';
import { native } from './native';
import { bytes, flat, told, type WebhookHeaders } from './webhook';

/** Whose mail it is, who gets it, what it is for, and where its link leads. */
export interface OneClickMail {
  account: string;
  /** An e-mail address. */
  contact: string;
  purpose: Purpose;
  /** The endpoint that calls `optOut`: `https://…`. */
  url: string;
  /** 32 bytes or more that nobody else knows. */
  secret: string;
}

/** The two headers of a mail that can be unsubscribed from with one click. */
export function headers(mail: OneClickMail): { 'List-Unsubscribe': string; 'List-Unsubscribe-Post': string } {
  if (typeof mail !== 'object' || mail === null) throw wrong('mail', 'an object', mail);
  const [, link, , value] = unwrap(() => native.oneClickHeaders(
    text(mail.account, 'account'), text(mail.contact, 'contact'), text(mail.purpose, 'purpose'), text(mail.url, 'url'),
    text(mail.secret, 'secret'),
  ));
  return { 'List-Unsubscribe': link!, 'List-Unsubscribe-Post': value! };
}

/**
 * What a mail program posted to such a mail's link: the opt-out of its purpose, for `receive`. A GET throws `input_invalid`, and a link that
 * was changed or is another account's `unauthorized`.
 */
export function optOut(
  url: string, headers: WebhookHeaders, rawBody: Uint8Array | string, secret: string, account: string,
): ConsentIncoming {
  const clicked = unwrap(() => native.oneClickOptOut(
    text(url, 'url'), flat(headers), bytes(rawBody), text(secret, 'secret'), text(account, 'account'),
  ));
  return told(clicked) as ConsentIncoming;
}
