import type { HostSettings } from './host';
import type { Recogniser } from './redact';
import type { Framing } from './token';
import type { Time } from './lead';

/** How an engine is built. */
export interface Settings {
  /** The database: its path, or where each of its files lies. In memory where absent. */
  sqlite?: string | SqliteSettings;
  /** The PostgreSQL database, which many processes may share. Building the engine waits for the connection. */
  postgres?: PostgresSettings;
  /** The model; the composer answers where absent. */
  provider?: OpenAiSettings | AnthropicSettings | GeminiSettings | HostSettings | ScriptedSettings;
  /** Who is asked, in order, where the provider cannot answer; its `policy` holds over all. */
  fallbacks?: readonly (OpenAiSettings | AnthropicSettings | GeminiSettings | HostSettings | ScriptedSettings)[];
  /** What a turn does when the provider cannot be reached; `fail` where absent. */
  onProviderFailure?: 'fail' | 'compose';
  /** The most that each account may spend on models, each of which then needs its `price`; without end where absent. */
  spendCaps?: SpendCaps;
  /** Writes what models are asked and say into a new file, or plays such a file back and asks nobody. */
  cassette?: { record: string } | { replay: string };
  /** A folder of templates, which replace the shipped ones of their names. */
  templates?: string;
  /** The template by which a model answers where neither the message nor the account names one; `inquiry_reply` where absent. */
  template?: string;
  /** What else is masked on the way to the model. */
  recognisers?: readonly Recogniser[];
  /** How long a permit lives, 1 to 300; 30 where absent. */
  permitLifeSeconds?: number;
  /** How long a text or an e-mail waits for another before it is answered, 0 to 30; 0 where absent. */
  debounceSeconds?: number;
  /** Whether outcomes carry what the model was shown. */
  trace?: boolean;
  /** A clock that stands still there, for tests. */
  clock?: Time;
}

/** How Twilio is reached, and as whom. */
export interface TwilioSettings {
  /** As in `AC` and 32 hexadecimal digits. */
  accountSid: string;
  /** The account's auth token, or the secret of `apiKeySid`. */
  authToken: string;
  apiKeySid?: string;
  /** A number, as in `+15125550100`, a messaging service's SID, or an RCS sender. */
  from: string;
  /** Where Twilio tells what became of each message; without it a lost answer stays unknown. */
  statusCallback?: string;
  /** The most messages a second of this process; 1 where absent, 0 for no limit. */
  perSecond?: number;
  /** How long to wait for an answer, 1 to 60; 10 where absent. */
  timeoutSeconds?: number;
  /** The API's root; Twilio's own where absent. */
  baseUrl?: string;
  allowPlainHttp?: boolean;
}

/** Which of SendGrid's unsubscribe groups stands for which purpose, by its id. */
export interface SendGridGroups {
  conversational?: number;
  transactional?: number;
  marketing?: number;
}

/** How SendGrid is reached, and as whom. */
export interface SendGridSettings {
  /** As in `SG.…`. */
  apiKey: string;
  /** The address that sends, of a domain that SendGrid has verified. */
  from: string;
  fromName?: string;
  /** The subject of each mail. */
  subject: string;
  /** Where answers go; the sender's own address where absent. */
  replyTo?: string;
  groups?: SendGridGroups;
  /** The endpoint that calls `oneClick.optOut`: mail that the business begins then carries its headers. */
  unsubscribeUrl?: string;
  /** Their secret: 32 bytes or more. */
  unsubscribeSecret?: string;
  /** Whether SendGrid learns who opens a mail; `false` where absent. */
  trackOpens?: boolean;
  /** Whether SendGrid learns who follows which link; `false` where absent. */
  trackClicks?: boolean;
  /** The most mails a second of this process; no limit where absent or 0. */
  perSecond?: number;
  /** How long to wait for an answer, 1 to 60; 10 where absent. */
  timeoutSeconds?: number;
  /** The API's root; SendGrid's own where absent. */
  baseUrl?: string;
  allowPlainHttp?: boolean;
}

/** Where the embedded store keeps its files. */
export interface SqliteSettings {
  path: string;
  /** The key store; beside the database where absent. */
  keys?: string;
  /** The master key's file, or where else it is; a file beside the database where absent. */
  masterKey?: string | MasterKeySettings;
  leaseSeconds?: number;
  busyTimeoutSeconds?: number;
}

/**
 * Where the master key is, if not in a file of closr's: one of `env`, `awsKms` and `googleKms`. What lies under the key in the file
 * `former` opens too, until `rotateMasterKey` has wrapped it anew.
 */
export interface MasterKeySettings {
  /** A variable of the environment that holds the key as 64 hexadecimal digits. */
  env?: string;
  /** In a build with the feature `kms-aws`. */
  awsKms?: { key: string; region?: string; endpoint?: string; deadlineSeconds?: number };
  /** In a build with the feature `kms-google`. */
  googleKms?: { key: string; serviceAccount?: string; endpoint?: string; deadlineSeconds?: number };
  former?: string;
}

