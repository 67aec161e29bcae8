/** Programs this process has started, by name; only these may be ended by a test. */
import { readdirSync, readFileSync } from 'node:fs';

/** Numbers of our own child processes with a name. */
export function childrenNamed(name: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const [, program, rest = ''] =
          /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
        const [state, parent] = rest.split(' ');
        return program === name.slice(0, 15) && state !== 'Z' && Number(parent) === process.pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}
