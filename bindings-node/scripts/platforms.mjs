// The packages that hold the addons, one a platform: npm installs the fitting one as an optional dependency of `closr`.
//
//   node scripts/platforms.mjs matrix                     what a release builds, as JSON for its workflow
//   node scripts/platforms.mjs pack PLATFORM ADDON OUT    writes the package of one platform to OUT/PLATFORM
//   node scripts/platforms.mjs stamp                      makes package.json the published one, which names them: for a
//                                                         release only, since nobody can install with it before them
//   node scripts/platforms.mjs tarballs OUT               packs both as a release does, out of what was built here
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));

/** By name, as `ts/native.ts` makes it: where it is built, and for which Rust target. */
export const PLATFORMS = {
  'linux-x64-gnu': { runner: 'ubuntu-24.04', target: 'x86_64-unknown-linux-gnu', libc: 'glibc' },
  'linux-arm64-gnu': { runner: 'ubuntu-24.04', target: 'aarch64-unknown-linux-gnu', libc: 'glibc' },
  'linux-x64-musl': { runner: 'ubuntu-24.04', target: 'x86_64-unknown-linux-musl', libc: 'musl' },
  'linux-arm64-musl': { runner: 'ubuntu-24.04', target: 'aarch64-unknown-linux-musl', libc: 'musl' },
  'darwin-x64': { runner: 'macos-15', target: 'x86_64-apple-darwin' },
  'darwin-arm64': { runner: 'macos-15', target: 'aarch64-apple-darwin' },
  'win32-x64-msvc': { runner: 'windows-2025', target: 'x86_64-pc-windows-msvc' },
};

const manifest = () => JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const written = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

export function pack(platform, addon, out) {
  const { version, license, engines } = manifest();
  const [os, cpu] = platform.split('-');
  const { libc } = PLATFORMS[platform];
  const [name, folder] = [`closr.${platform}.node`, join(out, platform)];
  const notices = ['LICENSE-APACHE', 'LICENSE-MIT', 'THIRD-PARTY-NOTICES.txt'];
  mkdirSync(folder, { recursive: true });
  copyFileSync(addon, join(folder, name));
  for (const notice of notices) {
    const from = [here, dirname(here)].map((place) => join(place, notice)).find(existsSync);
    if (!from) throw new Error(`${notice} is missing: scripts/notices.py writes the third parties'`);
    copyFileSync(from, join(folder, notice));
  }
  writeFileSync(join(folder, 'README.md'), `The addon of \`closr\` for ${platform}. Install \`closr\`, not this.\n`);
  written(join(folder, 'package.json'), {
    name: `@closr/${platform}`, version, description: `The addon of closr for ${platform}`, license, main: name,
    files: [name, ...notices], engines, os: [os], cpu: [cpu], ...(libc && { libc: [libc] }),
  });
}

export function stamped() {
  // Its scripts and tools are for a clone: who installs the package runs nothing.
  const { scripts: _scripts, devDependencies: _tools, napi: _builder, ...published } = manifest();
  const packages = Object.keys(PLATFORMS).map((platform) => [`@closr/${platform}`, published.version]);
  return { ...published, optionalDependencies: Object.fromEntries(packages) };
}

/** Both packages, packed for this platform: the public one and the addon's. */
export function tarballs(out) {
  const addon = readdirSync(here).find((name) => name.endsWith('.node'));
  if (!addon) throw new Error('the addon is not built: node scripts/build.mjs');
  const [, platform] = addon.split('.');
  pack(platform, join(here, addon), out);
  const closr = join(out, 'closr');
  for (const name of [...manifest().files, 'README.md'].filter((name) => existsSync(join(here, name)))) {
    cpSync(join(here, name), join(closr, name), { recursive: true });
  }
  written(join(closr, 'package.json'), stamped());
  return [closr, join(out, platform)].map((folder) => {
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', out];
    const { status, stdout } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
    if (status !== 0) throw new Error(`npm pack failed in ${folder}`);
    return join(out, stdout.trim());
  });
}

const [command, ...args] = process.argv[1] === fileURLToPath(import.meta.url) ? process.argv.slice(2) : [undefined];
if (command === 'matrix') {
  console.log(JSON.stringify({ include: Object.entries(PLATFORMS).map(([platform, how]) => ({ platform, ...how })) }));
} else if (command === 'pack') {
  pack(...args);
} else if (command === 'stamp') {
  written(join(here, 'package.json'), stamped());
} else if (command === 'tarballs') {
  console.log(tarballs(...args).join('\n'));
}
