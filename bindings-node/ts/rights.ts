import type { ConsentState, Event, Purpose } from './consent';
import type { LeadRecord, LegalBasis } from './lead';
import type { Channel } from './names';

/** What an erasure deleted, what it kept and why, and who else must be told. No personal data is in it. */
export interface ErasureReceipt {
  readonly lead: string;
  /** When it was done. */
  readonly at: Date;
  /** What was deleted, by kind. */
  readonly erased: readonly Erased[];
  /** What of the lead's is kept. */
  readonly kept: readonly Kept[];
  /** Those to whom this engine is set to send data of leads, and who must be told. */
  readonly notify: readonly Recipient[];
  /** The audit trail's head with the erasure in it. */
  readonly auditHead: string;
}

/** Data of one kind that was deleted. */
export interface Erased {
  /** Its kind, as in `messages`. */
  readonly what: string;
  readonly count: number;
}

/** Data of one kind that is kept. */
export interface Kept {
  /** Its kind, as in `suppressions`. */
  readonly what: string;
  /** How many; absent where they are not counted. */
  readonly count?: number;
  /** Why, and in what form. */
  readonly why: string;
  /** When the last of it may go; absent where nothing ends it. */
  readonly until?: Date;
}

/** Who receives data of leads. */
export interface Recipient {
  /** Its name, as in `openai`. */
  readonly name: string;
  readonly purpose: string;
  /** The region in which it works for the business; absent where the settings name none. */
  readonly region?: string;
  /** It is on this machine, and nothing leaves that. */
  readonly local: boolean;
  /** What it is sent of a lead's data, as kinds of it. */
  readonly receives: readonly string[];
}

/** What a person may ask for about their data. */
export type Right = 'delete' | 'access' | 'correct' | 'portability' | 'restrict' | 'object' | 'opt_out_of_sale' | 'limit_sensitive_data';

/** How the business knows that it is the person who asks. */
export type Identity =
  | 'unverified' | 'contact_point' | 'two_data_points' | 'three_data_points_signed' | 'authorised_agent';

/** What a person asked for about their data outside a conversation. */
export interface RequestRecord {
  /** Whose data it is about. */
  lead: string;
  right: Right;
  /** `unverified` where absent. */
  identity?: Identity;
  /** When it was received; now where absent. */
  at?: Date | string;
}

/** What the business has done about a request. */
export type RequestStep =
  | { step: 'confirmed' | 'extended' | 'done' }
  | { step: 'verified'; identity: Identity }
  /** `reason` is a code, as in `not-verified`. */
  | { step: 'refused'; reason: string };

/** A request of a person about their data. No personal data is in it: it outlives an erasure. */
export interface Request {
  readonly id: string;
  readonly lead: string;
  readonly right: Right;
  /** The message that asks; absent where the business put it on file. */
  readonly turn?: string;
  readonly identity: Identity;
  readonly state: 'open' | 'done' | 'refused';
  /** When it was received. */
  readonly at: Date;
  /** When the person was told that it was received. */
  readonly confirmed?: Date;
  /** When the person was told that it takes longer. */
  readonly extended?: Date;
  /** When it was done or refused; absent while it is open. */
  readonly closed?: Date;
  /** Why it was refused: a code. */
  readonly refused?: string;
  /** The first moment by which something must be done that is not done. */
  readonly due?: Date;
  /** What must be done by when, under each law that has a say. */
  readonly dues: readonly Due[];
}

/** One thing that must be done about a request, and by when. */
export interface Due {
  /** Whose clock and for what, as in `ccpa.confirm`. */
  readonly rule: string;
  /** The last second of the last day, in the account's zone. */
  readonly until: Date;
  /** When it was done; absent while it is not. */
  readonly met?: Date;
  /** What the clock rests on. */
  readonly source: string;
}

/** A use of a lead's data that the person may object to. */
export type Use = 'marketing' | 'profiling' | 'sale' | 'sensitive_data';

/** What a person objects to. */
export interface ObjectionRecord {
  to: readonly Use[];
}

/** That a person objected to a use of their data. */
export interface Objection {
  readonly to: Use;
  /** Since when. */
  readonly at: Date;
}

/** What is put right of a lead's record; `null` takes a field away, and what is not named stays. */
export interface CorrectionRecord {
  fields: {
    [Field in 'firstName' | 'lastName' | 'phones' | 'emails' | 'address' | 'interest' | 'notes']?: LeadRecord[Field] | null;
  };
  /** On whose word: the person's where absent. */
  word?: 'person' | 'authorised_agent' | 'business';
}

