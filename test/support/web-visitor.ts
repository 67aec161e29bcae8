/**
 * A browser as far as the web host sees one: it opens the address, keeps the cookie, and sends what Chromium sends with
 * requests of a page of the same origin. `EventSource` here is the few lines of the standard that the bridge uses.
 */
import type { WebHost } from '../../main/hosts/web/server.ts';

export interface Visitor {
  readonly cookie: string;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly EventSource: new (path: string) => { onmessage: unknown; close(): void };
  /** Closes everything that is open. */
  readonly leave: () => void;
}

/** Uses a new address of the host up. */
export async function enter(host: Pick<WebHost, 'origin' | 'newAddress'>): Promise<Visitor> {
  const first = await fetch(host.newAddress());
  await first.text();
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const life = new AbortController();
  const pageFetch = (path: string, init: RequestInit = {}): Promise<Response> =>
    realFetch(`${host.origin}${path}`, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        cookie,
        origin: host.origin,
        'sec-fetch-site': 'same-origin',
      },
      signal: init.signal == null ? life.signal : AbortSignal.any([life.signal, init.signal]),
    });
  class PageEventSource {
    onmessage: ((event: { readonly data: string }) => void) | null = null;
    readonly #closed = new AbortController();
    constructor(path: string) {
      void this.#read(path);
    }
    close(): void {
      this.#closed.abort();
    }
    async #read(path: string): Promise<void> {
      try {
        const response = await pageFetch(path, { signal: this.#closed.signal });
        let rest = '';
        for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
          const blocks = `${rest}${chunk}`.split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks.filter((one) => one.startsWith('data: '))) {
            this.onmessage?.({ data: block.slice('data: '.length) });
          }
        }
      } catch (error) {
        if (!this.#closed.signal.aborted && !life.signal.aborted) throw error;
      }
    }
  }
  return {
    cookie,
    fetch: pageFetch,
    EventSource: PageEventSource,
    leave: () => {
      life.abort();
    },
  };
}

/** The bridge's `fetch` is stubbed with a visitor's, which must not call itself. */
const realFetch = globalThis.fetch;
