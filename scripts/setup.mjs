// Set-up: makes a checkout ready to run (npm start) or, with --tests, to be tested. Idempotent; fast when nothing is
// missing. It reaches nothing but the npm registry and Debian's packages, through npm and apt-get as they are
// configured on the machine.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fail, fingerprint, has, root, run, say, stamp } from './lib.mjs';

const forTests = process.argv.includes('--tests');
const isLinux = process.platform === 'linux';
const started = Date.now();
if (isLinux) process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

checkNode();
installNpmPackages();
if (isLinux) installDebianPackages();
buildPrograms();
linkCommand();
if (isLinux) {
  buildBootImage();
  buildSystemImage();
} else say(`set-up: no boot image on ${process.platform}: it is built from Debian's packages, on Linux`);
say(`set-up: ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Node.js ${process.versions.node} is too old: 20.19 or newer is needed. Install it and run this again.`,
    );
  }
}

function installNpmPackages() {
  const wanted = fingerprint(['package-lock.json']);
  if (existsSync(join(root, 'node_modules', '.bin', 'esbuild')) && stamp('npm') === wanted) return;
  say('set-up: installing npm packages');
  // Not `npm ci`: it insists on optional packages of every other platform, which a registry mirror may lack. With
  // --no-save the versions of the lock file are taken and neither it nor package.json is touched.
  if (run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    fail(
      'The npm packages this project is built from could not be installed (see npm’s message above).\n' +
        'Check that the npm registry can be reached (npm ping), then run the same command again.',
    );
  }
  stamp('npm', wanted);
}

function installDebianPackages() {
  const purposes = JSON.parse(readFileSync(join(root, 'scripts', 'debian-packages.json'), 'utf8'));
  const wanted = { ...purposes['boot image'], ...(forTests ? purposes.tests : {}) };
  const missing = Object.entries(wanted)
    .filter(([, probe]) => !has(probe))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const purpose = forTests
    ? 'to build the boot image and to judge the results in tests'
    : 'to build the boot image';
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!has('apt-get')) {
    fail(
      `These programs are missing (needed ${purpose}): ${missing.join(', ')}.\nInstall them with your system’s package manager, then run this again.`,
    );
  }
  if (process.getuid?.() !== 0) {
    fail(
      `Debian packages are missing (needed ${purpose}). Install them, then run this again:\n\n  sudo apt-get update && sudo ${command}`,
    );
  }
  say(`set-up: installing Debian packages ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
  const stdio = ['ignore', 'ignore', 'inherit'];
  run('apt-get', ['update', ...quiet], { env, stdio });
  const code = run('apt-get', ['install', '-y', '--no-install-recommends', ...quiet, ...missing], {
    env,
    stdio,
  });
  const still = missing.filter((name) => !has(wanted[name]));
  if (code !== 0 || still.length > 0) {
    fail(
      `Debian packages could not be installed (needed ${purpose}): ${(still.length > 0 ? still : missing).join(', ')}.\n` +
        `Check that Debian’s package servers can be reached, then run:\n\n  apt-get update && ${command}`,
    );
  }
}

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|json|css|html|svg)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .filter((file) => !file.endsWith('tsconfig.json'))
    .sort();
}

function buildPrograms() {
  const wanted = fingerprint([
    ...['main', 'preload', 'renderer'].flatMap(sources),
    'package.json',
    'scripts/build.mjs',
  ]);
  if (existsSync(join(root, 'dist', 'media-builder.mjs')) && stamp('build') === wanted) return;
  say('set-up: building');
  if (run(process.execPath, ['scripts/build.mjs']) !== 0)
    fail('The build failed; the messages above say where.');
  stamp('build', wanted);
}

/** Makes `npx media-builder` work in the checkout. */
function linkCommand() {
  if (process.platform === 'win32') {
    // Links need a right there that few accounts have.
    const file = join(root, 'node_modules', '.bin', 'media-builder.cmd');
    writeFileSync(file, '@node "%~dp0..\\..\\dist\\media-builder.mjs" %*\r\n');
    return;
  }
  const link = join(root, 'node_modules', '.bin', 'media-builder');
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) {
    if (existsSync(link)) return;
    rmSync(link);
  }
  symlinkSync('../../dist/media-builder.mjs', link);
}

function buildBootImage() {
  mkdirSync(cacheFolder, { recursive: true });
  if (run(process.execPath, ['--import', 'tsx', 'resources/boot/build-boot-image.ts']) !== 0) {
    fail('The boot image could not be built; the message above says what was missing and how to go on.');
  }
}

function buildSystemImage() {
  if (run(process.execPath, ['--import', 'tsx', 'resources/boot/build-system-image.ts']) !== 0) {
    fail(
      'The image of the lab’s installed system could not be built; the message above says what was missing and how to go on.',
    );
  }
}
