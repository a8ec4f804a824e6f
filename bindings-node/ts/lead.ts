import { inspect, type InspectOptions } from 'node:util';

import { text, unwrap } from './error';
import { PII } from './inspect';
import { native } from './native';
import type { Channel } from './names';
import { read } from './wire';

/** A time: a `Date`, or RFC 3339 with a zone. */
export type Time = Date | string;

/** What lets a business use a lead's data for a purpose. */
export type LegalBasis = 'consent' | 'contract' | 'legal_obligation' | 'legitimate_interest';

/** A business that answers leads. */
export interface AccountRecord {
  /** 1 to 64 of `a-z`, `0-9`, `-` and `_`; `default` where absent. */
  id?: string;
  /** The name that leads know the business by. */
  brand: string;
  agent?: string;
  brokerage?: string;
  /** The licence number, as in `DRE 01234567`. */
  license?: string;
  nmls?: string;
  /** The number on which a human answers. */
  phone?: string;
  /** The address at which a human answers. */
  email?: string;
  postalAddress?: string;
  /** The numbers and addresses that the business sends from. */
  senders?: { channel: Channel; address: string }[];
  /** The IANA time zone, as in `America/Chicago`. */
  tz?: string;
  /** The hours in which closr may write of its own accord, as in `09:00`. */
  hours?: { start: string; end: string };
  /** The most SMS segments of one reply, 1 to 10. */
  maxSegments?: number;
  /**
   * Who words the replies: a model under the guard (`free`, the default), the account's own replies, which a model chooses
   * (`composed`), or closr's approved replies alone (`approved`).
   */
  mode?: 'free' | 'composed' | 'approved';
  /** The template by which a model answers, where a message names none; the engine's where absent. */
  template?: string;
  /** The replies that a model chooses among in the mode `composed`, at most 50. */
  replies?: ApprovedReplyRecord[];
  /** The business's own wording of fixed texts. */
  texts?: { confirmation?: string; help?: string; disclosure?: string };
  /** Whether the model is asked if a message means stop, where closr's own reading says nothing of the kind. */
  secondOpinion?: boolean;
  /** Whether the model is asked once more about each draft of its own that the guard lets out; it can only hold back. */
  judge?: boolean;
  /** How much each slot counts in a lead's score, 0 to 100. */
  score?: { intent?: number; timeline?: number; budget?: number; financing?: number; area?: number; beds?: number };
  /** How often closr may write first to one contact point: in any 24 hours (3) and in any seven days (7), 1 to 100 each. */
  caps?: { perDay?: number; perWeek?: number };
  /**
   * How long leads are kept, for sweeps that are not told otherwise: so many days after their last message, and all of them so many
   * days (90) after the account was cancelled.
   */
  retention?: { idleDays?: number; cancelled?: Date | string; afterCancellationDays?: number; keyCopiesDays?: number };
  /** On what the business rests each purpose, and the version of its notice. */
  basis?: { conversational?: LegalBasis; transactional?: LegalBasis; marketing?: LegalBasis; notice?: string };
  /** The regions to which data of leads may go: a model elsewhere is not asked, and a human answers. Anywhere where absent. */
  regions?: string[];
}

/** A reply in the business's own words, with variables as in `{{ listing.price_usd }}`. */
export interface ApprovedReplyRecord {
  /** 1 to 32 of `a-z`, `0-9`, `-` and `_`; it stands in the audit trail. */
  id: string;
  text: string;
  /** When to choose it, for the model to read, as in `asks about financing`. */
  when?: string;
  /** The channels it may go by; all where absent. */
  channels?: Channel[];
  /** The language of the messages that it answers; `en` where absent. */
  language?: 'en' | 'es';
}

/** The facts on file about a property. An absent fact is unknown; zero is a fact. */
export interface ListingRecord {
  id: string;
  address?: string;
  city?: string;
  state?: string;
  zip?: string;
  priceUsd?: number;
  beds?: number;
  baths?: number;
  sqft?: number;
  lotSqft?: number;
  yearBuilt?: number;
  hoaUsdMonth?: number;
  taxUsdYear?: number;
  garageSpaces?: number;
  pets?: string;
  status?: string;
  openHouse?: { start: Time; end: Time }[];
  features?: string[];
  description?: string;
}

/** What a business knows of one person. What closr does not know goes under `extra`. */
export interface LeadRecord {
  /** The business's own id for the lead. */
  externalId?: string;
  firstName?: string;
  lastName?: string;
  /** E.164, as in `+15125550147`. */
  phones?: string[];
  emails?: string[];
  /** Web chat sessions that the business has verified to be this person. */
  visitors?: string[];
  address?: string;
  interest?: {
    intent?: string;
    budgetMaxUsd?: number;
    bedsMin?: number;
    area?: string;
    timeline?: string;
    financing?: string;
    motivation?: string;
    hasAgent?: boolean;
  };
  /** The agent's notes. */
  notes?: string;
  source?: string;
  /** Consent that the business's records state; it can only tighten what closr knows. */
  consent?: Partial<Record<Channel, 'express' | 'implied' | 'opted_out'>>;
  appointments?: { listing: string; start: Time; status?: 'requested' | 'confirmed' | 'cancelled' }[];
  extra?: Record<string, unknown>;
}

/** What a lead just wrote, as the channel delivered it. */
export interface InboundRecord {
  /** The channel's id of the message: the same id is the same message. */
  id: string;
  channel: Channel;
  /** Who wrote: an E.164 number, an e-mail address, or a visitor's id. */
  from: string;
  text: string;
  /** The listing the message is about, where the channel knows it. */
  listing?: string;
  /** The template by which a model answers it; the account's, or else the engine's, where absent. */
  template?: string;
  at?: Time;
  /** Whether the channel's provider has itself answered a STOP, START or HELP. */
  providerAnswered?: boolean;
  /** Whether the sender is only claimed, as of mail that no DKIM or SPF vouches for: it only tightens. */
  unverified?: boolean;
  /** Whether a machine wrote it, as an out-of-office note: it is kept, and not answered. */
  automatic?: boolean;
}

/** What the business writes first to a lead, in its own words or by a template's. */
export interface OutreachRecord {
  /** The business's own id of it: the same id is the same outreach. */
  id: string;
  /** To whom: the lead's id. */
  lead: string;
  channel: 'sms' | 'email';
  purpose: 'transactional' | 'marketing';
  /** The words, where no template has them. */
  text?: string;
  /** The template whose `text` it is, filled with the facts on file, in the language of what the lead last wrote. */
  template?: string;
  /** The listing that the words speak of. */
  listing?: string;
}

/** A message of a conversation. */
export interface Message {
  readonly role: 'lead' | 'assistant' | 'agent';
  readonly text: string;
  readonly at: Date;
  readonly channel: Channel;
  /** Its turn: of a lead's message the one it began, of an answer the one it ended. */
  readonly turn?: string;
}

/** A lead on file. It shows no value until it is asked to. */
export class Lead {
  readonly #record: string;

  /** @internal */
  constructor(record: string) {
    this.#record = record;
  }

  /** The record, personal values and all. */
  expose(): LeadRecord {
    return read(this.#record);
  }

  /** @internal */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Lead ${inspect(PII, options)}`;
  }
}

/** How many SMS segments a text takes. */
export function smsSegments(words: string): number {
  return unwrap(() => native.smsSegments(text(words, 'text')));
}
