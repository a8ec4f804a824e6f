/**
 * Records and settings on their way to core and back: keys in camelCase here, in snake_case there, and `Date` where
 * a time stands. The content of `extra` is the caller's own and is left as it is.
 */
import { types } from 'node:util';

import { ClosrError, kindOf, text, wrong, type Fault, type Spelling } from './error';
import type { ErrorKind } from './names';

const DEEPEST = 32;
const OWN = new Set(['extra']);
/** What has names of channels for keys, which are spelled the same in every language. */
const BY_CHANNEL = new Set(['consent']);
const TIMES = new Set(['at', 'closed', 'confirmed', 'due', 'end', 'extended', 'last', 'met', 'now', 'sent', 'start', 'until']);
const RFC3339 = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** A record as JSON text, which remembers how its keys were written. */
export class Wire implements Spelling {
  readonly text: string;
  readonly #written = new Map<string, string>();
  readonly #faults: Fault[] = [];

  constructor(what: string, record: unknown, kind: ErrorKind = 'input_invalid') {
    record = exposed(record);
    if (!isObject(record)) throw wrong(what, 'an object', record, kind);
    const value = this.#object(record, '', 0);
    if (this.#faults.length > 0) {
      const all = this.#faults.map(({ path, problem }) => `${path}: ${problem}`).join('; ');
      const count = this.#faults.length === 1 ? 'a fault' : `${this.#faults.length} faults`;
      throw new ClosrError(kind, `${what} has ${count}: ${all}`, { faults: this.#faults });
    }
    this.text = JSON.stringify(value);
  }

  respell(faults: readonly Fault[], message: string): { faults: readonly Fault[]; message: string } {
    const spelled = faults.map(({ path, problem }) => ({
      path: path.replace(/[a-z_][a-z0-9_]*/gi, (name) => this.#name(name)),
      problem: named(path, problem),
    }));
    faults.forEach(({ path, problem }, at) => {
      const now = spelled[at]!;
      message = message.replace(`${path}: ${problem}`, () => `${now.path}: ${now.problem}`);
    });
    if (faults.length === 0) {
      message = ticked(message).replace(/\b[a-z]+(_[a-z]+)+\b/g, (name) => this.#written.get(name) ?? name);
    }
    return { faults: spelled, message };
  }

  #name(key: string): string {
    return this.#written.get(key) ?? camel(key);
  }

  #object(record: object, path: string, depth: number): object {
    const out: Record<string, unknown> = Object.create(null);
    for (const [written, value] of Object.entries(record)) {
      if (value === undefined) continue;
      const key = snake(written);
      this.#written.set(key, written);
      const at = path === '' ? written : `${path}.${written}`;
      if (key in out) this.#faults.push({ path: at, problem: 'given twice, in two spellings' });
      out[key] = OWN.has(key) ? this.#own(value, at) : this.#value(value, at, depth + 1);
    }
    return out;
  }

  #value(given: unknown, path: string, depth: number): unknown {
    const value = exposed(given);
    if (typeof value === 'string') return value.toWellFormed();
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (types.isDate(value)) {
      if (!Number.isNaN(value.getTime())) return value.toISOString();
      return this.#refuse(path, 'not a time: the Date is invalid');
    }
    if (depth > DEEPEST) return this.#refuse(path, `nested more than ${DEEPEST} deep, or in a circle`);
    if (Array.isArray(value)) return value.map((item, at) => this.#value(item, `${path}[${at}]`, depth + 1));
    if (isObject(value)) return this.#object(value, path, depth);
    const found = typeof value === 'number' ? 'NaN or Infinity' : kindOf(value);
    return this.#refuse(path, `found ${found}, which no record can hold`);
  }

  #own(value: unknown, path: string): unknown {
    try {
      return JSON.parse(JSON.stringify(value));
    } catch {
      return this.#refuse(path, 'cannot be written as JSON');
    }
  }

  #refuse(path: string, problem: string): null {
    this.#faults.push({ path, problem });
    return null;
  }
}

/** Core's JSON as a value: camelCase keys, nothing where it says null, and `Date` where a time stands. */
export function read<T>(text: string): T {
  return revived(JSON.parse(text)) as T;
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) continue;
    const kept = OWN.has(key) || BY_CHANNEL.has(key);
    const time = TIMES.has(key) && typeof inner === 'string' && RFC3339.test(inner);
    out[camel(key)] = kept ? inner : time ? new Date(inner) : revived(inner);
  }
  return out;
}

/** A time argument, as core reads it. */
export function time(value: unknown, name: string): string {
  return types.isDate(value) && !Number.isNaN(value.getTime()) ? value.toISOString() : text(value, name);
}

/** A lead that closr gave back hides its values; what is handed in again is shown. */
function exposed(value: unknown): unknown {
  const hidden = value as { expose?: () => unknown } | null | undefined;
  return typeof hidden?.expose === 'function' ? hidden.expose() : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Their entries are not their keys: what they hold would be lost without a word.
  return !types.isDate(value) && !types.isMap(value) && !types.isSet(value) && !types.isPromise(value);
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A problem, with the keys that it names as they are written here. */
function named(path: string, problem: string): string {
  const keys = problem.startsWith('unknown key;') && !path.split('.').some((part) => BY_CHANNEL.has(part));
  return keys ? problem.replace(/[a-z]+(_[a-z]+)+/g, camel) : ticked(problem);
}

/** Names of settings stand in ticks. */
function ticked(words: string): string {
  return words.replace(/`[a-z_]+`/g, camel);
}
