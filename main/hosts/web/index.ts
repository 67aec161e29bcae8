/** Entry of the web host: joins it with the process, the browser and the service, and ends with its exit code. */
import { randomBytes } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import { openInBrowser } from '#platform/browser.ts';
import { dataFolder, windowFiles } from '#platform/resource-paths.ts';
import { createSettingsStore } from '#service/settings.ts';
import { openService } from '../compose/open-service.ts';
import { languageOf } from '../window/language.ts';
import { runWebProgram } from './run-web.ts';

const abort = new AbortController();
// The first Ctrl+C cancels and cleans up; the second one ends at once, as Node does without a listener.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    abort.abort(new Error(signal));
  });
}

const locales = [new Intl.DateTimeFormat().resolvedOptions().locale];
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const service = openService(
  {
    host: 'web',
    locales,
    async openExternal(url) {
      if (await openInBrowser(url)) return;
      throw new MediaError(
        'E_PROGRAM_START',
        'there is no browser on this computer that this program may start',
      );
    },
  },
  log,
);
const stored = await createSettingsStore({ folder: dataFolder() })
  .read()
  .catch(() => undefined);

process.exitCode = await runWebProgram({
  service,
  assets: windowFiles().assets,
  random: randomBytes,
  language: languageOf(stored?.language ?? 'system', locales),
  openBrowser: (url) => openInBrowser(url),
  stdin: process.stdin,
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  signal: abort.signal,
});
