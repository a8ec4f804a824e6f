// Builds the package from a clone: the addon with cargo, `dist/` with tsc.
//
//   node scripts/build.mjs [--debug] [--workspace] [--addon-only | --dist-only]
//
// `--workspace` builds the addon with the rest of the workspace, so that its tests compile nothing twice.
//
// npm runs it as `prepare`. The published packages are built already and run nothing when they are installed.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { declarations } from './declarations.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(here);
const flags = new Set(process.argv.slice(2));
const LIBRARIES = { darwin: ['lib', '.dylib'], win32: ['', '.dll'] };

function fail(message) {
  process.stderr.write(`closr: ${message}\n`);
  process.exit(1);
}

function run(program, args, options = {}) {
  const ran = spawnSync(program, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (ran.error?.code === 'ENOENT') return undefined;
  if (ran.status !== 0) fail(`${program} ${args[0]} failed`);
  return ran;
}

/** The name of this platform's addon, as `ts/native.ts` looks for it. */
function platform() {
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  const abi = { darwin: '', win32: '-msvc' }[process.platform] ?? (musl ? '-musl' : '-gnu');
  return `${process.platform}-${process.arch}${abi}`;
}

function addon() {
  const target = join(here, `closr.${platform()}.node`);
  const profile = flags.has('--debug') ? 'debug' : 'release';
  const metadata = spawnSync('cargo', ['metadata', '--format-version=1', '--no-deps'], { cwd: root, encoding: 'utf8' });
  if (metadata.error?.code === 'ENOENT') {
    if (existsSync(target)) return;
    fail('the addon is built with cargo, which is not installed: install Rust 1.89 or later from https://rustup.rs');
  }
  if (metadata.status !== 0) fail(metadata.stderr);
  const built = JSON.parse(metadata.stdout).target_directory;
  const types = join(built, 'napi-types', profile);
  mkdirSync(types, { recursive: true });
  const what = flags.has('--workspace') ? ['--workspace', '--all-features', '--lib'] : ['--package', 'closr-node'];
  run('cargo', ['build', '--locked', ...what, ...(profile === 'release' ? ['--release'] : [])], {
    cwd: root,
    env: { ...process.env, NAPI_TYPE_DEF_TMP_FOLDER: types },
  });
  const [prefix, suffix] = LIBRARIES[process.platform] ?? ['lib', '.so'];
  // Renamed into its place: a process that has the old one loaded keeps it whole.
  copyFileSync(join(built, profile, `${prefix}closr_node${suffix}`), `${target}.new`);
  renameSync(`${target}.new`, target);
  writeFileSync(join(here, 'native.d.ts'), declarations(readFileSync(join(types, 'closr-node'), 'utf8')));
}

function dist() {
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, licence), join(here, licence));
  const require = createRequire(join(here, 'package.json'));
  let tsc;
  try {
    tsc = require.resolve('typescript/bin/tsc');
  } catch {
    // npm links a folder without installing what it is built with.
    const npm = process.env.npm_execpath;
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)/i.test(name)));
    npm ? run(process.execPath, [npm, ...install], { env }) : run('npm', install, { env, shell: process.platform === 'win32' });
    tsc = require.resolve('typescript/bin/tsc');
  }
  rmSync(join(here, 'dist'), { recursive: true, force: true });
  run(process.execPath, [tsc, '--project', 'tsconfig.json']);
  chmodSync(join(here, 'dist', 'cli.js'), 0o755);
}

if (!flags.has('--dist-only')) addon();
if (!flags.has('--addon-only')) dist();
