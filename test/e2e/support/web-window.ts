/** Windows of the web host, in Chromium over real HTTP: of a service in this process, or of the program that ships. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { windowFiles } from '#platform/resource-paths.ts';
import type { AppService } from '#service/host-ports.ts';
import { startWebHost } from '../../../main/hosts/web/server.ts';
import { wireCallOf, type WireCall } from './wire.ts';

/** How a window of a host is opened in a page. */
export interface WindowSource {
  /** Shows the window in a page that has shown nothing yet; its calls are added to `wire`. */
  open(page: Page, wire: WireCall[]): Promise<void>;
  close(): Promise<void>;
}

export async function webWindows(service: AppService): Promise<WindowSource> {
  const host = await startWebHost({ service, assets: windowFiles().assets, random: randomBytes });
  let isFirst = true;
  return {
    async open(page, wire) {
      follow(page, wire);
      // The cookie is the browser's; later windows come by the plain address.
      await page.goto(isFirst ? host.newAddress() : host.origin);
      isFirst = false;
    },
    close: () => host.close(),
  };
}

/** `dist/media-builder-web.mjs` as a process, with its data in `folder`. It must have been built. */
export async function webProgram(folder: string): Promise<WindowSource> {
  const child = spawn(process.execPath, ['dist/media-builder-web.mjs'], {
    env: { ...process.env, MEDIA_BUILDER_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let address: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    address = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(line)?.[0];
    if (address !== undefined) break;
  }
  child.stdout.resume();
  if (address === undefined) throw new Error('the web host ended before it printed an address');
  const first = address;
  let isFirst = true;
  return {
    async open(page, wire) {
      follow(page, wire);
      await page.goto(isFirst ? first : new URL(first).origin);
      isFirst = false;
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function follow(page: Page, wire: WireCall[]): void {
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/call') wire.push(wireCallOf(request.postData()));
  });
}
