/**
 * Loop devices for tests of raw writing: made on request, detached after each test. Where the machine has none
 * to give, the test is a named skip, and a failure with REQUIRE_ORACLES=1.
 */
import { writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { hasProgram, oracle } from './oracle.ts';
import { tempFolder } from './temp.ts';

/** Loop devices to be detached after the test; tests that attach one themselves add it here. */
export const attached: string[] = [];

afterEach(() => {
  for (const device of attached.splice(0).reverse()) oracle('losetup', ['-d', device]);
});

/** A loop device over a sparse file that begins with 4 MiB of 0xee; `options` go to losetup. */
export async function loop(
  options: readonly string[] = [],
  sizeBytes = 64 * MIB,
): Promise<{ device: string; file: string }> {
  const file = join(await tempFolder('loop'), 'backing');
  writeFileSync(file, new Uint8Array(4 * MIB).fill(0xee));
  await truncate(file, sizeBytes);
  const result = oracle('losetup', ['--show', '-f', ...options, file]);
  if (result.exitCode !== 0) throw new Error(`losetup: ${result.output}`);
  const device = result.stdout.trim();
  attached.push(device);
  return { device, file };
}

function whyNot(): string | undefined {
  if (!hasProgram('losetup')) return 'losetup missing';
  const probe = oracle('losetup', ['-f']);
  return probe.exitCode === 0 && process.getuid?.() === 0 ? undefined : 'no loop device can be set up here';
}

const reason = whyNot();

/** A test that needs loop devices. */
export function loopTest(name: string, body: () => Promise<void>): void {
  if (reason === undefined) test(name, body);
  else if (process.env['REQUIRE_ORACLES'] === '1') {
    test(name, () => {
      throw new Error(reason);
    });
  } else test.skip(`${name} [NOT RUN: ${reason}]`, body);
}
