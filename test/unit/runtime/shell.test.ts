/** Commands on the device: output, exit codes, time-outs that end everything they started. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { run, runShell } from '../../../resources/runtime/platform/shell.ts';
import { tempFolder } from '../../support/temp.ts';

let folder: string;
beforeAll(async () => {
  folder = await tempFolder('shell');
});

async function shell(
  command: string,
  timeoutMs?: number,
): Promise<{ exitCode: number | undefined; output: string; hasTimedOut: boolean }> {
  return await runShell({ command, folder: undefined, timeoutMs }, folder);
}

test('a command gives its exit code and what it printed on both streams', async () => {
  const result = await shell('echo out; echo err >&2; pwd; exit 7');
  expect(result).toMatchObject({ exitCode: 7, hasTimedOut: false });
  for (const part of ['out\n', 'err\n', folder]) expect(result.output).toContain(part);
});

test('only the end of a long output is kept', async () => {
  const result = await shell(
    'i=0; while [ $i -lt 3000 ]; do echo "line $i of a long output that goes on and on"; i=$((i+1)); done',
  );
  expect(result.output.length).toBe(64 * 1024);
  expect(result.output).toContain('line 2999 ');
});

test('a time-out that is longer than any timer of Node is none', async () => {
  expect(await shell('sleep 0.2; echo done', 4_294_967_295_000)).toEqual({
    exitCode: 0,
    hasTimedOut: false,
    output: 'done\n',
  });
});

test('a time-out ends the command and what it started', async () => {
  const marker = join(folder, 'pid');
  const result = await shell(`sleep 600 & echo $! > ${marker}; wait`, 3000);
  expect(result).toMatchObject({ exitCode: undefined, hasTimedOut: true });
  const child = (await readFile(marker, 'utf8')).trim();
  // The child may be a zombie until its new parent has reaped it; it must not run any more.
  const state = async (): Promise<string> =>
    await readFile(`/proc/${child}/stat`, 'utf8').catch(() => `${child} (sleep) Z`);
  // On a busy machine the kernel gets round to a signal later than the shell's own end is told.
  await expect.poll(state, { timeout: 20_000 }).toMatch(/\) [ZX]/);
});

test('a program left in the background does not hold the step up', async () => {
  const result = await shell('sleep 30 & echo $!');
  expect(result.exitCode).toBe(0);
  process.kill(Number(result.output.trim()));
});

test('a program that is not there is 127, not an exception', async () => {
  expect((await run('/no/such/program', [])).exitCode).toBe(127);
  expect((await shell('/no/such/program')).exitCode).toBe(127);
});

test('a command gets no input', async () => {
  expect((await shell('cat; echo end')).output).toBe('end\n');
});
