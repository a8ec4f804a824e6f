import { unwrap } from './error';
import type { AccountRecord, LeadRecord, ListingRecord, Time } from './lead';
import { native } from './native';
import type { Channel } from './names';
import { Wire, read } from './wire';

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

/** Why a draft was blocked. */
export interface Block {
  /** The rule that found it, as in `fact.number`. */
  readonly rule: string;
  /** As in `contradiction`. */
  readonly category: string;
  /** The field it is about, as in `hoa_usd_month`. */
  readonly field?: string;
  /** The words of the draft that it is about, redacted; absent where it is the whole. */
  readonly words?: string;
}

/** Every reason not to send a draft, as in `contradiction:hoa_usd_month`; none is a yes. */
export function guard(draft: DraftRecord): string[] {
  const record = new Wire('the draft', draft);
  return unwrap(() => native.guard(record.text), record);
}

/** The reasons of `guard` with the rule that found each and the words of the draft, redacted. */
export function guardBlocks(draft: DraftRecord): Block[] {
  const record = new Wire('the draft', draft);
  return read(unwrap(() => native.guardBlocks(record.text), record));
}
