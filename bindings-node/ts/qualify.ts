import { veiled } from './inspect';

/** Where a lead stands, by what the lead said of the wish. */
export type Stage = 'new' | 'engaged' | 'qualified' | 'ready' | 'represented' | 'away';

/** A slot's key, as in a lead's `interest`. */
export type SlotName =
  | 'intent' | 'timeline' | 'budgetMaxUsd' | 'bedsMin' | 'area' | 'financing' | 'motivation' | 'hasAgent';

/** What was read of a lead: the slots, and what follows from them. */
export interface Qualification {
  /** What is known of the wish. */
  readonly slots: Readonly<Partial<Record<SlotName, Known>>>;
  readonly stage: Stage;
  /** How far the wish is known and near, 0 to 100. */
  readonly score: number;
  /** What the lead said that the record does not: what a CRM should be told. */
  readonly changes: Readonly<Partial<Record<SlotName, Change>>>;
}

/** A value that is known, by whom, and how surely it was read. */
export interface Known {
  readonly value: string | number | boolean;
  readonly evidence: Evidence;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Who said it: the lead's record, or a message. */
export type Evidence =
  | { readonly kind: 'record' }
  | { readonly kind: 'message'; readonly turn?: string; readonly at: Date };

/** A slot in which the lead's words differ from the record. */
export interface Change {
  /** The record's value, where it has one. */
  readonly old?: string | number | boolean;
  readonly new: string | number | boolean;
  readonly evidence: Evidence;
  readonly confidence: number;
}

/** @internal The lead's words are shown to who asks for them alone. */
export function veil(read: Qualification): Qualification {
  for (const known of Object.values(read.slots)) veiled(known, 'value');
  for (const change of Object.values(read.changes)) veiled(change, 'old', 'new');
  return read;
}
