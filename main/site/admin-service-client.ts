/**
 * Client of the AdminService: lists with paging, objects by key, static methods.
 * Traps: 64-bit integers arrive as text, because JSON.parse would change them; an object asked for by key comes in an
 * array of one; only GET is tried again, because a method may have worked although its answer was lost.
 */
import { isInteger, isSafeNumber, parse } from 'lossless-json';
import { request, type Agent } from 'undici';
import { withDeadline } from '#base/deadline.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { authorizationHeader, createSiteAgent, siteBaseUrl, type SiteConnection } from './connection.ts';
import { TransientError, translateFailure, translateStatus, type HttpAnswer } from './site-errors.ts';

/** One row or method answer as it came; numbers beyond 2^53 are text. */
export type SiteRow = Readonly<Record<string, unknown>>;

export interface ListQuery {
  readonly select?: readonly string[];
  /** OData, as the reference writes it; texts inside through `quoted`. */
  readonly filter?: string;
  readonly orderBy?: string;
}

export interface AdminServiceClient {
  /** All rows, page by page. */
  list(className: string, query?: ListQuery, options?: RunOptions): Promise<readonly SiteRow[]>;
  /** The object with this key, lazy properties included; undefined when the site answers with an empty array. */
  get(className: string, key: string | number, options?: RunOptions): Promise<SiteRow | undefined>;
  /** A static method: `invoke('SMS_Site.SubmitRegistrationRecord', {...})`. Never tried twice. */
  invoke(method: string, parameters: SiteRow, options?: RunOptions): Promise<SiteRow>;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** For one attempt of one request. */
  readonly timeoutMs?: number;
  /** Attempts of a GET altogether. */
  readonly attempts?: number;
  /** Pause before the second attempt; doubled each time. */
  readonly firstDelayMs?: number;
  readonly pageSize?: number;
  /** Waits between attempts; replaced in tests. */
  readonly delay?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** What a real page can hold and what a broken server could send are far apart; this is in between. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const MAX_PAGES = 1000;

interface Settings {
  readonly base: string;
  readonly host: string;
  readonly agent: Agent;
  readonly connection: SiteConnection;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly pageSize: number;
  readonly delay: NonNullable<ClientOptions['delay']>;
}

/** `'O''Brien'`: a text as OData wants it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A client for one site. @throws MediaError E_USAGE for a URL that cannot be used. */
export function createAdminServiceClient(
  connection: SiteConnection,
  options: ClientOptions = {},
): AdminServiceClient {
  const base = siteBaseUrl(connection.url);
  const settings: Settings = {
    base,
    host: new URL(base).host,
    agent: createSiteAgent(connection),
    connection,
    timeoutMs: options.timeoutMs ?? 30_000,
    attempts: options.attempts ?? 4,
    firstDelayMs: options.firstDelayMs ?? 300,
    pageSize: options.pageSize ?? 1000,
    delay: options.delay ?? delay,
  };
  return {
    list: (className, query = {}, run = {}) => listAll(settings, { className, query }, run),
    async get(className, key, run = {}) {
      const keyText = typeof key === 'number' ? String(key) : quoted(key);
      const path = `wmi/${className}(${encodeURIComponent(keyText)})`;
      const answer = await fetchJson(
        settings,
        { url: `${base}/${path}`, what: `${className}(${keyText})` },
        run,
      );
      return rowsOf(answer, settings, className)[0];
    },
    invoke: (method, parameters, run = {}) =>
      once(settings, { url: `${base}/wmi/${method}`, what: method, body: JSON.stringify(parameters) }, run),
    close: () => settings.agent.close(),
  };
}

interface Call {
  readonly url: string;
  /** How errors name the call. */
  readonly what: string;
  /** Present: POST. */
  readonly body?: string;
}

async function listAll(
  settings: Settings,
  { className, query }: { readonly className: string; readonly query: ListQuery },
  run: RunOptions,
): Promise<readonly SiteRow[]> {
  const rows: SiteRow[] = [];
  let url = pageUrl(settings, className, { query, skip: 0 });
  let former: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await fetchJson(settings, { url, what: className }, run);
    const found = rowsOf(answer, settings, className);
    const first = JSON.stringify(found[0]);
    if (found.length > 0 && first === former) {
      throw new MediaError('E_SITE_ANSWER', `${settings.host}, ${className}: the same page came twice`);
    }
    former = first;
    rows.push(...found);
    const next = answer['@odata.nextLink'];
    if (typeof next === 'string') url = sameOrigin(settings, next, url);
    else if (found.length === settings.pageSize)
      url = pageUrl(settings, className, { query, skip: rows.length });
    else return rows;
  }
  throw new MediaError('E_SITE_ANSWER', `${settings.host}, ${className}: more than ${MAX_PAGES} pages`);
}

