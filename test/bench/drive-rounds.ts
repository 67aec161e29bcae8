/** Rounds of a bench for drives: contestants take turns, then medians, ratios and tables. */
import { spawnSync } from 'node:child_process';
import type { Measured } from './drive-contestants.ts';
import { median, megabytes } from './figures.ts';

export interface Contestant {
  readonly name: string;
  /** At most so many rounds, for one that takes long and is always the same. */
  readonly rounds?: number;
  run(): Promise<Measured>;
}

export type Results = ReadonlyMap<string, readonly Measured[]>;

/** Everyone begins a round once, so nobody always follows the one who leaves the disk busy. */
export async function takeTurns(
  title: string,
  { image, rounds }: { readonly image: string; readonly rounds: number },
  contestants: readonly Contestant[],
): Promise<Results> {
  console.log(`\n${title}`);
  const results = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]);
    for (const contestant of order) {
      if (contestant === undefined || round >= (contestant.rounds ?? rounds)) continue;
      // The source is in the cache and nothing waits for the disk when the clock starts.
      spawnSync('sh', ['-ec', 'cat "$1" > /dev/null; sync', 'sh', image]);
      const measured = await contestant.run();
      results.get(contestant.name)?.push(measured);
      const times = [measured.writtenSeconds, measured.usableSeconds].map((list) =>
        list.map(number).join(' '),
      );
      const text = `written ${times[0] ?? ''} s, usable ${times[1] ?? ''} s`;
      console.log(`  round ${round + 1}  ${contestant.name.padEnd(24)} ${text}`);
    }
  }
  return results;
}

export function printTable(results: Results, base: string): void {
  console.log(
    '\n| contestant | written s (min to max) | x | usable s | x | whole process s | processor s | memory |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, measured] of results) {
    const written = measured.map(lastWritten);
    const columns = [
      name,
      `${number(median(written))} (${number(Math.min(...written))} to ${number(Math.max(...written))})`,
      number(ratio(results, base, name, lastWritten)),
      number(medianOf(results, name, lastUsable)),
      number(ratio(results, name, base, lastUsable)),
      medianOf(results, name, ({ processSeconds }) => processSeconds).toFixed(2),
      medianOf(results, name, ({ cpuSeconds }) => cpuSeconds).toFixed(2),
      measured[0]?.peakBytes === undefined
        ? ''
        : megabytes(Math.max(...measured.map((one) => one.peakBytes ?? 0))),
    ];
    console.log(`| ${columns.join(' | ')} |`);
  }
}

export function printUnequal(results: Results): void {
  console.log(
    '\n| contestant | fast: written s | fast: usable s | slow: written s | slow: usable s | processor s |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [name] of results) {
    const fast = (pick: (one: Measured) => readonly number[]): string =>
      number(medianOf(results, name, (one) => Math.max(...pick(one).slice(0, 3), Number.NEGATIVE_INFINITY)));
    const slow = (pick: (one: Measured) => readonly number[]): string =>
      number(medianOf(results, name, (one) => pick(one)[3] ?? Number.NaN));
    const columns = [
      ...[name, fast((one) => one.writtenSeconds), fast((one) => one.usableSeconds)],
      ...[slow((one) => one.writtenSeconds), slow((one) => one.usableSeconds)],
      medianOf(results, name, ({ cpuSeconds }) => cpuSeconds).toFixed(2),
    ];
    console.log(`| ${columns.join(' | ')} |`);
  }
}

export function lastWritten({ writtenSeconds }: Measured): number {
  return Math.max(...writtenSeconds);
}

export function lastUsable({ usableSeconds }: Measured): number {
  return usableSeconds.length === 0 ? Number.NaN : Math.max(...usableSeconds);
}

export function medianOf(results: Results, name: string, pick: (one: Measured) => number): number {
  return median((results.get(name) ?? []).map(pick));
}

/** Median of one contestant divided by that of the other. */
export function ratio(results: Results, of: string, by: string, pick: (one: Measured) => number): number {
  return medianOf(results, of, pick) / medianOf(results, by, pick);
}

function number(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '-';
}