/** Everything that is held of a lead: personal data. */
export interface Access {
  readonly format: string;
  readonly lead: string;
  /** When it was read. */
  readonly at: Date;
  /** Whether the data is only stored. */
  readonly restricted: boolean;
  /** Why it may not be erased: a code. */
  readonly hold?: string;
  /** What each kind of data is for, on what it rests and how long it is kept. */
  readonly categories: readonly Category[];
  /** On what the business rests each purpose, and the version of its notice. */
  readonly basis: { readonly conversational?: LegalBasis; readonly transactional?: LegalBasis; readonly marketing?: LegalBasis; readonly notice?: string };
  /** Those to whom this engine is set to send data of leads. Its channels the business adds itself. */
  readonly recipients: readonly Recipient[];
  readonly record: LeadRecord;
  /** What the person objects to. */
  readonly objections: readonly Objection[];
  /** What was corrected of the record or written over, as it was. */
  readonly corrections: readonly {
    readonly at: Date;
    readonly word: 'person' | 'authorised_agent' | 'business' | 'record';
    readonly was: LeadRecord;
  }[];
  readonly contacts: readonly {
    readonly contact: string;
    readonly kind: 'phone' | 'email' | 'visitor';
    readonly consent: Readonly<Record<Purpose, ConsentState>>;
  }[];
  readonly conversations: readonly {
    readonly id: string;
    readonly channel: Channel;
    readonly listing?: string;
    readonly human: boolean;
  }[];
  /** What the business asked closr to write to it first, sent or not. */
  readonly outreach: readonly HeldOutreach[];
  readonly requests: readonly Request[];
  readonly messages: readonly HeldMessage[];
  /** The events of its consent, with their words. */
  readonly consent: readonly (Event & { readonly words?: string })[];
  /** What was decided about it: the audit trail's entries. */
  readonly decisions: readonly {
    readonly seq: number;
    readonly at: Date;
    readonly what: string;
    readonly turn?: string;
    readonly rules: readonly string[];
  }[];
}

/** A kind of data that is held. */
export interface Category {
  readonly what: string;
  readonly purpose: string;
  readonly basis: string;
  readonly kept: string;
}

/** What the business asked closr to write first. */
export interface HeldOutreach {
  readonly turn: string;
  readonly conversation: string;
  readonly channel: Channel;
  readonly purpose: 'transactional' | 'marketing';
  /** When the business asked for it. */
  readonly at: Date;
  /** The business's own id of it. */
  readonly id: string;
  /** The business's words; empty where a template had them. */
  readonly text: string;
  readonly template?: string;
  readonly listing?: string;
  /** When it was handed out to be sent; what was sent then is among the messages. */
  readonly sent?: Date;
}

/** A message to or from a lead. */
export interface HeldMessage {
  readonly at: Date;
  readonly role: 'lead' | 'assistant' | 'agent';
  readonly channel: Channel;
  readonly conversation: string;
  readonly turn?: string;
  readonly text: string;
  /** Of the lead's own messages, what the channel said of it. */
  readonly delivered?: { readonly id: string; readonly from: string; readonly listing?: string };
  /** Of the lead's own messages, an answer that is not sent, while its turn is open. */
  readonly unsent?: string;
}

/** What was exported. No personal data is in it. */
export interface Exported {
  readonly lead: string;
  readonly at: Date;
  readonly messages: number;
  /** The file's length in bytes. */
  readonly bytes: number;
  /** The audit trail's head with the export in it. */
  readonly auditHead: string;
}

/** How long leads are kept, and how many of them one call looks at. */
export interface SweepRecord {
  /**
   * How many days after its last message, or after it was put on file, a lead is erased; as `retention` in the account's record says
   * where absent.
   */
  idleDays?: number;
  /** Where to go on: the `next` of the part before. */
  after?: string;
  /** How many leads are looked at, 100 where absent, 1,000 at most. */
  limit?: number;
  /** Nothing is erased; what would be is told. */
  dryRun?: boolean;
}

/** What a sweep did, or in a dry run would do. No personal data is in it. */
export interface Swept {
  /** After how many days without a message leads are erased; absent where all are, for the account's time is over. */
  readonly idleDays?: number;
  /** How many leads it looked at. */
  readonly lookedAt: number;
  /** Those that were erased, or would be. */
  readonly erased: readonly SweptLead[];
  /** Those that are kept though their time is over. */
  readonly kept: readonly SweptLead[];
  /** How many requests were deleted, 24 months after they were closed; with the last part. */
  readonly requests: number;
  /** The words that consent rests on of how many events were deleted, after the end of their fifth year; with the last part. */
  readonly evidence: number;
  /** Where the next part begins; absent where all leads were looked at. */
  readonly next?: string;
  readonly dryRun: boolean;
}

/** A lead whose time is over. */
export interface SweptLead {
  readonly lead: string;
  /** When it was last heard of. */
  readonly last: Date;
  /** By which rule it goes, as in `retention.idle`, or stays, as in `rights.held`. */
  readonly rule: string;
}
