// npm test: set-up, the house checks, then every test including the boots in QEMU. Closes with the counts; what could
// not be tested on this machine, or at all without the real products, is listed by name.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cacheFolder, fail, packageProgram, root, run, say } from './lib.mjs';

/**
 * What means the same on every system, and the drives of this one. The rest needs Linux (loop devices, FUSE, QEMU, Debian's
 * tools), and so do the house checks, which say the same everywhere.
 */
const PORTABLE = [
  ...['test/unit/base/', 'test/unit/formats/', 'test/unit/image/', 'test/unit/devices/windows/'],
  ...['test/unit/devices/macos/', 'test/unit/devices/sector-device', 'test/unit/devices/guard.test'],
  ...['test/property/', 'test/golden/', 'test/oracle/windows-drive', 'test/oracle/macos-drive'],
];

if (run(process.execPath, ['scripts/setup.mjs', '--tests']) !== 0) process.exit(1);

const isLinux = process.platform === 'linux';
if (isLinux) process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const env = { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
if (process.env.CI !== undefined && process.env.CI !== '') env.REQUIRE_ORACLES = '1';

if (isLinux) say('\nchecks: types, lint, layers, dead code, form, docs');
const checksPass = isLinux ? run(process.execPath, ['scripts/check.mjs'], { env }) === 0 : true;

// Playwright's own words for what vitest calls by others.
const WINDOW_STATES = { expected: 'passed', unexpected: 'failed', flaky: 'failed', skipped: 'skipped' };

const report = join(cacheFolder, 'test-report.json');
mkdirSync(cacheFolder, { recursive: true });
rmSync(report, { force: true });
// The first tiers share the cores; the window comes after them, and the boots in QEMU at last, alone.
const reports = [];
let code = 0;
const together = ['core', 'oracle', 'electron'];
for (const projects of isLinux ? [together, ['boot']] : [together]) {
  const file = report.replace('.json', `-${projects.join('-')}.json`);
  rmSync(file, { force: true });
  const selection = projects.flatMap((name) => ['--project', name]);
  code =
    run(
      packageProgram('vitest'),
      [
        'run',
        ...selection,
        '--reporter=default',
        '--reporter=json',
        // Relative: on Windows a shell comes between, which would part a path at its blanks.
        `--outputFile.json=${relative(root, file)}`,
        ...(isLinux ? [] : PORTABLE),
        ...process.argv.slice(2),
      ],
      { env },
    ) || code;
  try {
    reports.push(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    fail(
      `The test runner left no report for ${projects.join(' and ')}: its own message above says why.\n0 passed, 1 failed, 0 skipped`,
    );
  }
  if (projects === together && isLinux) {
    const window = runWindowTests();
    reports.push(window.report);
    code = window.code || code;
  }
}

const files = reports.flatMap((one) => one.testResults);
const tests = files.flatMap((file) => file.assertionResults);
const count = (...states) => tests.filter((one) => states.includes(one.status)).length;
// A file that could not even be loaded has no tests, but it is a failure.
const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
const failed = count('failed') + broken.length + (checksPass ? 0 : 1);
const skipped = tests.filter((one) => ['skipped', 'pending', 'todo'].includes(one.status));
const unexplained = failed === 0 && code !== 0 ? 1 : 0;
const summary = `${count('passed') + (checksPass && isLinux ? 1 : 0)} passed, ${failed + unexplained} failed, ${skipped.length} skipped`;

say(`\n${summary}`);
if (!checksPass) say('failed: the house checks (npm run check)');
for (const file of broken)
  say(`failed to load: ${file.name.slice(root.length + 1)}: ${file.message.split('\n')[0]}`);
for (const one of tests.filter((test) => test.status === 'failed')) say(`failed: ${one.fullName}`);

say('\nNot tested here:');
for (const one of skipped) say(`- ${one.fullName}`);
if (!isLinux) say(`- everything that needs Linux, the house checks too (this is ${process.platform})`);
for (const line of notProved()) say(`- ${line}`);
say(`\n${summary}`);
process.exit(failed + unexplained === 0 ? 0 : 1);

/** The window from end to end, by Playwright; its report in the form of the others. */
function runWindowTests() {
  say('\nthe window, from end to end');
  const file = join(cacheFolder, 'test-report-window.json');
  rmSync(file, { force: true });
  // Names of files choose here, too; options are vitest's.
  const chosen = process.argv.slice(2).filter((one) => !one.startsWith('-'));
  const args = ['test', '--reporter=list,json', '--pass-with-no-tests', ...chosen];
  const ended = run(packageProgram('playwright'), args, {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  let suites;
  try {
    const { suites: found, errors } = JSON.parse(readFileSync(file, 'utf8'));
    suites = found;
    for (const { message } of errors) say(message);
  } catch {
    fail(
      'The tests of the window left no report: the message above says why.\n0 passed, 1 failed, 0 skipped',
    );
  }
  return { code: ended, report: { testResults: suites.map((suite) => windowFile(suite)) } };
}

function windowFile(suite) {
  const assertionResults = windowTests(suite, [suite.title]);
  return { name: join(root, suite.file), status: 'passed', message: '', assertionResults };
}

function windowTests(suite, path) {
  const inner = (suite.suites ?? []).flatMap((one) => windowTests(one, [...path, one.title]));
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ projectName, status, annotations }) => {
      const why = annotations.find(({ type }) => type === 'skip')?.description;
      const name = [`[${projectName}]`, ...path, title].join(' ');
      return {
        status: WINDOW_STATES[status] ?? 'failed',
        fullName: why === undefined ? name : `${name} [${why}]`,
      };
    }),
  );
  return [...own, ...inner];
}

/** The first-level points of docs/limits.md below "Not proved here": one list for readers and for this output. */
function notProved() {
  const text = readFileSync(join(root, 'docs', 'limits.md'), 'utf8');
  const section = /## Not proved here\n([\s\S]*?)(\n## |$)/.exec(text)?.[1] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2).replaceAll(/[*`]/g, ''));
}
