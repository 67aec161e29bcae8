/**
 * Terminals of the device: opens a tty in raw mode for keys, and once more, blocking, for output.
 * Trap: /dev/ttyS0 exists on computers without a serial port; opening or the first write then fails and the terminal is
 * left out. A terminal that fails later goes silent; the other one goes on.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from '../console/terminal.ts';

/** The terminals that can be opened, in the order given. */
export function openTerminals(paths: readonly string[]): readonly Terminal[] {
  return paths.flatMap((path): readonly Terminal[] => {
    try {
      return [openTerminal(path)];
    } catch {
      // A computer without this tty; the next one is tried.
      return [];
    }
  });
}

function openTerminal(path: string): Terminal {
  const kind = /ttyS|ttyUSB|ttyAMA|hvc/.test(path) ? 'serial' : 'screen';
  // Without O_NOCTTY the first program of the system would get this tty as its controlling terminal and its signals.
  const flags = constants.O_RDWR + constants.O_NOCTTY;
  const output = openSync(path, flags);
  let input: ReadStream;
  let size: { columns: number; rows: number };
  try {
    writeSync(output, '');
    input = new ReadStream(openSync(path, flags));
    input.setRawMode(true);
    size = sizeOf(path, flags);
  } catch (error) {
    closeSync(output);
    throw error;
  }
  let isBroken = false;
  input.on('error', () => {
    isBroken = true;
  });
  return {
    name: path,
    kind,
    ...size,
    write(text) {
      if (isBroken) return;
      const bytes = Buffer.from(text, 'utf8');
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(output, bytes, at);
      } catch {
        // Nobody can be told on this terminal any more; the other one shows everything, too.
        isBroken = true;
      }
    },
    onInput(listener) {
      input.on('data', listener);
      return () => {
        input.off('data', listener);
      };
    },
  };
}

function sizeOf(path: string, flags: number): { columns: number; rows: number } {
  try {
    const stream = new WriteStream(openSync(path, flags));
    const size = { columns: stream.columns, rows: stream.rows };
    stream.destroy();
    if (size.columns > 0 && size.rows > 0) return size;
  } catch {
    // A serial line does not know its size.
  }
  return { columns: 80, rows: 25 };
}
