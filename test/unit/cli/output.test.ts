/** What the command line prints: data for machines, text for people, errors with advice for both. */
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { createOutput } from '../../../main/hosts/cli/output.ts';
import { describeProgress, speedOf } from '../../../main/hosts/cli/progress-board.ts';
import { formatDuration } from '../../../main/hosts/cli/text-layout.ts';
import { readPasswordFile } from '../../../main/hosts/cli/secrets.ts';
import { exitCodeFor } from '../../../main/hosts/cli/exit-code.ts';
import { tempFolder } from '../../support/temp.ts';

const folder = await tempFolder('output');

function captured(json: boolean) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = createOutput({ stdout, stderr }, { json, now: () => 0 });
  return {
    output,
    end: async () => {
      stdout.end();
      stderr.end();
      return { stdout: await text(stdout), stderr: await text(stderr) };
    },
  };
}

describe('output of the command line', () => {
  test('people get text on standard output and errors with cause and remedy on standard error', async () => {
    const { output, end } = captured(false);
    output.text('made it');
    output.data('result', { path: 'x' });
    output.error(new MediaError('E_USAGE', 'needs 2, got 1'));
    const { stdout, stderr } = await end();
    expect(stdout).toBe('made it\n');
    expect(stderr).toMatch(/Error E_USAGE: needs 2, got 1\n +Why: .+\n +What to do: .+\n$/);
  });

  test('machines get one JSON object per line and one progress line per percent', async () => {
    const { output, end } = captured(true);
    output.text('not for machines');
    for (const done of [0, 1, 2, 500, 501, 1000])
      output.progress('a.iso', { phase: 'write', done, total: 1000 });
    output.data('result', { path: 'x' });
    output.error(new MediaError('E_CANCELLED', 'cancelled'));
    const { stdout, stderr } = await end();
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(stderr).toBe('');
    expect(lines.map((line) => [line['type'], line['percent'] ?? line['path'] ?? line['code']])).toEqual([
      ['progress', 0],
      ['progress', 50],
      ['progress', 100],
      ['result', 'x'],
      ['error', 'E_CANCELLED'],
    ]);
  });

  test('speed is that of the samples, and time left follows from it', () => {
    const samples = [
      { atMs: 0, done: 0 },
      { atMs: 2000, done: 20_000_000 },
    ];
    expect(speedOf(samples)).toBe(10_000_000);
    expect(speedOf(samples.slice(1))).toBeUndefined();
    expect(describeProgress({ phase: 'write', done: 20_000_000, total: 670_000_000 }, samples)).toBe(
      '20.0 MB of 670.0 MB, 10.0 MB/s, 1:05 left',
    );
    expect(describeProgress({ phase: 'prepare', done: 2, total: 4, unit: 'steps' }, samples)).toBe(
      'step 2 of 4',
    );
    expect(formatDuration(7380)).toBe('2:03:00');
  });

  test.each([
    [new MediaError('E_USAGE', ''), 2],
    [new MediaError('E_PASSWORD_SOURCE', ''), 2],
    [new MediaError('E_CANCELLED', ''), 130],
    [new MediaError('E_FORMAT_MAGIC', ''), 1],
    [new Error('defect'), 1],
  ])('%s ends with its exit code', (error, code) => {
    expect(exitCodeFor(error)).toBe(code);
  });
});

describe('passwords', () => {
  const input = (stdin: string, notes: string[] = []) => ({
    stdin: Readable.from([stdin]),
    note: (line: string) => notes.push(line),
    signal: new AbortController().signal,
  });

  test('come from a file without its line break, and a file open to others is remarked on', async () => {
    const file = join(folder, 'password.txt');
    await writeFile(file, ' with spaces \r\n', { mode: 0o600 });
    const notes: string[] = [];
    expect(await readPasswordFile(file, input('', notes))).toBe(' with spaces ');
    expect(notes).toEqual([]);
    await chmod(file, 0o644);
    await readPasswordFile(file, input('', notes));
    expect(notes.join()).toContain('chmod 600');
  });

  test('come from standard input with "-"', async () => {
    expect(await readPasswordFile('-', input('from a pipe\n'))).toBe('from a pipe');
  });

  test.each([
    ['an empty one', ''],
    ['several lines', 'alpha\nbeta\n'],
  ])('refuses %s without repeating it', async (_name, content) => {
    await expect(readPasswordFile('-', input(content))).rejects.toMatchObject({
      code: 'E_PASSWORD_SOURCE',
      message: expect.not.stringMatching(/alpha|beta/),
    });
  });
});
