/**
 * Content at a content-enabled gateway: the list of a package's files and the files themselves.
 * Trap: a gateway without content answers as if these paths did not exist, also for an address with a good signature.
 */
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { textAnswer, type Answer } from '../management-point/answer.ts';
import { Refusal } from '../management-point/refusal.ts';
import { renderContentList } from '../wire/content-list.ts';
import {
  BLOB_PREFIX,
  checkBlobUrl,
  checkContentAccess,
  CONTENT_LIST_PATH,
  signBlobUrl,
} from './content-access.ts';
import { fileAnswer } from './file-answer.ts';

export interface ContentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly host: string;
  readonly gateway: LabGateway;
}

/** Is this a path of the content service? */
export function isContentPath(path: string): boolean {
  return path.toLowerCase() === CONTENT_LIST_PATH || path.startsWith(BLOB_PREFIX);
}

/** Answers a request for the list or a file. @throws Refusal */
export function answerContent(site: LabSite, request: ContentRequest): Answer {
  if (!request.gateway.contentEnabled || !['GET', 'HEAD'].includes(request.method))
    throw new Refusal('not-found', `${request.gateway.hostName} does not serve content at ${request.path}`);
  return request.path.startsWith(BLOB_PREFIX) ? blob(site, request) : list(site, request);
}

function list(site: LabSite, request: ContentRequest): Answer {
  const { packageId, expires } = checkContentAccess(site, request);
  const content = site.content.get(packageId);
  if (content === undefined) throw new Refusal('not-found', `no content ${packageId}`);
  site.journal.record('content', 'list', { packageId, gateway: request.gateway.hostName });
  const files = content.files.map((file) => ({
    path: file.path,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    url: signBlobUrl(site, { host: request.host, packageId, path: file.path, expires }),
  }));
  return textAnswer(
    'text/xml; charset=utf-8',
    renderContentList({ packageId, version: String(content.version), expires: expires.toISOString(), files }),
  );
}

function blob(site: LabSite, request: ContentRequest): Answer {
  const { packageId, path } = checkBlobUrl(site, request);
  const content = site.content.get(packageId);
  const file = content?.files.find((one) => one.path === path);
  if (content === undefined || file === undefined)
    throw new Refusal('not-found', `no file ${packageId}/${path}`);
  const answer = fileAnswer({ content, file }, request);
  site.journal.record('content', 'download', {
    packageId,
    path,
    gateway: request.gateway.hostName,
    status: answer.status,
    range: request.range ?? '',
  });
  return answer;
}
