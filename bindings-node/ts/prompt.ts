import { text, unwrap } from './error';
import type { Purpose } from './consent';
import type { AccountRecord, LeadRecord, ListingRecord, Time } from './lead';
import { native } from './native';
import type * as Native from '../native';
import type { Channel } from './names';
import { Wire, read } from './wire';

/** What a template says of itself. */
export interface TemplateInfo {
  readonly name: string;
  readonly version: number;
  readonly channels: readonly Channel[];
  /** What the messages are for that the business writes first by it. */
  readonly purpose: Purpose;
  readonly language: string;
  /** Its sections: with `instructions` a model can answer by it, with `text` the business can write first by it. */
  readonly sections: readonly string[];
  /** The variables it uses, as in `lead.first_name`. */
  readonly variables: readonly string[];
}

/** What a prompt is made of. */
export interface ContextRecord {
  channel: Channel;
  now: Time;
  account: AccountRecord;
  lead?: LeadRecord;
  /** The facts on file, the listing that is talked about first. */
  listings?: ListingRecord[];
  listing?: ListingRecord;
  history?: { role: 'lead' | 'assistant' | 'agent'; text: string }[];
  /** The message to answer. */
  inbound: string;
  /** The agent's notes; those of the lead's record where absent. */
  notes?: string;
  /** The one question that the reply may ask. */
  question?: string;
  /** The most characters of the reply. */
  maxChars?: number;
}

/** A message as a model sees it. */
export interface ShownMessage {
  readonly role: string;
  /** The words, with placeholders where personal values stood. */
  readonly text: string;
}

/** Templates by name, proved when they are loaded. */
export class PromptCatalog {
  readonly #catalog: Native.PromptCatalog;

  /** The templates that closr ships, and the `*.tera` files of a folder, which replace those of their names. */
  constructor(folder?: string) {
    const from = folder === undefined ? folder : text(folder, 'folder');
    this.#catalog = unwrap(() => new native.PromptCatalog(from));
  }

  /** Every problem that loading does not rule out, budgets among them. */
  check(): string[] {
    return unwrap(() => this.#catalog.check());
  }

  /** What each template says of itself, by name. */
  templates(): TemplateInfo[] {
    return read(unwrap(() => this.#catalog.templates()));
  }

  /** What a model would be shown, before it is cut to fit. */
  preview(template: string, context: ContextRecord): ShownMessage[] {
    const record = new Wire('the context', context);
    return read(unwrap(() => this.#catalog.preview(text(template, 'template'), record.text), record));
  }
}
