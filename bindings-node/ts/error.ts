import { types } from 'node:util';

import type { ErrorKind } from './names';

/** One fault of a record or of settings: where it is and what would be right, never the value. */
export interface Fault {
  /** The path, as in `phones[1]`; empty for the record itself. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly problem: string;
}

/**
 * The error of every closr call. `code` names what to do next; messages hold ids, codes and counts, never a value.
 */
export class ClosrError extends Error {
  /** What the caller can do about it. */
  declare readonly code: ErrorKind;
  /** The seconds to wait before the same call may be made again; 0 is at once, absent is never. */
  declare readonly retryAfter?: number;
  /** The provider's id of the failed request, where it gave one. */
  declare readonly requestId?: string;
  /** Every fault, where the error is about a record or settings. */
  declare readonly faults: readonly Fault[];

  /** @internal */
  constructor(code: ErrorKind, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.retryAfter != null) this.retryAfter = details.retryAfter;
    if (details.requestId != null) this.requestId = details.requestId;
    this.faults = details.faults ?? [];
    // The stack begins with the method that was called, not with what is below it.
    if (details.below) Error.captureStackTrace(this, details.below);
  }
}

// On the prototype, as the built-in errors have it, so that a stack begins with the name.
Object.defineProperty(ClosrError.prototype, 'name', { value: 'ClosrError', configurable: true, writable: true });

interface Details {
  retryAfter?: number | null;
  requestId?: string | null;
  faults?: readonly Fault[];
  cause?: unknown;
  below?: Below;
}

/** A function whose frames, and what it calls, are none of the caller's business. */
type Below = (...args: never[]) => unknown;

/** Spells the names in an error as the caller wrote them. */
export interface Spelling {
  respell(faults: readonly Fault[], message: string): { faults: readonly Fault[]; message: string };
}

const MARK = 'closr:';

/** Makes a call and throws what it throws as a `ClosrError`. */
export function unwrap<T>(call: () => T, spelling?: Spelling): T {
  try {
    return call();
  } catch (thrown) {
    throw decode(thrown, unwrap, spelling);
  }
}

/** The same for a call that gives a promise. */
export async function settle<T>(call: () => Promise<T>, spelling?: Spelling, below: Below = settle): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw decode(thrown, below, spelling);
  }
}

/** The one place that reads what the native half throws. */
function decode(thrown: unknown, below: Below, spelling?: Spelling): unknown {
  if (thrown instanceof ClosrError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : '';
  // Anything else is a panic, whose words might quote what it was about.
  if (!reason.startsWith(MARK)) return new ClosrError('unexpected', 'a bug in closr: report it', { below });
  return revive(reason.slice(MARK.length), below, spelling);
}

/** An error from its record. */
export function revive(text: string, below?: Below, spelling?: Spelling): ClosrError {
  const record = JSON.parse(text);
  const said = { faults: (record.faults ?? []) as Fault[], message: record.message as string };
  const { faults, message } = spelling ? spelling.respell(said.faults, said.message) : said;
  return new ClosrError(record.code, message, {
    retryAfter: record.retry_after,
    requestId: record.request_id,
    faults,
    ...(below && { below }),
  });
}

/** What a value is, in words that do not show it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (types.isPromise(value)) return 'a promise: await it';
  if (types.isMap(value) || types.isSet(value)) return 'a Map or a Set: write a plain object or a list';
  const names = { string: 'a text', number: 'a number', boolean: 'true or false', object: 'an object' };
  return names[typeof value as keyof typeof names] ?? `a ${typeof value}`;
}

/** The text that an argument must be. */
export function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrong(name, 'a text', value);
  return value;
}

/** A whole number of zero or more. */
export function count(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw wrong(name, 'a whole number of 0 or more', value);
  }
  return value;
}

/** What can be iterated, and is no text. */
export function iterable<T>(value: Iterable<T>, name: string): Iterable<T> {
  const given: unknown = value;
  const walks = typeof given === 'object' && given !== null && Symbol.iterator in given;
  if (!walks) throw wrong(name, 'an iterable of records', given);
  return value;
}

/** An argument of the wrong type. */
export function wrong(name: string, expected: string, value: unknown, kind: ErrorKind = 'input_invalid'): ClosrError {
  const problem = `expected ${expected}, found ${kindOf(value)}`;
  return new ClosrError(kind, `${name}: ${problem}`, { faults: [{ path: name, problem }] });
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // Also one of another realm, as test runners have.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Options, none of which is misspelt. */
export function known<T extends object>(what: string, options: T, names: readonly (keyof T & string)[]): T {
  if (!isPlain(options)) throw wrong(what, `an object of ${names.join(', ')}`, options);
  for (const key of Object.keys(options)) {
    if ((names as readonly string[]).includes(key)) continue;
    const path = /^[A-Za-z_]{1,40}$/.test(key) ? key : '(a key that is not a name)';
    const problem = `unknown key; known are ${names.join(', ')}`;
    throw new ClosrError('input_invalid', `${what}: ${path}: ${problem}`, { faults: [{ path, problem }] });
  }
  return options;
}
