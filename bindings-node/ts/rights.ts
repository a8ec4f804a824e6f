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
}

/** What a person may ask for about their data. */
export type Right = 'delete' | 'access' | 'correct' | 'portability' | 'restrict' | 'object' | 'opt_out_of_sale';

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
