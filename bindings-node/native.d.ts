// Written by scripts/build.mjs from the definitions of the addon. Do not edit.
/** A message of a chat request. */
export interface ChatMessage {
  /** As in `user`. */
  role: string
  /** The words. */
  content: string
}

/** A part of a streamed reply. */
export interface ReplyPart {
  /** `step`, `text` or `done`. */
  kind: string
  /** The step or the text. */
  text?: string
  /** The end. */
  outcome?: Outcome
}

/** A reply as a stream. */
export declare class ReplyStream {
  /** The next part; nothing after the last and once the stream is left. */
  next(): Promise<ReplyPart | undefined | null>
  /** Leaves the stream: the provider's call is dropped when this is done. */
  leave(): Promise<undefined>
}

/** A reply with its values back. */
export interface Restored {
  /** The text. */
  text: string
  /** Placeholders that were never issued. */
  unknown: Array<string>
}

/** A text that may be sent, once. */
export declare class Cleared {
  /** The outbound's id. */
  get outbound(): string
  /** Until when it may be written, in milliseconds since 1970. */
  get deadline(): number
  /** The text, the first time and before the deadline. */
  release(): string
}

/** A text with placeholders, and the way back. */
export declare class Redaction {
  /** The text with placeholders. */
  get text(): string
  /** What was found. */
  get spans(): Array<Span>
  /** The placeholder of each span. */
  get placeholders(): Array<string>
  /** The input. */
  restore(): string
  /** Puts the values back into a model's reply. */
  restoreReply(reply: string): Restored
}

/** A turn's attempt by `recover`. */
export interface Recovered {
  /** The turn. */
  turn: string
  /** What came of it. */
  outcome?: Outcome
  /** Why it stays open, as JSON. */
  error?: string
}

/** Answers leads. */
export declare class Engine {
  /** Builds an engine from its settings. */
  constructor(settings: string)
  /** Creates or replaces an account. */
  upsertAccount(account: string): Promise<undefined>
  /** The engine as one account's actor sees it. */
  forAccount(id: string, actor: string): ForAccount
  /** Closes the engine's files. */
  close(): Promise<undefined>
}

/** Counts what a chat request costs at the model. */
export declare class TokenCounter {
  /** The counter for a model by its name. */
  static forModel(model: string): TokenCounter
  /** The counter of a `tokenizer.json`. */
  static load(path: string, framing: string): TokenCounter
  /** The tokens of one text. */
  countText(text: string): number
  /** The tokens of a chat, framing included. */
  countChat(messages: Array<ChatMessage>): number
  /** Whether the counts are the model's own. */
  get isExact(): boolean
  /** What a receipt calls this counter. */
  get name(): string
}

/** Drops a call's work when it is told to. */
export declare class Cancel {
  /** For one call. */
  constructor()
  /** Drops the call's work. */
  cancel(): void
}

/** Every reason to block a draft; none is a yes. */
export declare function guard(record: string): Array<string>

/** How many SMS segments a text takes. */
export declare function smsSegments(text: string): number

/** Puts placeholders into texts. */
export declare class Redactor {
  /** A redactor that knows a lead's values and leaves the business's public facts visible; records as JSON. */
  constructor(lead: string | undefined | null, account: string | undefined | null, listings: Array<string>)
  /** Puts placeholders into a text, each text numbered from 1, or, with a vault, as its conversation has them. */
  redact(text: string, vault?: Vault | undefined | null): Redaction
}

/** Reads a message; the reading as JSON. */
export declare function read(channel: string, text: string): string

/** Runs the command with these arguments, the program's name first, and returns its exit code. */
export declare function cli(args: Array<string>): number

/** Templates by name. */
export declare class PromptCatalog {
  /** The templates that closr ships, and those of a folder. */
  constructor(folder?: string | undefined | null)
  /** Every problem that loading does not rule out, each as it is shown. */
  check(): Array<string>
  /** What each template says of itself, as JSON. */
  templates(): string
  /** What a model would be shown, as JSON. */
  preview(template: string, record: string): string
}

/** The engine as one account's actor sees it. */
export declare class ForAccount {
  /** The account's record. */
  account(): Promise<string>
  /** Creates or replaces a listing. */
  upsertListing(listing: string): Promise<undefined>
  /** Creates or replaces a lead, and gives its id. */
  upsertLead(lead: string): Promise<string>
  /** A lead's record. */
  lead(lead: string): Promise<string>
  /** Claims a message. */
  accept(inbound: string): Promise<string>
  /** Does what is left of an accepted turn. */
  work(turn: string, cancel?: Cancel | undefined | null): Promise<Outcome>
  /** Answers a message. */
  reply(inbound: string, cancel?: Cancel | undefined | null): Promise<Outcome>
  /** Answers a message as a stream. */
  replyStream(inbound: string): ReplyStream
  /** The outcome of a turn, if it is done. */
  outcome(turn: string): Promise<Outcome | undefined | null>
  /** A lead's messages, as JSON. */
  history(lead: string): Promise<string>
  /** A lead's consent events, as JSON. */
  consent(lead: string): Promise<string>
  /** Works the turns that are open. */
  recover(cancel?: Cancel | undefined | null): Promise<Array<Recovered>>
  /** Checks the audit trail. */
  verifyAudit(head?: string | undefined | null): Promise<string>
  /** The audit trail of one lead, or of the account, as JSON. */
  auditTrail(lead?: string | undefined | null): Promise<string>
}

/** The names that core defines, for the public package's constants. */
export interface Names {
  /** The version of core. */
  version: string
  /** Every kind of error. */
  errorKinds: Array<string>
  /** Every kind of outcome. */
  outcomeKinds: Array<string>
  /** Every channel. */
  channels: Array<string>
  /** Every label of personal data. */
  labels: Array<string>
  /** Every label of a message, the weightiest first. */
  messageLabels: Array<string>
}

/** The names that core defines. */
export declare function names(): Names

/** The placeholders of one conversation. */
export declare class Vault {
  /** An empty vault. */
  constructor()
  /** Puts the values back into a model's reply. */
  restoreReply(reply: string, typed: Array<string>): Restored
  /** How many values it holds. */
  get size(): number
}

/** What a rule rests on, in words. */
export declare function explain(rule: string): string | null

/** What came of a turn. */
export interface Outcome {
  /** Everything but the text, as JSON. */
  record: string
  /** The text. */
  cleared?: Cleared
}

/** What was found, in UTF-16 units of the input. */
export interface Span {
  /** The first unit. */
  start: number
  /** The unit after the last. */
  end: number
  /** What it is. */
  label: string
}
