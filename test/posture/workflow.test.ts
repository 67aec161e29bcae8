/** The workflow is read as GitHub would read it: its form, its rights, and that what it starts is there. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const step = z.strictObject({
  name: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
});
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  env: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      container: z.strictObject({ image: z.string(), options: z.string() }).optional(),
      steps: z.array(step),
    }),
  ),
});
const ci = workflow.parse(
  parse(readFileSync('.github/workflows/ci.yml', 'utf8'), { version: '1.2', strict: true }),
);
const steps = Object.values(ci.jobs).flatMap((job) => job.steps);

test('it runs on the three systems, with no rights but reading', () => {
  expect(Object.values(ci.jobs).map((job) => job['runs-on'])).toEqual([
    ...['ubuntu-latest', 'windows-latest', 'macos-latest'],
  ]);
  expect(ci.permissions).toEqual({ contents: 'read' });
  expect(Object.keys(ci.on)).toEqual(['push', 'pull_request']);
});

test('every step either uses an action pinned to a major version or runs something', () => {
  for (const { uses, run } of steps) {
    expect(uses === undefined).toBe(run !== undefined);
    if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
  }
});

test('the scripts it starts are there and end in npm test', () => {
  const commands = steps.map(({ run }) => run).filter((run) => run?.includes('npm test') === true);
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const script = /^\.\/(scripts\/ci\/\S+) /.exec(command ?? '')?.[1];
    if (script === undefined) continue;
    expect(existsSync(script)).toBe(true);
    if (script.endsWith('.sh')) accessSync(script, constants.X_OK);
  }
});
