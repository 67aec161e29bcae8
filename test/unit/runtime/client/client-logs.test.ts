/** The client's logs: which file an entry goes to, and how large a file gets. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openClientLogs } from '../../../../resources/runtime/client/client-logs.ts';
import { tempFolder } from '../../../support/temp.ts';

const LIMIT_BYTES = 1024 * 1024;
const ENTRY = 'x'.repeat(64 * 1024);

test('a log that grows while the client runs is rolled over each time it is beyond its size', async () => {
  const folder = await tempFolder('client-logs');
  const log = await openClientLogs(
    folder,
    () => new Date('2026-11-21T20:00:00Z'),
    (text) => text.replaceAll('secret', '********'),
  );
  log.write('Center', 'beside them, a secret');
  for (let number = 1; number <= 40; number++) log.write('Network', `entry ${number}: ${ENTRY}`);
  expect((await readdir(folder)).toSorted()).toEqual([
    'ClientLocation.lo_',
    'ClientLocation.log',
    'SCClient.log',
  ]);
  expect(await readFile(join(folder, 'SCClient.log'), 'utf8')).toContain('[beside them, a ********]');
  const numbers: string[] = [];
  for (const name of ['ClientLocation.lo_', 'ClientLocation.log']) {
    const path = join(folder, name);
    expect((await stat(path)).size).toBeLessThan(LIMIT_BYTES + 2 * ENTRY.length);
    numbers.push(
      ...[...(await readFile(path, 'utf8')).matchAll(/entry (\d+):/g)].map((match) => match[1] ?? ''),
    );
  }
  // The newest ones, none lost between the two files.
  const first = Number(numbers[0]);
  expect(first).toBeGreaterThan(1);
  expect(numbers).toEqual(Array.from({ length: 41 - first }, (_, index) => String(first + index)));
});
