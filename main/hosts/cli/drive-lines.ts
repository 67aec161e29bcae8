/** Drives at work and their results as lines for people. Everything fits into 80 columns but messages, which wrap. */
import { formatBytes } from '#base/units.ts';
import type { DriveResult, DriveState } from '#jobs/drive-run.ts';
import { barOf, formatDuration, table, wrap } from './text-layout.ts';

/** One line of the running display: phase, percent, bytes, speed, remaining time, retries. */
export function driveLine(state: DriveState): string {
  const { device, phase, done, total, retries } = state;
  // Preparing and flushing have no amount, only a beginning and an end.
  const part =
    total <= 1 ? '' : `${barOf(done / total, 8)} ${String(Math.floor((done / total) * 100)).padStart(3)}%`;
  const amount = total <= 1 ? '' : `${bare(done, total)}/${formatBytes(total)}`;
  const speed = state.bytesPerSecond === null ? '' : `${formatBytes(state.bytesPerSecond)}/s`;
  const left = state.remainingSeconds === null ? '' : `${formatDuration(state.remainingSeconds)} left`;
  const again = retries === 0 ? '' : ` ${retries} ${retries === 1 ? 'retry' : 'retries'}`;
  const columns = [
    device.padEnd(10),
    phase.padEnd(7),
    part.padEnd(15),
    amount.padEnd(14),
    speed.padStart(9),
    `${left}${again}`,
  ];
  return columns.join(' ').trimEnd();
}

/** The same as words, for logs. */
export function driveLogLine(state: DriveState): string {
  const { device, phase, done, total } = state;
  // The speed of the phase before says nothing about a flush or the few bytes of the boot sector.
  const speed = phase === 'write' || phase === 'verify' ? state.bytesPerSecond : null;
  const facts = [
    ...(total <= 1 ? [] : [`${Math.floor((done / total) * 100)} % of ${formatBytes(total)}`]),
    ...(speed === null ? [] : [`${formatBytes(speed)}/s`]),
    ...(state.remainingSeconds === null ? [] : [`${formatDuration(state.remainingSeconds)} left`]),
    ...(state.retries === 0 ? [] : [`${state.retries} retries`]),
  ];
  return `${device}: ${phase}${facts.length === 0 ? '' : ` ${facts.join(', ')}`}`;
}

/** `done` in the unit of `total`, without the unit: "0.45" of "2.10 GB". */
function bare(done: number, total: number): string {
  const [, unit = 'bytes'] = formatBytes(total).split(' ');
  const scale = { bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }[unit] ?? 1;
  const value = done / scale;
  return unit === 'bytes' ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}

/** What became of one drive, as it is known. */
export function describeResult(result: DriveResult, columns: number): string {
  const { device } = result;
  const retries = result.retries === 0 ? '' : ` ${result.retries} operations were tried again.`;
  const block = (text: string): readonly string[] => wrap(text, { width: columns, indent: '  ' });
  switch (result.outcome) {
    case 'verified': {
      const kept = result.bytesKept === 0 ? '' : `${formatBytes(result.bytesKept)} were there already, `;
      const text = `${kept}${formatBytes(result.bytesWritten)} written, ${formatBytes(result.bytesVerified)} read back and compared.${retries}`;
      return [`${device}  verified`, ...block(text)].join('\n');
    }
    case 'failed': {
      const { code, message, cause, remedy } = result.error;
      return [
        `${device}  FAILED  ${code}`,
        ...block(`${message}${placeOf(result)}${retries}`),
        ...block(`Why: ${cause}`),
        ...block(`What to do: ${remedy}`),
      ].join('\n');
    }
    case 'cancelled':
      return [
        `${device}  cancelled`,
        ...block(
          `If writing had begun, it is incomplete: it does not start, and inspect says so. Else it is as it was.${retries}`,
        ),
      ].join('\n');
  }
}

function placeOf({ offset, badBytes, error }: Extract<DriveResult, { outcome: 'failed' }>): string {
  if (offset === null) return '';
  const much = badBytes === null ? '' : `, ${formatBytes(badBytes)} are affected`;
  return error.message.includes(String(offset)) && much === '' ? '' : ` (at byte ${offset}${much})`;
}

/** All drives of a run, one line each, and how many are good. */
export function summarize(results: readonly DriveResult[]): string {
  const rows = results.map((result): readonly string[] => {
    const { device } = result;
    switch (result.outcome) {
      case 'verified':
        return [
          device,
          'verified',
          formatBytes(result.bytesWritten),
          formatBytes(result.bytesKept),
          formatBytes(result.bytesVerified),
          String(result.retries),
        ];
      case 'failed':
        return [device, 'FAILED', result.error.code];
      case 'cancelled':
        return [device, 'cancelled'];
    }
  });
  const good = results.filter((one) => one.outcome === 'verified').length;
  const end = `${good} of ${results.length} ${results.length === 1 ? 'drive' : 'drives'} verified.`;
  return [...table([['Drive', 'Result', 'Written', 'Kept', 'Compared', 'Retries'], ...rows]), end].join('\n');
}
