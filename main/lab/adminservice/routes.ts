/**
 * The AdminService as a fastify plug-in: paths, status codes, and error bodies as observed on real sites
 * (reference adminservice 1.7 and 1.8).
 * Trap: nearly every refusal is 404 with a JSON body; only what lies outside /AdminService is an HTML page, and that is
 * how a client tells "refused" from "not a provider".
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'lossless-json';
import type { LabSite } from '../lab-site.ts';
import { findClass, wmiClasses } from './class-table.ts';
import { isAuthorized, type LabCredentials } from './credentials.ts';
import { QueryError } from './filter-parser.ts';
import { runInputlessMethod, runMethod, type MethodResult } from './methods.ts';
import { countRows, queryByKey, queryRows } from './query.ts';
import { metadataXml } from './rows.ts';
import type { WmiClass } from './wmi.ts';

const JSON_TYPE = 'application/json; odata.metadata=minimal; charset=utf-8';
const PREFIX = /^\/AdminService(?:\/|$)/i;

export interface AdminServiceOptions {
  readonly site: LabSite;
  readonly credentials: LabCredentials;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Adds the AdminService to a server; everything else it is asked for is an HTML 404. */
export function registerAdminService(server: FastifyInstance, options: AdminServiceOptions): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  server.setNotFoundHandler(async (request, reply) => {
    await sendPage(reply, request.url);
  });
  server.setErrorHandler(async (error, _request, reply) => {
    const detail = error instanceof Error ? error.message : String(error);
    options.site.journal.record('adminservice', 'failed', { detail });
    const status = statusOf(error);
    await send(reply, errorAnswer(status, status === 500 ? 'Internal server error' : detail));
  });
  server.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    handler: async (request, reply) => {
      const [path, query] = splitOnce(request.raw.url ?? '', '?');
      if (!PREFIX.test(path)) return await sendPage(reply, path);
      if (!isAuthorized(request.headers.authorization, options.credentials)) {
        options.site.journal.record('adminservice', 'unauthorized', { method: request.method, path });
        return await reply
          .code(401)
          .header('www-authenticate', ['Basic realm="AdminService", charset="UTF-8"', 'Bearer'])
          .send();
      }
      const answer = await answerRequest(options.site, request, { path, query });
      options.site.journal.record('adminservice', 'request', {
        method: request.method,
        path: readable(path),
        query: readable(query),
        status: answer.status,
      });
      return await send(reply, answer);
    },
  });
}

/** Errors of fastify itself (body too large, bad URL) carry their status. */
function statusOf(error: unknown): number {
  const status: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

async function answerRequest(
  site: LabSite,
  request: FastifyRequest,
  url: { readonly path: string; readonly query: string },
): Promise<Answer> {
  try {
    const rest = decode(url.path.replace(PREFIX, ''));
    const match = /^wmi(?:\/(.*))?$/is.exec(rest);
    if (match === null) return notFound(`No resource was found that matches '${rest}'.`);
    const resource = match[1] ?? '';
    const context = `https://${request.headers.host ?? ''}/AdminService/wmi/$metadata`;
    if (request.method === 'GET')
      return get(site, { resource, context, parameters: parametersOf(url.query) });
    if (request.method === 'POST') return await post(site, { resource, context, body: request.body });
    return notFound(`The lab does not change ${resource}.`);
  } catch (error) {
    if (error instanceof QueryError || error instanceof URIError) return notFound(error.message);
    throw error;
  }
}

interface GetRequest {
  readonly resource: string;
  readonly context: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function get(site: LabSite, { resource, context, parameters }: GetRequest): Answer {
  if (resource === '') return serviceDocument(context);
  if (resource === '$metadata')
    return { status: 200, type: 'application/xml', body: metadataXml(wmiClasses) };
  const method = runInputlessMethod(site, resource);
  if (method !== undefined) return methodAnswer(context, method);
  const match = /^(\w+)(?:\((.*)\)|\/(.+))?\/?$/s.exec(resource);
  const [, name = '', key, segment] = match ?? [];
  const wmiClass = findClass(name);
  if (wmiClass === undefined) return notFound(`No resource was found that matches '${resource}'.`);
  // What a real site says to an account that may not see the class (reference 1.8).
  if (site.refusedClasses.includes(wmiClass.name)) return notFound('Access denied  WMI QUERY: ');
  const select = parameters.get('$select');
  if (segment === '$count') {
    const count = countRows(wmiClass, site, parameters.get('$filter'));
    return { status: 200, type: 'text/plain', body: String(count) };
  }
  const wanted = key ?? segment;
  if (wanted !== undefined) {
    const row = queryByKey(wmiClass, site, { key: wanted, isParenthesised: key !== undefined, select });
    if (row === undefined) return notFound(`Instance '${resource}' was not found.`);
    return rowsAnswer(context, wmiClass, [row]);
  }
  const rows = queryRows(wmiClass, site, {
    select,
    filter: parameters.get('$filter'),
    orderBy: parameters.get('$orderby'),
    top: parameters.get('$top'),
    skip: parameters.get('$skip'),
  });
  return rowsAnswer(context, wmiClass, rows);
}

function serviceDocument(context: string): Answer {
  const value = wmiClasses.map(({ name }) => ({ name, kind: 'EntitySet', url: name }));
  return json(200, { '@odata.context': context, value });
}

async function post(
  site: LabSite,
  call: { readonly resource: string; readonly context: string; readonly body: unknown },
): Promise<Answer> {
  const running = runMethod(site, call.resource, objectOf(call.body));
  if (running === undefined) return notFound(`No resource was found that matches '${call.resource}'.`);
  return methodAnswer(call.context, await running);
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  const text = typeof body === 'string' ? body.trim() : '';
  if (text === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Answered below.
  }
  throw new QueryError('The request body must be a JSON object with the parameters of the method.');
}

function methodAnswer(context: string, result: MethodResult): Answer {
  return json(201, { '@odata.context': `${context}#__PARAMETERS`, ...result });
}

function rowsAnswer(context: string, wmiClass: WmiClass, value: readonly unknown[]): Answer {
  return json(200, { '@odata.context': `${context}#${wmiClass.name}`, value });
}

function notFound(message: string): Answer {
  return errorAnswer(404, message);
}

function errorAnswer(status: number, message: string): Answer {
  return json(status, { error: { code: String(status), message } });
}

/** 64-bit numbers are written as bare digits: clients must not push them through a JavaScript number. */
function json(status: number, value: unknown): Answer {
  return { status, type: JSON_TYPE, body: stringify(value) ?? 'null' };
}

async function send(reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  return await reply
    .code(answer.status)
    .header('odata-version', '4.0')
    .header('cache-control', 'no-store')
    .type(answer.type)
    .send(answer.body);
}

async function sendPage(reply: FastifyReply, path: string): Promise<FastifyReply> {
  const shown = path.replaceAll(/[^\w/.$-]/g, '');
  return await reply
    .code(404)
    .type('text/html; charset=utf-8')
    .send(
      `<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head><body><h2>404</h2><p>${shown}</p></body></html>`,
    );
}

function parametersOf(query: string): ReadonlyMap<string, string> {
  const pairs = query
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const [name, value] = splitOnce(part, '=');
      return [decode(name).toLowerCase(), decode(value.replaceAll('+', ' '))];
    });
  return new Map(pairs);
}

function decode(text: string): string {
  return decodeURIComponent(text);
}

/** For the journal: decoded where that is possible. */
function readable(text: string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
