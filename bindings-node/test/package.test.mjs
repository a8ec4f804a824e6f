// The package: one version, one instance for both module systems, its licences, and nothing it depends on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import * as esm from 'closr';

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
  for (const hook of ['preinstall', 'install', 'postinstall']) assert.equal(manifest.scripts[hook], undefined);
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
