import { unwrap } from './error';
import type { AccountRecord, LeadRecord, ListingRecord, Time } from './lead';
import { native } from './native';
import type { Channel } from './names';
import { Wire } from './wire';

/** A text about to be sent, and what it must agree with. */
export interface DraftRecord {
  channel: Channel;
  now: Time;
  account: AccountRecord;
  lead?: LeadRecord;
  /** The facts on file, the listing that is talked about first. */
  listings?: ListingRecord[];
  listing?: ListingRecord;
  history?: { role: 'lead' | 'assistant' | 'agent'; text: string }[];
  /** The message it answers. */
  inbound?: string;
  /** The text. */
  draft: string;
}

/** Every reason not to send a draft, as in `contradiction:hoa_usd_month`; none is a yes. */
export function guard(draft: DraftRecord): string[] {
  const record = new Wire('the draft', draft);
  return unwrap(() => native.guard(record.text), record);
}
