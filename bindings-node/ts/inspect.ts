import { inspect, type InspectOptions } from 'node:util';

/** Shows an object by its class and fields, with `[pii]` where a personal value stands. */
export function show(name: string, fields: object, depth: number, options: InspectOptions): string {
  return depth < 0 ? `[${name}]` : `${name} ${inspect(fields, options)}`;
}

/** How `console.log` shows a personal value. */
export const PII = { [inspect.custom]: () => '[pii]' };

/** Makes `console.log` show `[pii]` for these fields of a plain object, which stay readable. */
export function veiled<T extends object>(object: T, ...keys: (keyof T)[]): T {
  const shown = () => ({ ...object, ...Object.fromEntries(keys.map((key) => [key, PII])) });
  return Object.defineProperty(object, inspect.custom, { value: shown, enumerable: false });
}
