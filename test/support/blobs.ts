/** Requests to the lab's blob storage by Node's own client, sharing nothing with the device's downloader. */
import { request } from 'node:https';
import type { LabSite } from '#lab/lab-site.ts';

export interface BlobReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Uint8Array;
  /** x-ms-error-code */
  readonly code: string | undefined;
}

/** One request to an address of a content list; the lab's root is the only trusted one. */
export async function callBlob(
  site: LabSite,
  url: string | URL,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<BlobReply> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const realPort = port === '' ? await site.blobs.listen() : Number(port);
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: realPort,
        servername: hostname,
        ca: site.pki.rootCertificatePem,
        method: options.method ?? 'GET',
        path: pathname + search,
        headers: { host, ...options.headers },
        agent: false,
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const code = answer.headers['x-ms-error-code'];
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            bytes: new Uint8Array(Buffer.concat(parts)),
            code: typeof code === 'string' ? code : undefined,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}
