/** The options of `create bootable` and a request file give the same request, judged by the same rules. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addCreateOptions,
  readCreateRequest,
  type CreateOptions,
} from '../../../main/hosts/cli/commands/create-options.ts';
import { tempFolder } from '../../support/temp.ts';

const folder = await tempFolder('create-options');

function optionsOf(...args: string[]): CreateOptions {
  const command = addCreateOptions(new Command()).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.parse(['--data', 'unused', ...args].slice(2), { from: 'user' });
  return { data: 'unused', ...command.opts<object>() };
}

const INTERNET = [
  '--media-management',
  'internet-based',
  '--boot-image',
  'ps100001',
  '--cmg',
  'cmg.contoso.test',
];

describe('create bootable: from options to a request', () => {
  test('options fill the request and the rest gets the documented defaults', async () => {
    const { request } = await readCreateRequest(
      optionsOf(...INTERNET, '--unknown-computers', '--label', 'Reset'),
    );
    expect(request).toMatchObject({
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'cmg.contoso.test',
      unknownComputers: true,
      unattended: false,
      label: 'Reset',
      certificate: { source: 'self-signed' },
      partitionStyle: 'gpt',
      algorithm: 'aes-256',
    });
  });

  test('dates are UTC, whatever the zone, and a new start keeps the expiry of the request file', async () => {
    const file = join(folder, 'dated.json');
    const stored = { source: 'self-signed', expires: '2027-03-01T00:00:00Z' };
    await writeFile(file, JSON.stringify({ certificate: stored }));
    const { request } = await readCreateRequest(
      optionsOf(...INTERNET, '--request', file, '--start', '2026-11-21T08:30'),
    );
    expect(request.certificate).toEqual({ ...stored, start: '2026-11-21T08:30:00.000Z' });
    await writeFile(file, JSON.stringify({ certificate: { source: 'pfx', path: 'a.pfx' } }));
    await expect(
      readCreateRequest(optionsOf(...INTERNET, '--request', file, '--start', '2026-11-21')),
    ).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('a variable keeps everything behind the first equals sign', async () => {
    const { request } = await readCreateRequest(
      optionsOf(...INTERNET, '--variable', 'OSDNote=a=b', '--variable', 'X='),
    );
    expect(request.variables).toEqual([
      { hidden: false, name: 'OSDNote', value: 'a=b' },
      { hidden: false, name: 'X', value: '' },
    ]);
  });

  test('hidden values stay out of the request and out of errors', async () => {
    const file = join(folder, 'hidden.txt');
    await writeFile(file, 'OSDJoinPassword=s3cret-value\n');
    const { request, hiddenValues } = await readCreateRequest(
      optionsOf(...INTERNET, '--hidden-variable-file', file),
    );
    expect(JSON.stringify(request)).not.toContain('s3cret-value');
    expect(request.variables).toEqual([{ hidden: true, name: 'OSDJoinPassword' }]);
    expect(hiddenValues.get('OSDJoinPassword')).toBe('s3cret-value');

    await writeFile(file, 'no equals sign s3cret-value\n');
    const wrong = readCreateRequest(optionsOf(...INTERNET, '--hidden-variable-file', file));
    await expect(wrong).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.not.stringContaining('s3cret'),
    });
  });

  test('a request file gives the values and options replace them', async () => {
    const file = join(folder, 'request.json');
    const stored = {
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'a.test',
      label: 'Stored',
    };
    await writeFile(file, JSON.stringify(stored));
    const { request } = await readCreateRequest(optionsOf('--request', file, '--cmg', 'b.test'));
    expect(request).toMatchObject({ cmg: 'b.test', label: 'Stored' });
  });

  const wrong: readonly (readonly [name: string, args: readonly string[], code: string, text: RegExp])[] = [
    [
      'a missing gateway',
      ['--media-management', 'internet-based', '--boot-image', 'PS100001'],
      'E_MEDIA_REQUEST',
      /cmg/,
    ],
    ['no media management', ['--boot-image', 'PS100001'], 'E_MEDIA_REQUEST', /mediaManagement/],
    ['a read-only variable', [...INTERNET, '--variable', '_SMSTSX=1'], 'E_MEDIA_REQUEST', /read-only/],
    ['a variable without "="', [...INTERNET, '--variable', 'X'], 'E_USAGE', /NAME=VALUE/],
    ['a date that is none', [...INTERNET, '--expires', 'soon'], 'E_USAGE', /"soon"/],
    ['a day the month lacks', [...INTERNET, '--expires', '2027-02-30'], 'E_USAGE', /"2027-02-30"/],
    ['a date of doubtful order', [...INTERNET, '--expires', '03/04/2027'], 'E_USAGE', /"03\/04\/2027"/],
    ['a bare number', [...INTERNET, '--expires', '1'], 'E_USAGE', /"1"/],
    [
      'dates for a certificate file',
      [...INTERNET, '--certificate', 'a.pfx', '--expires', '2027-01-01'],
      'E_USAGE',
      /self-signed/,
    ],
    [
      'a prestart package without command',
      [...INTERNET, '--prestart-package', 'PS100030'],
      'E_USAGE',
      /--prestart-command/,
    ],
    ['a request file that is not there', ['--request', join(folder, 'none.json')], 'E_USAGE', /none\.json/],
  ];
  test.each(wrong)('refuses %s', async (_name, args, code, text) => {
    await expect(readCreateRequest(optionsOf(...args))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(text),
    });
  });
});
