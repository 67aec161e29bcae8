/**
 * "Show the command line": a real shell takes the printed line apart, the real command line reads it, and the request is
 * the one it was printed from, whatever labels, variables and paths hold.
 */
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRequest, type BootableMediaRequest } from '#contract/media-request.ts';
import { parseBootableRequest, requireBootable } from '#media/request.ts';
import { commandLineText, quotePowerShell, REQUEST_FILE } from '#service/command-line-text.ts';
import { createOptionTable, SECRET_FILES } from '#service/create-option-table.ts';
import {
  addCreateOptions,
  readCreateRequest,
  type CreateOptions,
} from '../../main/hosts/cli/commands/create-options.ts';
import { addSiteOptions } from '../../main/hosts/cli/site-session.ts';
import { tempFolder } from '../support/temp.ts';

const run = promisify(execFile);
const folder = await tempFolder('command-line-text');
const separator = '\u0001\u0002\u0003';

/** A program of that name in a folder of its own, which says what it was called with. */
async function makeProgram(): Promise<void> {
  const path = join(folder, 'media-builder');
  await writeFile(path, `#!/bin/sh\nfor one in "$@"; do printf '%s${separator}' "$one"; done\n`);
  await chmod(path, 0o755);
}
await makeProgram();

/** The arguments a shell finds in a line. */
async function argumentsOf(line: string, shell = 'sh'): Promise<readonly string[]> {
  const { stdout } = await run(shell, ['-c', line], {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split(separator).slice(0, -1);
}

async function readBack(args: readonly string[], hidden: readonly string[]): Promise<BootableMediaRequest> {
  expect(args.slice(0, 2)).toEqual(['create', 'bootable']);
  const command = addSiteOptions(addCreateOptions(new Command())).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.parse([...args.slice(2)], { from: 'user' });
  const options = command.opts<CreateOptions>();
  const file = join(folder, 'hidden.txt');
  await writeFile(file, hidden.map((name) => `${name}=secret\n`).join(''));
  const isHidden = options.hiddenVariableFile !== undefined;
  expect(options.hiddenVariableFile).toBe(isHidden ? SECRET_FILES.hiddenVariables : undefined);
  const read = await readCreateRequest({ ...options, ...(isHidden ? { hiddenVariableFile: file } : {}) });
  return read.request;
}

/** What shells, quotes and parsers stumble over, and anything else. */
const hostile = fc.constantFrom(
  ...[
    "'",
    '"',
    '\\',
    '`',
    '$(id)',
    '$HOME',
    '%PATH%',
    '!',
    '*',
    '~',
    ' ',
    '\t',
    '&',
    '|',
    ';',
    '<',
    '>',
    '#',
  ],
  ...['--label', '-', '=', '\u2019', '\u201C', 'ä', '日本', '🙂', '(', '{a,b}', '\n', '\r\n'],
);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 8 })
    .map((parts) => Array.from(parts.join('').replaceAll('\0', '')).slice(0, maxLength).join(''));
const label = text(60)
  .map((one) => one.replaceAll(/\p{C}/gu, ''))
  .filter((one) => one !== '');
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,20}$/);
const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace(/\.\d+Z$/, 'Z')));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const certificate = fc.oneof(
  fc.record({
    source: fc.constant('pfx'),
    path: text(40).filter((one) => one !== '' && one !== 'self-signed'),
  }),
  fc.record({ source: fc.constant('self-signed'), start: optional(instant) }),
);
const management = fc.constantFrom(
  { mediaManagement: 'internet-based', cmg: 'cmg.contoso.test' },
  { mediaManagement: 'site-based', managementPoints: ['mp1.contoso.test'] },
  { mediaManagement: 'dynamic', managementPoints: ['mp1.contoso.test', 'mp2.contoso.test'] },
);
const fields = fc.record({
  bootImageId: fc.constant('PS100001'),
  distributionPoint: optional(fc.constant('dp01.contoso.test')),
  unknownComputers: fc.boolean(),
  userDeviceAffinity: fc.constantFrom('auto', 'pending', 'none'),
  unattended: fc.boolean(),
  allowNoPassword: fc.boolean(),
  certificate,
  variables: fc
    .uniqueArray(fc.record({ name, value: text(200), hidden: fc.boolean() }), {
      selector: (one) => one.name.toUpperCase(),
      maxLength: 4,
    })
    // The file of hidden variables is read after the others.
    .map((all) => [
      ...all.filter((one) => !one.hidden),
      ...all.filter((one) => one.hidden).map((one) => ({ name: one.name, hidden: true })),
    ]),
  prestart: optional(
    fc.record({
      command: text(80).filter((one) => one !== ''),
      packageId: optional(fc.constant('PS100030')),
    }),
  ),
  label: fc.oneof(fc.constant('Configuration Manager'), label),
  autorun: fc.boolean(),
  partitionStyle: fc.constantFrom('gpt', 'mbr'),
  algorithm: fc.constantFrom('aes-256', 'aes-128'),
});

