// Builds the package from a clone: the addon and `native.d.ts` with napi's builder, `dist/` with tsc.
//
//   node scripts/build.mjs [--debug] [--addon-only | --dist-only] [napi build's options]
//
// npm runs it as `prepare`. The published packages are built already and run nothing when they are installed.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(here);
const require = createRequire(join(here, 'package.json'));
const OURS = ['--debug', '--addon-only', '--dist-only'];
const flags = new Set(process.argv.slice(2).filter((flag) => OURS.includes(flag)));
const options = process.argv.slice(2).filter((flag) => !OURS.includes(flag));

function fail(message) {
  process.stderr.write(`closr: ${message}\n`);
  process.exit(1);
}

function run(program, args, options = {}) {
  const ran = spawnSync(program, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (ran.status !== 0) fail(`${[program, ...args].join(' ')} failed`);
}

/** npm links a folder without installing what it is built with. */
function tools() {
  try {
    return [require.resolve('@napi-rs/cli'), require.resolve('typescript')];
  } catch {
    const npm = process.env.npm_execpath;
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)/i.test(name)));
    npm ? run(process.execPath, [npm, ...install], { env }) : run('npm', install, { env, shell: process.platform === 'win32' });
  }
}

function addon() {
  if (spawnSync('cargo', ['--version']).error?.code === 'ENOENT') {
    if (readdirSync(here).some((name) => name.endsWith('.node'))) return;
    fail('the addon is built with cargo, which is not installed: install Rust 1.89 or later from https://rustup.rs');
  }
  // Without its cache: cargo may have compiled the addon since, for which the definitions that it keeps are too old.
  const build = ['build', '--platform', '--no-js', '--dts', 'native.d.ts', '--no-dts-cache', ...options];
  const profile = flags.has('--debug') ? [] : ['--release'];
  run(process.execPath, [join(dirname(require.resolve('@napi-rs/cli')), 'cli.js'), ...build, ...profile, '--', '--locked']);
}

function dist() {
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, licence), join(here, licence));
  rmSync(join(here, 'dist'), { recursive: true, force: true });
  run(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', 'tsconfig.json']);
  chmodSync(join(here, 'dist', 'cli.js'), 0o755);
}

tools();
if (!flags.has('--dist-only')) addon();
if (!flags.has('--addon-only')) dist();
