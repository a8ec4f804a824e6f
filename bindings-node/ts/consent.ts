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
    | 'opt_out' | 'wrong_number' | 'legal_threat' | 'minor' | 'privacy_delete' | 'privacy_access' | 'not_interested'
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
  | 'none' | 'implied' | 'express' | 'undeliverable' | 'opted_out' | 'wrong_party' | 'halted' | 'erased';

/** What happened to a person's consent. */
export interface Event {
  readonly kind:
    | 'inquiry' | 'opt_in' | 'opt_out' | 'wrong_party' | 'halt' | 'confirmed' | 'acknowledged' | 'undeliverable'
    | 'erased';
  readonly scope: Scope;
  readonly source: 'person' | 'record' | 'provider' | 'engine';
  readonly rule: string;
  readonly at: Date;
}

/** Reads what a message asks: by rules, without a model. */
export function read(channel: Channel, words: string): Reading {
  return value(unwrap(() => native.read(text(channel, 'channel'), text(words, 'text'))));
}

/** What a rule rests on, in words; `undefined` where it has no such name. */
export function explain(rule: string): string | undefined {
  return unwrap(() => native.explain(text(rule, 'rule'))) ?? undefined;
}
