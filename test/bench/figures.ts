/** What all benches print: medians, sizes, the machine. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : `${(bytes / 1e6).toFixed(0)} MB`;
}

export function describeLoad(): string {
  return loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
}

export function describeMachine(): string {
  const memory = /MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? '0';
  const [cpu] = cpus();
  return [
    `${cpus().length} x ${cpu?.model ?? 'unknown processor'}`,
    `${(Number(memory) / 1e6).toFixed(0)} GB`,
    `Node ${process.version}`,
    `load ${describeLoad()}`,
  ].join(', ');
}
