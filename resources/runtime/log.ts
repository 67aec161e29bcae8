/**
 * The log of the device, smsts.log in the form that CMTrace reads, in memory only: it is gone when the computer is off.
 * Trap: nothing here knows what is a secret; the run masks hidden values on their way here (flow.ts).
 */
import { appendFileSync } from 'node:fs';

export type Severity = 'info' | 'warning' | 'error';
const TYPES = { info: 1, warning: 2, error: 3 } as const;

export interface DeviceLog {
  readonly path: string;
  write(component: string, message: string, severity?: Severity): void;
}

/** A log that appends to a file; when the file cannot be written, the run goes on without. */
export function openLog(path: string, now: () => Date): DeviceLog {
  let isBroken = false;
  return {
    path,
    write(component, message, severity = 'info') {
      if (isBroken) return;
      try {
        appendFileSync(path, `${formatEntry({ component, message, severity, time: now() })}\r\n`, {
          mode: 0o600,
        });
      } catch {
        // Memory is full or the folder is gone: a log must not end a deployment.
        isBroken = true;
      }
    },
  };
}

/** One entry; the text may have several lines, and the end mark inside of it is broken up. */
export function formatEntry(entry: {
  readonly component: string;
  readonly message: string;
  readonly severity: Severity;
  readonly time: Date;
}): string {
  const iso = entry.time.toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-');
  const body = entry.message.replaceAll(']LOG]!>', '] LOG]!>');
  return (
    `<![LOG[${body}]LOG]!><time="${iso.slice(11, 23)}+000" date="${month ?? ''}-${day ?? ''}-${year ?? ''}" ` +
    `component="${entry.component}" context="" type="${TYPES[entry.severity]}" thread="1" file="">`
  );
}
