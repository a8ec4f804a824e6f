/** What every vendor's webhooks have alike. */
import type { Incoming } from './channel';
import { wrong } from './error';
import { veiled } from './inspect';
import { read } from './wire';

/** Headers as Node, Express and Fetch have them; names in any case. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>;

/** What core tells, one thing of it. */
export function told(text: string): Incoming {
  return hidden(read<Incoming>(text));
}

/** What is the person's own is read, and not shown by `console.log`. */
function hidden(told: Incoming): Incoming {
  if (told.kind === 'consent') veiled(told.record, 'contact');
  if (told.kind !== 'message') return told;
  veiled(told.inbound, 'from', 'text');
  const own = (['subject', 'attachments', 'media', 'button', 'location'] as const).filter((key) => told[key] !== undefined);
  return veiled(told, ...own);
}

/** Names and values in turn. */
export function flat(headers: WebhookHeaders): string[] {
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

export function bytes(rawBody: Uint8Array | string): Uint8Array {
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  if (rawBody instanceof Uint8Array) return rawBody;
  throw wrong('rawBody', 'the raw bytes or text', rawBody);
}
