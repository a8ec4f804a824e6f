/// <reference lib="esnext.disposable" preserve="true" />
import { inspect, type InspectOptions } from 'node:util';

import { ClosrError, count, iterable, known, revive, settle, text, unwrap, wrong } from './error';
import type { ConsentRecord, ConsentState, ContactConsent, Event, LedgerEntry, Purpose, Recorded } from './consent';
import { Outbox, type Delivery, type DeliveryState, type Incoming } from './channel';
import type { Block } from './guard';
import { show, veiled } from './inspect';
import { Lead, type AccountRecord, type InboundRecord, type LeadRecord, type ListingRecord, type Message, type OutreachRecord } from './lead';
import { native } from './native';
import type * as Native from '../native';
import type { OutcomeKind } from './names';
import type { ShownMessage } from './prompt';
import { numbered } from './host';
import { veil, type Qualification } from './qualify';
import type { Access, CorrectionRecord, ErasureReceipt, Exported, Objection, ObjectionRecord, Recipient, Request, RequestRecord, RequestStep, SweepRecord, Swept } from './rights';
import type { Settings } from './settings';
import { Wire, read, time } from './wire';

/** Who calls: `service` may do everything, `webhook` hands messages in and reads nothing. */
export type Actor = 'service' | 'webhook';

/** What a call may be given besides its arguments. */
export interface CallOptions {
  /** Cancels the call, its model's call with it; the turn then stays open, and `work` or `recover` goes on with it. */
  signal?: AbortSignal;
}

/** An inbound message that is claimed: durable, and what it says about consent is in force. */
export interface Accepted {
  /** The turn to `work`. */
  readonly turn: string;
  readonly conversation: string;
  readonly lead: string;
  /** The message had been accepted before. */
  readonly repeated: boolean;
}

/** The model's tokens over all calls of a turn; what the provider did not report is absent. */
export interface Usage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly reasoning?: number;
  /** What they cost, in millionths of a US dollar, where the model's price is set. */
  readonly costMicroUsd?: number;
}

/** What a prompt cost and what had to be left out. */
export interface Receipt {
  readonly template: string;
  readonly counter: string;
  readonly exact: boolean;
  readonly limit: number;
  readonly total: number;
  readonly items: readonly Item[];
}

/** A line of a receipt, as in `history 3 (lead)`. */
export interface Item {
  readonly what: string;
  readonly tokens: number;
  readonly kept: boolean;
}

/** What a model was shown and what it answered. */
export interface Trace {
  readonly shown: readonly ShownMessage[];
  readonly asks: readonly Ask[];
}

/** One call to the model. */
export interface Ask {
  /** The answer as it came, placeholders and all. */
  readonly answer: string;
  /** The answer as it would have been sent. */
  readonly draft: string;
  /** Why the draft was blocked; empty where it was not. */
  readonly blocked: readonly string[];
}

/** A decision, as the audit trail keeps it. */
export interface Entry {
  readonly seq: number;
  readonly at: Date;
  readonly what: string;
  readonly turn?: string;
  readonly lead?: string;
  readonly rules: readonly string[];
}

/** A turn's attempt by `recover`. */
export interface Recovered {
  readonly turn: string;
  readonly outcome?: Outcome;
  /** Why the turn stays open. */
  readonly error?: ClosrError;
}

/** A part of a streamed reply. */
export type ReplyPart =
  | { readonly kind: 'step'; readonly step: 'accepted' | 'asking' }
  /** Words for the lead, cleared: show them now. */
  | { readonly kind: 'text'; readonly text: string }
  /** The end. On SMS and e-mail the outcome has the text. */
  | { readonly kind: 'done'; readonly outcome: Outcome };

/** The most that something can cost. */
export interface WorstCase {
  /** Requests to models. */
  readonly calls: number;
  /** Seconds until there is an answer or an error of them. */
  readonly seconds: number;
  /** Millionths of a US dollar; absent where the price of any model that may be asked is not set. */
  readonly costMicroUsd?: number;
}

/** Answers leads. In memory and without a model, unless the settings say otherwise. */
export class Engine implements AsyncDisposable {
  readonly #engine: Native.Engine;

  constructor(settings: Settings = {}) {
    const { settings: plain, answers } = numbered(settings);
    const record = new Wire('the settings', plain, 'config_invalid');
    this.#engine = unwrap(() => new native.Engine(record.text, answers), record);
  }