const requests: fc.Arbitrary<BootableMediaRequest> = fc
  .tuple(fields, management)
  .map(([one, managed]) =>
    judgeRequest({ kind: 'bootable', ...JSON.parse(JSON.stringify({ ...one, ...managed })) }),
  )
  .filter(({ request }) => request !== undefined)
  .map(({ request }) => {
    if (request === undefined) throw new Error('filtered');
    return requireBootable(request);
  });

function hiddenOf(request: BootableMediaRequest): readonly string[] {
  return request.variables.filter((one) => one.hidden).map((one) => one.name);
}

describe('a printed command line', () => {
  const lineOf = (request: BootableMediaRequest, platform = 'linux'): string =>
    commandLineText({
      request,
      files: [{ kind: 'iso', path: '/home/o’neil/it\'s "my" disc.iso' }],
      drives: ['/dev/loop3'],
      siteArguments: [['--site', 'Contoso Berlin']],
      platform,
    });

  test('gives the same request, when a shell and the command line have read it', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const args = await argumentsOf(lineOf(request));
        expect(await readBack(args, hiddenOf(request))).toEqual(request);
        expect(args.slice(-5)).toEqual([
          '--iso',
          '/home/o’neil/it\'s "my" disc.iso',
          '--drive',
          '/dev/loop3',
          '--allow-loop-drives',
        ]);
        expect(args.slice(2, 4)).toEqual(['--site', 'Contoso Berlin']);
      }),
      { numRuns: 150 },
    );
  });

  test('names files for secrets and has none in it', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const args = await argumentsOf(lineOf(request));
        expect(args.includes('--password-file')).toBe(!request.allowNoPassword);
        const secretOptions = args.filter((one) => /^--.*(password|hidden).*-file$/.test(one));
        const values = secretOptions.map((one) => args[args.indexOf(one) + 1]);
        const known: readonly unknown[] = Object.values(SECRET_FILES);
        expect(values.filter((one) => !known.includes(one))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('for Windows keeps what is not plain in a request file', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const line = lineOf(
          { ...request, label: `${request.label}"`, certificate: { source: 'self-signed' } },
          'win32',
        );
        expect(line).toContain(`--request ${REQUEST_FILE}`);
        expect(line).not.toContain('--label');
      }),
    );
    const plain = parseBootableRequest({
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'cmg.contoso.test',
      label: "Müller's stick",
    });
    const input = { request: plain, files: [], drives: ['\\\\.\\PhysicalDrive2'], siteArguments: [] };
    expect(commandLineText({ ...input, platform: 'win32' }).split(' `\n    ')).toEqual([
      'media-builder create bootable',
      '--media-management internet-based',
      '--boot-image PS100001',
      '--cmg cmg.contoso.test',
      '--password-file password.txt',
      "--label 'Müller''s stick'",
      "--drive '\\\\.\\PhysicalDrive2'",
    ]);
  });

  test('for PowerShell has every kind of quote doubled and nothing else changed', () => {
    const unquoted = (word: string): string =>
      /^['\u2018\u2019\u201A\u201B]/.test(word)
        ? word.slice(1, -1).replaceAll(/(['\u2018\u2019\u201A\u201B])\1/g, '$1')
        : word;
    fc.assert(fc.property(text(80), (one) => unquoted(quotePowerShell(one)) === one));
  });
});

test('every field of a request is in the table of options', () => {
  const request = parseBootableRequest({
    kind: 'bootable',
    mediaManagement: 'dynamic',
    bootImageId: 'PS100001',
    managementPoints: ['mp1.contoso.test'],
  });
  const read = new Set<PropertyKey>();
  const watched = new Proxy(request, {
    get(target, key): unknown {
      read.add(key);
      return Reflect.get(target, key);
    },
  });
  for (const { valuesOf } of createOptionTable) valuesOf?.(watched);
  const { kind: _kind, schema: _schema, ...others } = request;
  expect(Object.keys(others).filter((key) => !read.has(key))).toEqual([]);
});
