/** The web host as the process that `npm start` runs: the real service behind it, its address, its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { enter } from '../support/web-visitor.ts';

const folder = await tempFolder('web-process');

describe('the web host as a process', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'serves its service over the printed address and ends cleanly with %s',
    { timeout: 60_000 },
    async (signal) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'main/hosts/web/index.ts'], {
        env: {
          ...{ PATH: process.env['PATH'], HOME: folder, LANG: 'C' },
          MEDIA_BUILDER_DATA: join(folder, signal),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = once(child, 'exit');
      const lines: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (lines.length === 2) break;
      }
      const address = /: (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/.exec(lines[0] ?? '')?.[1] ?? '';
      const visitor = await enter({ origin: new URL(address).origin, newAddress: () => address });
      const response = await visitor.fetch('/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method: 'app.info', input: {} }),
      });
      expect(await response.json()).toMatchObject({
        ok: true,
        value: { host: 'web', hasFileDialogs: false, dataFolder: join(folder, signal) },
      });
      // An open stream of events must not keep it from ending.
      const stream = await visitor.fetch('/events');
      expect(stream.status).toBe(200);
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      visitor.leave();
    },
  );
});
