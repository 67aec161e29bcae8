/**
 * Independent programs as judges. A missing program is a named skip; with REQUIRE_ORACLES=1 (as in CI) it is a failure.
 */
import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

export interface OracleResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages. */
  readonly output: string;
}

/** Runs a judge to its end; throws only when it cannot be started. */
export function oracle(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
): OracleResult {
  const result = spawnSync(program, [...args], {
    cwd: options.cwd,
    input: options.input,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 240_000,
  });
  if (result.error !== undefined) throw result.error;
  return {
    exitCode: result.status ?? -1,
    stdout: result.stdout,
    stderr: result.stderr,
    output: `${result.stdout}\n${result.stderr}`,
  };
}

/** Is the program on the PATH? */
export function hasProgram(program: string): boolean {
  const paths = (process.env['PATH'] ?? '').split(':').concat(['/usr/sbin', '/sbin']);
  return paths.some((path) => spawnSync('test', ['-x', `${path}/${program}`]).status === 0);
}

/** A test that needs the programs: skipped by name when one is missing, failing when REQUIRE_ORACLES=1. */
export function testWith(programs: readonly string[], name: string, body: () => void | Promise<void>): void {
  const missing = programs.filter((program) => !hasProgram(program));
  if (missing.length === 0) {
    test(name, body);
    return;
  }
  const title = `${name} [NOT RUN: ${missing.join(', ')} missing]`;
  if (process.env['REQUIRE_ORACLES'] === '1') {
    test(title, () => {
      throw new Error(`missing programs: ${missing.join(', ')}`);
    });
  } else {
    test.skip(title, body);
  }
}
