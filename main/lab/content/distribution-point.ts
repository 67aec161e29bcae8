/**
 * The on-premises distribution points of the lab as one fastify plugin: `/SMS_DP_SMSPKG$/<package>/<path>` with GET,
 * HEAD, Range, and PROPFIND with depth 1 for listing, as clients list a real one (WebDAV, RFC 4918).
 * Trap: which distribution point is asked decides the Host header, and each holds only what was distributed to it; a
 * client that comes by address talks to the site server's own.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ContentFileInfo, ContentPackage } from '../content-store.ts';
import type { LabSite } from '../lab-site.ts';
import { fileAnswer } from './file-answer.ts';
import { renderMultiStatus, type DavEntry } from './multi-status.ts';

const PREFIX = '/SMS_DP_SMSPKG$/';

export interface DistributionPointOptions {
  readonly site: LabSite;
  /** Real ones ask for Windows authentication; the lab for what its AdminService accepts. */
  readonly isAuthorized: (request: FastifyRequest) => boolean;
}

/** Adds the routes of the distribution points to a server that is not yet listening. */
export function registerDistributionPoint(server: FastifyInstance, options: DistributionPointOptions): void {
  server.addHttpMethod('PROPFIND', { hasBody: true });
  server.register((scope, _options, done) => {
    // A PROPFIND body names properties; all that there are come back anyway.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: 64 * 1024 },
      (_request, _body, parsed) => {
        parsed(null, undefined);
      },
    );
    scope.route({
      method: ['GET', 'HEAD', 'PROPFIND'],
      url: `${PREFIX}*`,
      handler: (request, reply) => answer(options, request, reply),
    });
    done();
  });
}

function answer(
  options: DistributionPointOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { site } = options;
  if (!options.isAuthorized(request))
    return reply.code(401).header('www-authenticate', 'Basic realm="lab"').send();
  // Sound: fastify fills the wildcard of the route with a decoded text.
  const [packageId = '', ...parts] = (request.params as { readonly '*': string })['*'].split('/');
  const content = contentAt(site, request.hostname, packageId);
  const path = parts.join('/').replace(/\/+$/, '');
  const journal = (status: number): void => {
    site.journal.record('content', 'distribution-point', {
      host: request.hostname,
      method: request.method,
      packageId,
      path,
      status,
    });
  };
  const file = content?.files.find((one) => one.path === path);
  if (content !== undefined && request.method === 'PROPFIND') {
    const entries = listing(content, { path, file, depth: request.headers['depth'] !== '0' });
    if (entries !== undefined) {
      journal(207);
      return reply
        .code(207)
        .header('content-type', 'application/xml; charset=utf-8')
        .send(renderMultiStatus(entries));
    }
  }
  if (content === undefined || file === undefined || request.method === 'PROPFIND') {
    journal(404);
    return reply.code(404).send();
  }
  const { status, headers, body } = fileAnswer(
    { content, file },
    { method: request.method, range: request.headers.range, ifRange: ifRangeOf(request.headers) },
  );
  journal(status);
  reply.code(status).headers(headers);
  return reply.send(body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body));
}

function ifRangeOf(headers: FastifyRequest['headers']): string | undefined {
  const value = headers['if-range'];
  return typeof value === 'string' ? value : undefined;
}

/** The package as that host holds it; undefined when it does not. */
function contentAt(site: LabSite, hostName: string, packageId: string): ContentPackage | undefined {
  const points = site.world.distributionPoints.filter((one) => one.gatewayHostName === undefined);
  const named = points.find((one) => one.hostName === hostName.toLowerCase());
  const point = named ?? points.find((one) => one.hostName === site.world.siteServer);
  const isHeld = site.world.contentStatus.some(
    (one) => one.packageId === packageId && one.nalPath === point?.nalPath && one.state === 0,
  );
  return isHeld ? site.content.get(packageId) : undefined;
}

/** The thing itself and, when asked, what lies directly in it; undefined when there is no such thing. */
function listing(
  content: ContentPackage,
  wanted: { readonly path: string; readonly file: ContentFileInfo | undefined; readonly depth: boolean },
): readonly DavEntry[] | undefined {
  const hrefOf = (path: string): string =>
    `${PREFIX}${[content.packageId, ...path.split('/').filter((part) => part !== '')].map(encodeURIComponent).join('/')}`;
  const { path, file } = wanted;
  if (file !== undefined) return [{ href: hrefOf(path), sizeBytes: file.sizeBytes }];
  const prefix = path === '' ? '' : `${path}/`;
  const inside = content.files.filter((one) => one.path.startsWith(prefix));
  if (inside.length === 0 && path !== '') return undefined;
  const self: DavEntry = { href: `${hrefOf(path)}/`, sizeBytes: undefined };
  if (!wanted.depth) return [self];
  const folders = new Set<string>();
  const files: DavEntry[] = [];
  for (const one of inside) {
    const [name = '', more] = one.path.slice(prefix.length).split('/');
    if (more === undefined) files.push({ href: hrefOf(one.path), sizeBytes: one.sizeBytes });
    else folders.add(name);
  }
  const folderEntries = [...folders].map((name) => ({
    href: `${hrefOf(prefix + name)}/`,
    sizeBytes: undefined,
  }));
  return [self, ...folderEntries, ...files];
}
