/** Finds the native half: beside the package where it was built there, else in the platform's own package. */
import { join } from 'node:path';

import { ClosrError } from './error';
import type * as Native from '../native';

/** The C libraries to try, in order: npm installs only the fitting one where it knows which that is. */
const ABIS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [''],
  linux: ['-gnu', '-musl'],
  win32: ['-msvc'],
};

function load(): typeof Native {
  const platforms = (ABIS[process.platform] ?? ['']).map((abi) => `${process.platform}-${process.arch}${abi}`);
  const places = platforms.flatMap((name) => [join(__dirname, '..', `closr.${name}.node`), `@closr/${name}`]);
  const causes: unknown[] = [];
  for (const place of places) {
    try {
      return require(place);
    } catch (cause) {
      causes.push(cause);
    }
  }
  const message =
    `closr's native half for ${platforms.join(' or ')} does not load. Installed without optional dependencies, or on ` +
    `another platform? Then install again here. In a bundle (Next.js, webpack, esbuild)? Then leave closr out of it: ` +
    `serverExternalPackages: ['closr'] in Next.js, external: ['closr'] elsewhere.`;
  throw new ClosrError('unsupported', message, { cause: new AggregateError(causes) });
}

/** The native half. */
export const native = load();
