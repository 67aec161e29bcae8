/** The process ends though a read hangs in the operating system, and with its code when nothing hangs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { oracle, testWith } from '../../support/oracle.ts';
import { tempFolder } from '../../support/temp.ts';

const helper = resolve(import.meta.dirname, '../../support/hanging-read-helper.ts');

async function run(...args: readonly string[]) {
  const program = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), helper, ...args]);
  const outputs = Promise.all([text(program.stdout), text(program.stderr)]);
  // Sound: "close" gives these two.
  const [code, signal] = (await once(program, 'close')) as [number | null, string | null];
  const [stdout, stderr] = await outputs;
  return { code, signal, stdout, stderr };
}

describe('the end of the process', () => {
  testWith(['mkfifo'], 'comes though a drive holds a read, after the result was printed', async () => {
    const pipe = join(await tempFolder('end-process'), 'pipe');
    oracle('mkfifo', [pipe]);
    const { signal, stdout, stderr } = await run(pipe);
    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: 'the result\n' });
    expect(stderr).toContain('A drive still holds a request');
  });
  test('has the exit code when nothing is left', async () => {
    expect(await run()).toEqual({ code: 1, signal: null, stdout: 'the result\n', stderr: '' });
  });
});