  /** Creates or replaces an account. */
  async upsertAccount(account: AccountRecord): Promise<void> {
    const record = new Wire('the account', account);
    return settle(() => this.#engine.upsertAccount(record.text), record);
  }

  /**
   * Makes a new master key and wraps each account's key under it, beside others that use the store. Gives how many were wrapped anew.
   * What was interrupted is gone on with.
   */
  async rotateMasterKey(): Promise<number> {
    return settle(() => this.#engine.rotateMasterKey());
  }

  /** The engine as one account's actor sees it. */
  forAccount(id: string, actor: Actor = 'service'): ForAccount {
    return new ForAccount(unwrap(() => this.#engine.forAccount(text(id, 'id'), text(actor, 'actor'))), id);
  }

  /** Waits for what the store is doing and closes its files; every later call is `unavailable`. */
  async close(): Promise<void> {
    return settle(() => this.#engine.close());
  }

  /** Closes the engine at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The engine as one account's actor sees it. Ids of other accounts are `not_found`. */
export class ForAccount {
  /** The account's id. */
  readonly id: string;
  readonly #account: Native.ForAccount;

  /** @internal */
  constructor(account: Native.ForAccount, id: string) {
    this.#account = account;
    this.id = id;
  }

  /** The account's record. */
  async account(): Promise<AccountRecord> {
    return read(await settle(() => this.#account.account()));
  }

  /** The most that one turn of the account can cost, whatever the models do. */
  async worstCase(): Promise<WorstCase> {
    return read(await settle(() => this.#account.worstCase()));
  }

  /** Creates or replaces a listing. */
  async upsertListing(listing: ListingRecord): Promise<void> {
    const record = new Wire('the listing', listing);
    return settle(() => this.#account.upsertListing(record.text), record);
  }

  /** Creates or replaces a lead, and gives its id. Recorded consent only tightens. */
  async upsertLead(lead: LeadRecord | Lead): Promise<string> {
    const record = new Wire('the lead', lead);
    return settle(() => this.#account.upsertLead(record.text), record);
  }

  /** A lead's record. */
  async lead(id: string): Promise<Lead> {
    return new Lead(await settle(() => this.#account.lead(text(id, 'id'))));
  }

  /** Claims a message, durably, with what it says about consent: what a webhook does before it answers. */
  async accept(inbound: InboundRecord): Promise<Accepted> {
    const record = new Wire('the message', inbound);
    return read(await settle(() => this.#account.accept(record.text), record));
  }

  /** Does what is left of an accepted turn. Done twice, it gives the first outcome without its text. */
  async work(turn: string, options?: CallOptions): Promise<Outcome> {
    return new Outcome(await cancellable(options, (cancel) => this.#account.work(text(turn, 'turn'), cancel)));
  }

  /** Answers a message: `accept`, then `work`. */
  async reply(inbound: InboundRecord, options?: CallOptions): Promise<Outcome> {
    const record = new Wire('the message', inbound);
    return new Outcome(await cancellable(options, (cancel) => this.#account.reply(record.text, cancel), record));
  }

  /**
   * Answers a message as a stream: on web chat sentence by sentence, on SMS and e-mail steps only, and the text with
   * the outcome. Leaving the loop cancels the model's call.
   */
  replyStream(inbound: InboundRecord, options?: CallOptions): ReplyStream {
    const signal = signalOf(options);
    const record = new Wire('the message', inbound);
    return new ReplyStream(unwrap(() => this.#account.replyStream(record.text), record), signal);
  }

  /**
   * Writes first to a lead, in the business's own words or a template's, under the consent that their purpose and channel need, the hours and
   * the caps. No model is asked; the guard holds the words to the facts on file.
   */
  async reachOut(outreach: OutreachRecord, options?: CallOptions): Promise<Outcome> {
    const record = new Wire('the outreach', outreach);
    return new Outcome(await cancellable(options, (cancel) => this.#account.reachOut(record.text, cancel), record));
  }

  /**
   * Sends what is ready through the outbox's carriers, and says what became of each: at most 1,000 turns a channel, so call it again and
   * again. Only what was not sent for certain is tried again; what may have been sent never is.
   */
  async deliver(outbox: Outbox, options?: CallOptions): Promise<Delivery[]> {
    const carriers = Outbox.half(outbox);
    const delivered = await cancellable(options, (cancel) => this.#account.deliver(carriers, cancel));
    return delivered.map(({ turn, state, error }) => ({
      turn,
      ...(state && { state: state as DeliveryState }),
      ...(error && { error: revive(error) }),
    }));
  }

  /** Claims an outreach for `deliver` to send, durably, and returns at once. */
  async enqueue(outreach: OutreachRecord): Promise<Accepted> {
    const record = new Wire('the outreach', outreach);
    return read(await settle(() => this.#account.enqueue(record.text), record));
  }

  /**
   * Takes what a vendor's webhook tells, once it was verified: a message, as `accept` does; what became of one that was sent; what the
   * vendor knows of a person's consent. Gives the turn of a message.
   */
  async receive(incoming: Incoming): Promise<Accepted | undefined> {
    const record = new Wire('what a webhook tells', incoming);
    const accepted = await settle(() => this.#account.receive(record.text), record);
    return accepted == null ? undefined : read<Accepted>(accepted);
  }

  /** How far an outbound has come; `undefined` where no outbox had it and no vendor has told of it. */
  async delivery(outbound: string): Promise<DeliveryState | undefined> {
    return ((await settle(() => this.#account.delivery(text(outbound, 'outbound')))) ?? undefined) as DeliveryState | undefined;
  }

  /** The outcome of a turn; `undefined` while it is open. */
  async outcome(turn: string): Promise<Outcome | undefined> {
    const outcome = await settle(() => this.#account.outcome(text(turn, 'turn')));
    return outcome ? new Outcome(outcome) : undefined;
  }

  /** A lead's messages, oldest first. */
  async history(lead: string): Promise<Message[]> {
    const messages = read<Message[]>(await settle(() => this.#account.history(text(lead, 'lead'))));
    return messages.map((message) => veiled(message, 'text'));
  }

  /**
   * What is known of a lead's wish, who said it, where the lead stands, and what a CRM should be told: read from the record and
   * from all of the lead's messages, without a model. `restricted` while the lead's data is only stored.
   */
  async qualify(lead: string): Promise<Qualification> {
    return veil(read(await settle(() => this.#account.qualify(text(lead, 'lead')))));
  }

  /** A lead's consent events, oldest first. */
  async consent(lead: string): Promise<Event[]> {
    return read(await settle(() => this.#account.consent(text(lead, 'lead'))));
  }

  /**
   * Puts on file what the person or the channel's provider said outside a conversation. It tightens; only what the person
   * signed loosens, and only a stop that is older than the signature.
   */
  async recordConsent(record: ConsentRecord): Promise<Recorded> {
    const wire = new Wire('the consent record', record);
    return read(await settle(() => this.#account.recordConsent(wire.text), wire));
  }

  /**
   * Puts many records of consent on file in one transaction, at most 10,000 a call. Each has its answer at its place: what
   * came of it, or the error that refused it.
   */
  async recordConsents(records: Iterable<ConsentRecord>): Promise<(Recorded | ClosrError)[]> {
    const wire = new Wire('the consent records', { records: [...iterable(records, 'records')] });
    const taken = read<(Recorded | { error: string })[]>(
      await settle(() => this.#account.recordConsents(wire.text), wire),
    );
    return taken.map((each) => ('error' in each ? revive(each.error) : each));
  }

  /** What is on file of a contact point's consent, with the words that its events rest on. */
  async consentAt(contact: string): Promise<ContactConsent> {
    const onFile = read<ContactConsent>(
      await settle(() => this.#account.consentAt(text(contact, 'contact'))),
    );
    return { ...onFile, history: onFile.history.map((entry) => veiled(entry, 'words')) };
  }

  /** The account's consent events after a place, oldest first, a page at a time: at most 10,000. Without words. */
  async consentLedger(after = 0, limit = 1000): Promise<LedgerEntry[]> {
    return read(await settle(() => this.#account.consentLedger(count(after, 'after'), count(limit, 'limit'))));
  }

  /**
   * A person of the business answers in this conversation from now on: no reply is granted until it is handed back. Stops
   * are confirmed and HELP is answered all the same. Gives the audit trail's head.
   */
  async takeOver(conversation: string): Promise<string> {
    return settle(() => this.#account.takeOver(text(conversation, 'conversation')));
  }

  /** closr answers in this conversation again. */
  async handBack(conversation: string): Promise<string> {
    return settle(() => this.#account.handBack(text(conversation, 'conversation')));
  }

  /** Keeps what a person of the business has written to the lead; closr neither sends nor checks it. */
  async agentWrote(conversation: string, words: string): Promise<string> {
    return settle(() => this.#account.agentWrote(text(conversation, 'conversation'), text(words, 'text')));
  }

  /**
   * Erases a lead: its record, contact points and messages are deleted and its key is destroyed, so that older copies of the
   * data cannot be read either. Stops, evidence, the trail and keyed hashes are kept.
   */
  async erase(lead: string): Promise<ErasureReceipt> {
    return read(await settle(() => this.#account.erase(text(lead, 'lead'))));
  }

  /**
   * Erases a lead and makes a new master key, so that copies of the key store from before open with a copy of the old one alone. It takes
   * as long as there are accounts.
   */
  async shred(lead: string): Promise<ErasureReceipt> {
    return read(await settle(() => this.#account.shred(text(lead, 'lead'))));
  }

  /** Restricts a lead: its data is only stored, and its turns end silent with the rule `rights.restricted`. Gives the trail's head. */
  async restrict(lead: string): Promise<string> {
    return settle(() => this.#account.restrict(text(lead, 'lead')));
  }

  /** Takes a restriction back. Gives the audit trail's head. */
  async unrestrict(lead: string): Promise<string> {
    return settle(() => this.#account.unrestrict(text(lead, 'lead')));
  }

  /**
   * Puts on file that a person objects to uses of their data, all that they named in one call, which closes the lead's requests for
   * that. To `marketing`: nothing that sells is written on any channel until they sign otherwise. To `profiling`: nothing is qualified.
   * To `sale` and `sensitive_data`: closr sells nothing and weighs nothing sensitive; ask `objections` before data goes anywhere.
   * Gives the audit trail's head.
   */
  async object(lead: string, objection: ObjectionRecord): Promise<string> {
    const record = new Wire('the objection', objection);
    return settle(() => this.#account.object(text(lead, 'lead'), record.text), record);
  }

  /** Takes objections back, as the person said; to marketing they agree again by signing, and not so. Gives the trail's head. */
  async liftObjection(lead: string, objection: ObjectionRecord): Promise<string> {
    const record = new Wire('the objection', objection);
    return settle(() => this.#account.liftObjection(text(lead, 'lead'), record.text), record);
  }

  /** What a person objects to, for whoever is about to use the data. It is no access, and closes no request. */
  async objections(lead: string): Promise<Objection[]> {
    return (await settle(() => this.#account.objections(text(lead, 'lead')))).map(read<Objection>);
  }

  /** Puts a lead on hold, for a reason's code as in `litigation`: it is not erased until `liftHold`. Gives the trail's head. */
  async hold(lead: string, reason: string): Promise<string> {
    return settle(() => this.#account.hold(text(lead, 'lead'), text(reason, 'reason')));
  }

  /** Takes the hold off a lead. Gives the audit trail's head. */
  async liftHold(lead: string): Promise<string> {
    return settle(() => this.#account.liftHold(text(lead, 'lead')));
  }

  /**
   * Everything that is held of a lead, with what it is for and how long it is kept: personal data, all of its messages in memory.
   * It answers the lead's requests for access.
   */
  async access(lead: string): Promise<Access> {
    return read(await settle(() => this.#account.access(text(lead, 'lead'))));
  }

  /**
   * Writes everything that is held of a lead into a zip, of any size in little memory: JSON with its schema, CSV, and the messages to
   * read. It answers the lead's requests for access and portability.
   */
  async export(lead: string, path: string): Promise<Exported> {
    return read(await settle(() => this.#account.export(text(lead, 'lead'), text(path, 'path'))));
  }

  /**
   * Puts a lead's record right, on the person's word unless said otherwise. What stood there is sealed beside it and said no more. Gives
   * the trail's head.
   */
  async correct(lead: string, correction: CorrectionRecord): Promise<string> {
    const record = new Wire('the correction', correction);
    return settle(() => this.#account.correct(text(lead, 'lead'), record.text), record);
  }

  /** Puts on file what a person asked for outside a conversation. What a message asks for is on file once it is accepted. */
  async openRequest(request: RequestRecord): Promise<Request> {
    const record = new Wire('the request', request);
    return read(await settle(() => this.#account.openRequest(record.text), record));
  }

  /** Notes what the business has done about a request. One to erase or to restrict is closed by `erase` or `restrict`. */
  async stepRequest(request: string, step: RequestStep): Promise<Request> {
    const record = new Wire('the step', step);
    return read(await settle(() => this.#account.stepRequest(text(request, 'request'), record.text), record));
  }

  /** A request with its dates; it outlives its lead's erasure. */
  async request(id: string): Promise<Request> {
    return read(await settle(() => this.#account.request(text(id, 'id'))));
  }

  /** The open requests of which something is due before a time, what is due first before the others. */
  async requestsDue(before: Date | string): Promise<Request[]> {
    return (await settle(() => this.#account.requestsDue(time(before, 'before')))).map(read<Request>);
  }

  /** The register of those to whom this engine sends data of the account's leads, with what each is sent. */
  async recipients(): Promise<Recipient[]> {
    return (await settle(() => this.#account.recipients())).map(read<Recipient>);
  }

  /** A lead's requests, oldest first, closed ones too; they outlive its erasure. */
  async requestsOf(lead: string): Promise<Request[]> {
    return (await settle(() => this.#account.requestsOf(text(lead, 'lead')))).map(read<Request>);
  }

  /**
   * Erases the leads that have not been heard of for `idleDays`, or as `retention` in the account's record says, a part of the leads a
   * call: go on with `after` until there is no `next`. Holds, restrictions and open requests keep a lead; a `dryRun` only tells.
   */
  async sweep(sweep: SweepRecord = {}): Promise<Swept> {
    const record = new Wire('the sweep', sweep);
    return read(await settle(() => this.#account.sweep(record.text), record));
  }

  /** Works the turns that are open and that no other process holds, at most 1,000 a call. */
  async recover(options?: CallOptions): Promise<Recovered[]> {
    const recovered = await cancellable(options, (cancel) => this.#account.recover(cancel));
    return recovered.map(({ turn, outcome, error }) => ({
      turn,
      ...(outcome && { outcome: new Outcome(outcome) }),
      ...(error && { error: revive(error) }),
    }));
  }

  /** Checks the audit trail and, where given, that it still holds a head it once had; gives its head now. */
  async verifyAudit(head?: string): Promise<string> {
    return settle(() => this.#account.verifyAudit(head === undefined ? head : text(head, 'head')));
  }

  /** The audit trail of one lead, or of the account. */
  async auditTrail(lead?: string): Promise<Entry[]> {
    return read(await settle(() => this.#account.auditTrail(lead === undefined ? lead : text(lead, 'lead'))));
  }

  /** @internal */
  [inspect.custom](depth: number, options: InspectOptions): string {
    return show('ForAccount', { id: this.id }, depth, options);
  }
}

/** What came of a turn: a text that may be sent once, or the reason why nothing may be sent. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** The rules that decided, as in `consent.opted_out`. */
  readonly reasons: readonly string[];
  /** The turn had been done before this call, which then did nothing. */
  readonly repeated: boolean;
  readonly turn: string;
  readonly conversation: string;
  readonly lead: string;
  /** The outbound, where a text was permitted. */
  readonly outbound?: string;
  /** Until when a deferred turn waits: work it again then. */
  readonly until?: Date;
  /** The turn that answers instead. */
  readonly supersededBy?: string;
  /** The state of consent on the message's channel. */
  readonly consent: ConsentState;
  /** Who wrote the text. */
  readonly author?: 'model' | 'composer' | 'notice' | 'business';
  readonly usage?: Usage;
  /** The audit trail's head with this outcome in it: keep it apart from the database, and a cut trail shows. */
  readonly auditHead: string;
  /** Why drafts were blocked, the model's and the composer's, those that a repair mended too; only from the call that did the work. */
  readonly blocked: readonly Block[];
  readonly receipt?: Receipt;
  /** Where the engine was built with `trace`. */
  readonly trace?: Trace;
  /** What is known of the lead's wish: only from the call that did the work, and where there was something to answer. */
  readonly qualification?: Qualification;
}

// The fields come in one record, so that a new one needs a type and nothing else.
export class Outcome {
  #cleared: Native.Cleared | undefined;

  /** @internal */
  constructor({ record, cleared }: Native.Outcome) {
    Object.assign(this, read<Outcome>(record));
    this.trace?.asks.forEach((ask) => veiled(ask, 'draft'));
    if (this.qualification) veil(this.qualification);
    this.#cleared = cleared ?? undefined;
  }

  /** The text, cleared for sending: once, and only from the call that did the work. */
  takeCleared(): Cleared | undefined {
    const cleared = this.#cleared;
    this.#cleared = undefined;
    return cleared && new Cleared(cleared);
  }
}

/** A text that may be sent, once, until its deadline. */
export class Cleared {
  /** The outbound's id, for the channel to carry along. */
  readonly outbound: string;
  /** What it is for: a reply and a notice are `conversational`. */
  readonly purpose: Purpose;
  /** Until when it may be written. */
  readonly deadline: Date;
  readonly #cleared: Native.Cleared;

  /** @internal */
  constructor(cleared: Native.Cleared) {
    this.outbound = cleared.outbound;
    this.purpose = cleared.purpose as Purpose;
    this.deadline = new Date(cleared.deadline);
    this.#cleared = cleared;
  }

  /** @internal */
  static half(cleared: Cleared): Native.Cleared {
    if (!(cleared instanceof Cleared)) throw wrong('cleared', 'what an outcome has cleared', cleared);
    return cleared.#cleared;
  }

  /** The text, just before it is written: `conflict` the second time, `consent_denied` after the deadline. */
  release(): string {
    return unwrap(() => this.#cleared.release());
  }
}

/** A reply as a stream: `for await` it once. What was released is stored when the loop is left. */
export class ReplyStream implements AsyncIterableIterator<ReplyPart>, AsyncDisposable {
  readonly #stream: Native.ReplyStream;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => void this.#stream.leave();

  /** @internal */
  constructor(stream: Native.ReplyStream, signal?: AbortSignal) {
    this.#stream = stream;
    this.#signal = listen(signal, this.#abort);
  }

  async next(): Promise<IteratorResult<ReplyPart, undefined>> {
    const part = await settle(() => this.#stream.next());
    if (part && part.kind !== 'done') return { done: false, value: live(part) };
    this.#signal?.removeEventListener('abort', this.#abort);
    if (part) return { done: false, value: live(part) };
    if (this.#signal?.aborted) throw aborted(this.#signal);
    return { done: true, value: undefined };
  }

  /** Leaves the stream: the model's call is cancelled when the promise is kept. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#signal?.removeEventListener('abort', this.#abort);
    await this.#stream.leave();
    return { done: true, value: undefined };
  }

  /** Leaves the stream and throws. */
  async throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Leaves the stream at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

function live({ kind, text: words, outcome }: Native.ReplyPart): ReplyPart {
  if (kind === 'text') return veiled({ kind, text: words! }, 'text');
  if (kind === 'done') return { kind, outcome: new Outcome(outcome!) };
  return { kind: 'step', step: words as 'accepted' | 'asking' };
}

async function cancellable<T>(
  options: CallOptions | undefined,
  call: (cancel?: Native.Cancel) => Promise<T>,
  spelling?: Wire,
): Promise<T> {
  const signal = signalOf(options);
  if (!signal) return settle(() => call(), spelling, cancellable);
  const cancel = new native.Cancel();
  const abort = () => cancel.cancel();
  listen(signal, abort);
  try {
    return await settle(() => call(cancel), spelling, cancellable);
  } catch (error) {
    throw error instanceof ClosrError && error.code === 'cancelled' ? aborted(signal) : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The signal of the options, if there is one. */
function signalOf(options: CallOptions = {}): AbortSignal | undefined {
  const { signal } = known('the options', options, ['signal']);
  if (signal && typeof signal.addEventListener !== 'function') throw wrong('signal', 'an AbortSignal', signal);
  return signal ?? undefined;
}

function listen(signal: AbortSignal | undefined, abort: () => void): AbortSignal | undefined {
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return signal;
}

function aborted(signal: AbortSignal): ClosrError {
  const message = 'the call was cancelled: its turn stays open, and work or recover goes on with it';
  return new ClosrError('cancelled', message, { cause: signal.reason });
}