/** Where the store for many processes keeps everything. */
export interface PostgresSettings {
  /** As `postgres://user:password@host:5432/database`; with `?sslmode=require` by TLS or not at all. */
  url: string;
  /** The master key's file, or where else it is: the same on every machine. A file is made where there are no keys yet. */
  masterKey: string | MasterKeySettings;
  /** The schema of the data; `closr` where absent. The keys are in the one with `_keys` added. */
  schema?: string;
  /** Connections of a process, 1 to 1000; 8 where absent, and one more for the keys. */
  connections?: number;
  /** 1 to 3600; 60 where absent. */
  leaseSeconds?: number;
  /** How long to wait for the server and for locks, 0.01 to 3600; 5 where absent. */
  timeoutSeconds?: number;
}

/** A model behind OpenAI's chat completions, or its Responses. */
export interface OpenAiSettings {
  kind: 'openai';
  /** The API's root, as in `https://api.openai.com/v1`. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  temperature?: number;
  maxReplyTokens?: number;
  contextTokens?: number;
  /** Asks for JSON of a schema where the answer must be that, as in the mode `composed`; `true` where absent. */
  structuredOutput?: boolean;
  /** What the model's tokens cost; with it outcomes say what a turn cost. */
  price?: PriceSettings;
  /** The region in which it works for the business, as `us`: see `regions` of an account. */
  region?: string;
  /** How much of the key's allowance this process uses. */
  limits?: LimitSettings;
  seed?: number;
  /** The model's `tokenizer.json`, to count its tokens exactly. */
  tokenizer?: string;
  framing?: Framing;
  /** The field in which the server reads the most tokens of a reply. */
  replyLimitField?: 'auto' | 'max_tokens' | 'max_completion_tokens';
  /** Which of OpenAI's protocols the model is asked by; `chat_completions`, as most other servers, where absent. */
  api?: 'chat_completions' | 'responses';
  /** Allows `http://` to another machine. */
  allowPlainHttp?: boolean;
  policy?: PolicySettings;
}

/** What the models behind their makers' own protocols have alike. */
interface HostedSettings {
  model: string;
  apiKey: string;
  /** The API's root; the maker's own where absent. */
  baseUrl?: string;
  /** What the model thinks counts too, where it does; 400 where absent. */
  maxReplyTokens?: number;
  contextTokens?: number;
  /** Asks for JSON of a schema where the answer must be that, as in the mode `composed`; `true` where absent. */
  structuredOutput?: boolean;
  /** What the model's tokens cost; with it outcomes say what a turn cost. */
  price?: PriceSettings;
  /** The region in which it works for the business, as `us`: see `regions` of an account. */
  region?: string;
  /** How much of the key's allowance this process uses. */
  limits?: LimitSettings;
  /** Allows `http://` to another machine. */
  allowPlainHttp?: boolean;
  policy?: PolicySettings;
}

/** Claude, by Anthropic's own protocol. Its API takes neither a temperature nor a seed. */
export interface AnthropicSettings extends HostedSettings {
  kind: 'anthropic';
}

/** Gemini, by Google's own protocol, with a key of the Gemini API. */
export interface GeminiSettings extends HostedSettings {
  kind: 'gemini';
  temperature?: number;
  seed?: number;
}

/** What tokens cost, in US dollars for a million of them. */
export interface PriceSettings {
  input: number;
  /** Of what the provider read from its cache; as the others where absent. */
  cachedInput?: number;
  /** Reasoning included. */
  output: number;
}

/** How often and how long a model is asked; times in seconds. */
export interface PolicySettings {
  total?: number;
  attempt?: number;
  connect?: number;
  firstToken?: number;
  idle?: number;
  maxAttempts?: number;
  baseBackoff?: number;
  maxBackoff?: number;
  retryMaybeBilled?: boolean;
  /** Of 100 calls that a model answers, so many may be made again, and 10 more in a burst; 20 where absent. */
  retryPercent?: number;
  /** After so many failures in a row a model is left alone for `breakerPause`; 5 where absent, and 0 is never. */
  breakerFailures?: number;
  breakerPause?: number;
  /** Where an answer is not there after so long, another is asked beside it, at a second bill; never where absent. */
  hedgeAfter?: number;
}

/** Amounts of US dollars; days and months are UTC's. */
export interface SpendCaps {
  turn?: number;
  conversation?: number;
  day?: number;
  month?: number;
}

/** How much of a key's allowance this process uses: what is over it waits, or goes to a fallback that is free sooner. */
export interface LimitSettings {
  /** Requests under way at once. */
  concurrent?: number;
  requestsPerMinute?: number;
  /** Of each request the prompt's tokens and `maxReplyTokens`. */
  tokensPerMinute?: number;
}

/** A model that answers from a script, for tests. */
export interface ScriptedSettings {
  kind: 'scripted';
  answers: string[];
}
