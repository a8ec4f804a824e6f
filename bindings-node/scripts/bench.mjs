// What a call costs beyond the core's own work, and what the package weighs. Build the release addon first, and gather the
// notices: python3 ../scripts/notices.py closr-node THIRD-PARTY-NOTICES.txt
//
//   node scripts/bench.mjs
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { tarballs } from './platforms.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const line = (what, value, goal = '') => console.log(`${what.padEnd(46)} ${value.padStart(10)}  ${goal}`);

// A process of its own each time: what node itself takes is measured in it too.
const load = () => Number(spawnSync(process.execPath, ['-e', `const t = performance.now(); require(${JSON.stringify(here)}); console.log(performance.now() - t)`]).stdout);
load();
line('require, median of 9 processes', `${median(Array.from({ length: 9 }, load)).toFixed(1)} ms`);

const { Engine, Redactor, smsSegments, read } = createRequire(import.meta.url)(here);

/** Microseconds a call, the median of several rounds. */
function sync(call, times = 50_000) {
  const rounds = Array.from({ length: 9 }, () => {
    const started = performance.now();
    for (let n = 0; n < times; n += 1) call();
    return ((performance.now() - started) * 1000) / times;
  });
  return `${median(rounds).toFixed(2)} µs`;
}

async function awaited(call, times = 2_000) {
  const rounds = [];
  for (let round = 0; round < 9; round += 1) {
    const started = performance.now();
    for (let n = 0; n < times; n += 1) await call();
    rounds.push(((performance.now() - started) * 1000) / times);
  }
  return `${median(rounds).toFixed(1)} µs`;
}

const redactor = new Redactor({ lead: { firstName: 'Jane', phones: ['+15125550147'] } });
line('a sync call: smsSegments(\'\')', sync(() => smsSegments('')), 'goal 2 µs');
line('redact a short text, core\'s work included', sync(() => redactor.redact('Jane here, call 512-555-0147'), 2_000));
line('read a short text, core\'s work included', sync(() => read('sms', 'What is the price?'), 2_000));

const engine = new Engine();
await engine.upsertAccount({ id: 'oak', brand: 'Oak & Main' });
await engine.close();
line('an awaited call: close() of a closed engine', await awaited(() => engine.close()), 'goal 100 µs');
const open = new Engine();
await open.upsertAccount({ id: 'oak', brand: 'Oak & Main' });
line('an awaited call through the store: account()', await awaited(() => open.forAccount('oak').account()), 'its work included');

const addon = readdirSync(here).find((name) => name.endsWith('.node'));
const size = (path) => statSync(path).size / 1e6;
const dist = readdirSync(join(here, 'dist')).reduce((sum, name) => sum + size(join(here, 'dist', name)), 0);
line(addon, `${size(join(here, addon)).toFixed(1)} MB`, `${(gzipSync(readFileSync(join(here, addon))).length / 1e6).toFixed(1)} MB packed`);
line('dist', `${dist.toFixed(2)} MB`);

const FIRST = "const { Redactor } = require('closr'); process.exit(new Redactor().redact('call 512-555-0147').text === 'call [PHONE_1]' ? 0 : 1)";

/** Seconds from an empty folder to a first redaction, by the packages that a release publishes. Nothing is fetched. */
function firstRedaction(folder, packages) {
  const quiet = (program, args) => {
    const options = { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' && program === 'npm' };
    const { status } = spawnSync(program, args, options);
    if (status !== 0) throw new Error(`${program} ${args[0]} failed`);
  };
  mkdirSync(folder);
  const started = performance.now();
  quiet('npm', ['install', '--offline', '--omit=optional', '--no-audit', '--no-fund', ...packages]);
  quiet(process.execPath, ['-e', FIRST]);
  return (performance.now() - started) / 1000;
}

const scratch = mkdtempSync(join(tmpdir(), 'closr-'));
try {
  const packages = tarballs(join(scratch, 'packed'));
  const seconds = Array.from({ length: 5 }, (_, run) => firstRedaction(join(scratch, `empty-${run}`), packages));
  line('empty folder to first redaction, best, median', `${Math.min(...seconds).toFixed(1)}, ${median(seconds).toFixed(1)} s`, 'goal 3 s');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
