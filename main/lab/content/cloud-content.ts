/**
 * Content at a content-enabled gateway: the list of a package's files, with signed addresses into blob storage.
 * Trap: a gateway without content answers as if the path did not exist, also for an address with a good signature.
 */
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { textAnswer, type Answer } from '../management-point/answer.ts';
import { Refusal } from '../management-point/refusal.ts';
import { renderContentList } from '../wire/content-list.ts';
import { checkContentAccess, CONTENT_LIST_PATH } from './content-access.ts';

export interface ContentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly host: string;
  readonly gateway: LabGateway;
  /** How long the addresses of the files are good. */
  readonly blobAccessLifeMs: number;
}

/** Is this a path of the content service? */
export function isContentPath(path: string): boolean {
  return path.toLowerCase() === CONTENT_LIST_PATH;
}

/** The list of a package's files. Each answer signs the addresses anew. @throws Refusal */
export async function answerContent(site: LabSite, request: ContentRequest): Promise<Answer> {
  const { gateway, host } = request;
  if (!gateway.contentEnabled || !['GET', 'HEAD'].includes(request.method))
    throw new Refusal('not-found', `${gateway.hostName} does not serve content at ${request.path}`);
  const { packageId } = checkContentAccess(site, request);
  const content = site.content.get(packageId);
  if (content === undefined) throw new Refusal('not-found', `no content ${packageId}`);
  site.journal.record('content', 'list', { packageId, gateway: gateway.hostName });
  const lifeMs = request.blobAccessLifeMs;
  const { urls, expires } = await site.blobs.signedBlobs({ content, gateway, host, lifeMs });
  site.journal.record('content', 'sas-issued', {
    packageId,
    gateway: gateway.hostName,
    files: urls.size,
    expires: expires.toISOString(),
    storage: site.blobs.kind,
  });
  const files = content.files.map((file) => ({
    path: file.path,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    url: urls.get(file.path) ?? '',
  }));
  return textAnswer(
    'text/xml; charset=utf-8',
    renderContentList({ packageId, version: String(content.version), expires: expires.toISOString(), files }),
  );
}
