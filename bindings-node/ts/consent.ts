import { text, unwrap } from './error';
import { native } from './native';
import type { Channel, MessageLabel } from './names';
import { read as value } from './wire';

/** What a message is for. */
export type Purpose = 'conversational' | 'transactional' | 'marketing';

/** How far a finding or an event reaches. */
export type Scope = 'everything' | { channel: Channel } | { purpose: [Channel, Purpose] };

/** One thing that a message asks. */
export interface Finding {
  readonly kind:
    | 'opt_out' | 'wrong_number' | 'legal_threat' | 'minor' | 'privacy_delete' | 'privacy_access' | 'privacy_sale'
    | 'privacy_portability' | 'privacy_correct' | 'privacy_restrict' | 'privacy_limit' | 'privacy_object' | 'not_interested'
    | 'opt_in' | 'help' | 'human';
  readonly scope: Scope;
  /** The rule that decided; see `explain`. */
  readonly rule: string;
  /** How sure the rule is, 0 to 1. */
  readonly confidence: number;
}

/** All that a message asks. */
export interface Reading {
  readonly label: MessageLabel;
  readonly rule: string;
  readonly confidence: number;
  readonly findings: readonly Finding[];
}

/** The state of consent on one channel. */
export type ConsentState =
  | 'none' | 'implied' | 'express' | 'express_written' | 'undeliverable' | 'opted_out' | 'wrong_party' | 'halted'
  | 'erased';

/** What happened to a person's consent. */
export interface Event {
  readonly kind:
    | 'inquiry' | 'opt_in' | 'written_opt_in' | 'opt_out' | 'wrong_party' | 'halt' | 'confirmed' | 'acknowledged' | 'undeliverable'
    | 'erased';
  readonly scope: Scope;
  readonly source: 'person' | 'record' | 'provider' | 'engine';
  readonly rule: string;
  readonly at: Date;
}

/** What is put on file of the consent of whoever has a contact point. */
export interface ConsentRecord {
  kind: 'opt_out' | 'written_opt_in' | 'wrong_party' | 'undeliverable' | 'halt';
  /** A phone as in `+15125550147`, an e-mail address, or `visitor:ID`. */
  contact: string;
  /** How far it reaches: the contact point's own channel unless said otherwise. */
  scope?: 'channel' | Purpose | 'everything';
  /** Who says so: the business, unless the channel's provider does. */
  source?: 'record' | 'provider';
  /** When it happened; now where absent. */
  at?: Date | string;
  /** The person's words, or what was signed: a `written_opt_in` must have them. */
  words?: string;
}

/** What came of a consent record. */
export interface Recorded {
  /** Whose contact point it is; absent where nobody on file has it. */
  readonly lead?: string;
  /** The state on the contact point's channel afterwards. */
  readonly state: ConsentState;
  /** Whether any state changed. */
  readonly changed: boolean;
  /** The audit trail's head with this record in it. */
  readonly auditHead: string;
}

/** One event of an account's consent, and whose it is. */
export interface LedgerEntry {
  /** Its place among the account's events, from 1. */
  readonly place: number;
  /** The contact point as a keyed hash, in hex; absent where a record names a channel without one. */
  readonly contactHash?: string;
  readonly lead?: string;
  /** The turn whose message brought it about. */
  readonly turn?: string;
  readonly event: Event;
  /** The words that it rests on, from `consentAt` and while they are kept. */
  readonly words?: string;
  /** The entry as `closr consent export` writes it. */
  readonly json: string;
}

/** What is on file of a contact point's consent. */
export interface ContactConsent {
  readonly channel: Channel;
  /** Whose it is; absent where nobody on file has it. */
  readonly lead?: string;
  readonly states: Readonly<Record<Purpose, ConsentState>>;
  /** Its own events, oldest first, with their words. */
  readonly history: readonly LedgerEntry[];
}

/** Reads what a message asks: by rules, without a model. */
export function read(channel: Channel, words: string): Reading {
  return value(unwrap(() => native.read(text(channel, 'channel'), text(words, 'text'))));
}

/** What a rule rests on, in words; `undefined` where it has no such name. */
export function explain(rule: string): string | undefined {
  return unwrap(() => native.explain(text(rule, 'rule'))) ?? undefined;
}