function pageUrl(
  settings: Settings,
  className: string,
  { query, skip }: { readonly query: ListQuery; readonly skip: number },
): string {
  const parameters = [
    query.filter === undefined ? '' : `$filter=${encodeURIComponent(query.filter)}`,
    query.select === undefined ? '' : `$select=${query.select.map(encodeURIComponent).join(',')}`,
    query.orderBy === undefined ? '' : `$orderby=${encodeURIComponent(query.orderBy)}`,
    `$top=${settings.pageSize}`,
    skip === 0 ? '' : `$skip=${skip}`,
  ];
  return `${settings.base}/wmi/${className}?${parameters.filter((one) => one !== '').join('&')}`;
}

/** A link to the next page must not send the credentials anywhere else. */
function sameOrigin(settings: Settings, link: string, current: string): string {
  const next = new URL(link, current);
  if (next.origin !== new URL(settings.base).origin) {
    throw new MediaError(
      'E_SITE_ANSWER',
      `${settings.host}: the next page is at another server (${next.host})`,
    );
  }
  return next.href;
}

function rowsOf(answer: SiteRow, settings: Settings, what: string): readonly SiteRow[] {
  const { value } = answer;
  const isRows = (list: unknown): list is SiteRow[] => Array.isArray(list) && list.every(isObject);
  if (isRows(value)) return value;
  throw new MediaError('E_SITE_ANSWER', `${settings.host}, ${what}: the answer has no array "value"`);
}

/** A GET, tried again after failures that may pass. */
async function fetchJson(settings: Settings, call: Call, run: RunOptions): Promise<SiteRow> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptCall(settings, call, run);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      if (attempt >= settings.attempts) throw error.error;
      await settings.delay(settings.firstDelayMs * 2 ** (attempt - 1), run.signal);
      throwIfCancelled(run.signal);
    }
  }
}

/** A POST: whatever happens, once. */
async function once(settings: Settings, call: Call, run: RunOptions): Promise<SiteRow> {
  try {
    return await attemptCall(settings, call, run);
  } catch (error) {
    throw error instanceof TransientError ? error.error : error;
  }
}

async function attemptCall(settings: Settings, call: Call, run: RunOptions): Promise<SiteRow> {
  throwIfCancelled(run.signal);
  const authorization = authorizationHeader(await settings.connection.credentials());
  const context = { host: settings.host, what: call.what, signal: run.signal, timeoutMs: settings.timeoutMs };
  const ask = async (signal: AbortSignal): Promise<HttpAnswer> => {
    const response = await request(call.url, {
      dispatcher: settings.agent,
      signal,
      method: call.body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        authorization,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    const contentType = response.headers['content-type'];
    return {
      status: response.statusCode,
      contentType: typeof contentType === 'string' ? contentType : '',
      body: await readText(response.body, context),
    };
  };
  const answer = await withDeadline(context, ask).catch((cause: unknown) => {
    throw translateFailure(cause, context);
  });
  if (answer.status !== 200 && answer.status !== 201) throw translateStatus(answer, context);
  return parseAnswer(answer.body, context);
}

async function readText(
  body: AsyncIterable<unknown>,
  context: { readonly host: string; readonly what: string },
): Promise<string> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of body) {
    // Sound: undici's bodies yield buffers.
    const bytes = part as Uint8Array;
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_ANSWER_BYTES) {
      const text = `${context.host}, ${context.what}: the answer is larger than ${MAX_ANSWER_BYTES} bytes`;
      throw new MediaError('E_SITE_ANSWER', text);
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parseAnswer(body: string, context: { readonly host: string; readonly what: string }): SiteRow {
  let parsed: unknown;
  try {
    parsed = parse(body, undefined, exactNumber);
  } catch (cause) {
    const text = `${context.host}, ${context.what}: the answer is not JSON (${body.length} characters)`;
    throw new MediaError('E_SITE_ANSWER', text, { cause });
  }
  if (isObject(parsed)) return parsed;
  throw new MediaError('E_SITE_ANSWER', `${context.host}, ${context.what}: the answer is not an object`);
}

/** Integers that a number cannot hold stay text; everything else is a number. */
function exactNumber(text: string): number | string {
  return isInteger(text) && !isSafeNumber(text) ? text : Number(text);
}

function isObject(value: unknown): value is SiteRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function delay(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}
