/**
 * The system's secret storage on Linux: GNOME Keyring on a session bus of its own, with an empty home.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const helper = resolve(import.meta.dirname, '../support/secret-storage-helper.ts');
const home = await tempFolder('secret-service');

/** Starts the daemon with a key ring that is open, waits for its name on the bus, runs the rest, and ends the daemon. */
const SCRIPT = `
printf test | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
daemon=$!
for try in $(seq 100); do
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \\
    string:org.freedesktop.secrets | grep -q 'boolean true' && break
  sleep 0.1
done
"$@"
code=$?
kill $daemon
exit $code
`;

testWith(
  ['gnome-keyring-daemon', 'dbus-run-session', 'dbus-send'],
  'GNOME Keyring keeps secrets of any length and gives them back',
  async () => {
    const runtime = join(home, 'run');
    await mkdir(runtime, { mode: 0o700 });
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), helper];
    const { exitCode, stdout, output } = oracle(
      'dbus-run-session',
      ['--', 'sh', '-c', SCRIPT, 'sh', ...program],
      { env: { HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, 'data') } },
    );
    expect(exitCode, output).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      kind: 'system',
      isPersistent: true,
      cameBack: [true, true, true],
      afterwards: null,
    });
    const entries = await readdir(home, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const entry of files) {
      expect((await readFile(join(entry.parentPath, entry.name))).includes('kQ7vWn3xTb9RmZs5Hd')).toBe(false);
    }
  },
);
