/** Calls of the area "request": files of requests, and the command line that does the same. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { CallArgument } from '#contract/contract.ts';
import { deviceError, systemCode } from '#devices/device-errors.ts';
import { requireBootable } from '#media/request.ts';
import { commandLineText } from '../command-line-text.ts';
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';

type RequestHandlers = Pick<Handlers, 'request.save' | 'request.open' | 'request.commandLine'>;

/** A request filled to all its limits needs about a fiftieth. */
const MAX_REQUEST_BYTES = 1024 * 1024;
export function requestHandlers({ connections }: ServicePorts): RequestHandlers {
  return {
    'request.save': async (input) => {
      await saveRequest(input);
      return {};
    },
    'request.open': async ({ path }) => ({ request: await openRequest(path) }),
    'request.commandLine': async ({ site, request, files, drives }) => {
      const facts = await connections.find(site);
      if (facts === undefined) {
        throw new MediaError('E_SITE_CONNECTION', `there is no connection "${site}"`);
      }
      const text = commandLineText({
        request: requireBootable(request),
        files,
        drives,
        // A stored connection brings address, root and credentials along; the lab is what is asked when none is named.
        siteArguments: facts.kind === 'lab' ? [] : [['--site', facts.name]],
        platform: process.platform,
      });
      return { text };
    },
  };
}

async function saveRequest({ path, request, isReplacing }: CallArgument<'request.save'>): Promise<void> {
  requireAbsolute(path);
  const text = `${JSON.stringify(request, undefined, 2)}\n`;
  // Under its own name only when it is whole.
  const beside = isReplacing ? `${path}.${randomUUID()}.partial` : path;
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (isReplacing) await rename(beside, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new MediaError('E_FILE_EXISTS', `${path} is there already`, { cause: error });
    }
    if (isReplacing) await rm(beside, { force: true }).catch(() => undefined);
    throw deviceError(error, path);
  }
}

async function openRequest(path: string): Promise<unknown> {
  requireAbsolute(path);
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MediaError('E_MEDIA_REQUEST', `${path} cannot be read as JSON (${text.length} characters)`, {
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new MediaError('E_MEDIA_REQUEST', `${path} does not hold an object`);
}

async function readText(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile()) throw new MediaError('E_DEVICE_TARGET', `${path} is no file`);
      if (facts.size > MAX_REQUEST_BYTES) {
        const text = `${path} has ${facts.size} bytes, a request at most ${MAX_REQUEST_BYTES}`;
        throw new MediaError('E_MEDIA_REQUEST', text);
      }
      return (await file.readFile('utf8')).replace(/^\uFEFF/, '');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw deviceError(error, path);
  }
}

/** The program's own folder is nobody's business. */
function requireAbsolute(path: string): void {
  if (!isAbsolute(path)) throw new MediaError('E_DEVICE_TARGET', `${path} is not a whole path`);
}
