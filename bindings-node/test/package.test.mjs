// The package: one version, one instance for both module systems, its licences, and nothing it depends on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import * as esm from 'closr';

import { PLATFORMS, stamped } from '../scripts/platforms.mjs';
import { PACKAGE, ROOT } from './scene.mjs';

const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

test('the version is the workspace\'s', () => {
  const [, version] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/\[workspace\.package\]\s+version = "([^"]+)"/);
  const lock = JSON.parse(readFileSync(join(PACKAGE, 'package-lock.json'), 'utf8'));
  assert.deepEqual([manifest.version, lock.version, lock.packages[''].version, esm.version], Array(4).fill(version));
});

test('import and require give the same classes', () => {
  const cjs = require('closr');
  const names = Object.keys(cjs);
  assert.ok(names.includes('Engine') && names.length > 20);
  for (const name of names) assert.equal(esm[name], cjs[name], name);
});

test('it depends on nothing and runs nothing when it is installed from a registry', () => {
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies], [undefined, undefined]);
  assert.deepEqual([stamped().scripts, stamped().devDependencies, stamped().napi], [undefined, undefined, undefined]);
  assert.ok(Object.values(manifest.devDependencies).every((version) => /^\d/.test(version)), 'exact versions');
  assert.doesNotMatch(readFileSync(join(PACKAGE, 'package-lock.json'), 'utf8'), /"resolved"/);
});

test('the licences lie beside it', () => {
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) {
    assert.equal(readFileSync(join(PACKAGE, name), 'utf8'), readFileSync(join(ROOT, name), 'utf8'));
    assert.ok(manifest.files.includes(name));
  }
});

test('the public types do not name the native half', () => {
  const declared = readFileSync(join(PACKAGE, 'dist/engine.d.ts'), 'utf8');
  assert.doesNotMatch(declared, /native|Native/);
});

test('a release names a package for each platform, of its own version', () => {
  assert.equal(manifest.optionalDependencies, undefined, 'only a release does: before it, nobody could install them');
  const { optionalDependencies } = stamped();
  assert.deepEqual(Object.keys(optionalDependencies), Object.keys(PLATFORMS).map((platform) => `@closr/${platform}`));
  assert.deepEqual(new Set(Object.values(optionalDependencies)), new Set([manifest.version]));
});

test('where the native half is missing, the error says what to do', () => {
  const code = 'try { require("./dist/index.js") } catch (e) { console.log(e.name, e.code, e.message) }';
  const elsewhere = `Object.defineProperty(process, 'arch', { value: 'ppc64' }); ${code}`;
  const said = execFileSync(process.execPath, ['-e', elsewhere], { cwd: PACKAGE, encoding: 'utf8' });
  assert.match(said, /^ClosrError unsupported closr's native half for \w+-ppc64.*serverExternalPackages: \['closr'\]/);
});
