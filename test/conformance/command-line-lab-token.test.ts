/** `media-builder lab token` on a running lab and on the data folder of a stopped one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { startLab, type RunningLab } from '#lab/server.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('lab-token');
let lab: RunningLab | undefined;

beforeAll(async () => {
  lab = await startLab({ dataFolder: folder });
});
afterAll(async () => {
  await lab?.close();
});

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runCommandLine(['lab', 'token', ...args, '--data', folder], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    clock: () => new Date(),
    dataFolder: folder,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { exitCode, stdout: out, stderr: err };
}

const minutesOf = (token: string): number => {
  const { nbf = 0, exp = 0 } = decodeJwt(token);
  return (exp - nbf) / 60;
};

test('on a running lab: the token alone on standard output, three days long, in no file', async () => {
  const made = await run('new');
  const token = made.stdout.trim();
  expect([made.exitCode, made.stdout.trim().split('\n').length, minutesOf(token)]).toEqual([0, 1, 4320]);
  const claims = decodeJwt(token);
  expect(claims).toMatchObject({ Type: 'BulkRegistration', Authority: 'SCCM', aud: 'urn:sccm:service' });
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  expect(made.stderr).toContain(String(claims['UniqueId']));
  expect(made.stderr).not.toContain(token);
  for (const file of ['store.json', 'journal.jsonl']) {
    expect(await readFile(join(folder, file), 'utf8')).not.toContain(token.split('.')[2]);
  }
});

test.each([
  ['10080', 0],
  ['1', 0],
  ['10081', 2],
  ['0', 2],
  ['three', 2],
  ['-5', 2],
])('a lifetime of %s minutes ends with %i', async (minutes, exitCode) => {
  const made = await run('new', `--lifetime=${minutes}`, '--json');
  expect(made.exitCode).toBe(exitCode);
  if (exitCode !== 0) return;
  const { token } = JSON.parse(made.stdout) as { token: string };
  expect(minutesOf(token)).toBe(Number(minutes));
});

test('blocked and unblocked by its id, on the running lab and on its data folder', async () => {
  const { id } = JSON.parse((await run('new', '--json')).stdout) as { id: string };
  const stateOf = async (): Promise<string | undefined> => {
    const lines = (await run('list', '--json')).stdout.trim().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as { id: string; state: string });
    return rows.find((one) => one.id === id)?.state;
  };
  expect(await stateOf()).toBe('valid');
  expect((await run('block', id)).stdout).toContain('is blocked');
  expect(await stateOf()).toBe('blocked');
  expect(lab?.site.store.token(id)?.isBlocked).toBe(true);
  expect((await run('block', 'no-such-token')).exitCode).toBe(1);
  await lab?.close();
  expect(await stateOf()).toBe('blocked');
  expect((await run('unblock', id)).exitCode).toBe(0);
  const offline = JSON.parse((await run('new', '--json')).stdout) as { id: string };
  lab = await startLab({ dataFolder: folder });
  expect(lab.site.store.token(id)?.isBlocked).toBe(false);
  expect(lab.site.store.token(offline.id)?.kind).toBe('bulk');
  expect((await run('list')).stdout).toContain('bulk');
});
