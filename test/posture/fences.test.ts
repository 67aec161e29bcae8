/**
 * The import rules bite: every rule of .dependency-cruiser.cjs has a planted violation, and the product has none.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}
interface CruiseResult {
  readonly summary: { readonly violations: readonly Violation[] };
}

const rules = (
  createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: readonly { name: string }[];
  }
).forbidden.map((rule) => rule.name);

function cruise(...folders: string[]): readonly Violation[] {
  const run = spawnSync('node_modules/.bin/depcruise', ['--output-type', 'json', ...folders], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return (JSON.parse(run.stdout) as CruiseResult).summary.violations;
}

describe('import rules', () => {
  test('the product breaks none of them', { timeout: 120_000 }, () => {
    const found = cruise('main', 'preload', 'renderer', 'resources').map(
      (one) => `${one.rule.name}: ${one.from}`,
    );
    expect(found).toEqual([]);
  });

  const planted = cruise('test/planted');
  test.each(rules)('%s catches its planted violation', (rule) => {
    const caught = planted.filter((one) => one.rule.name === rule).map((one) => one.from);
    expect(caught.length, `no file below test/planted breaks ${rule}`).toBeGreaterThan(0);
  });
});
