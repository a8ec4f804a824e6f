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
