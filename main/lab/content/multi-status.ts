/** The answer to PROPFIND (RFC 4918 section 9.1): hrefs with size for files and "collection" for folders. */
import { renderXml, xml } from '../wire/xml.ts';

export interface DavEntry {
  /** Percent-encoded absolute path; folders end with a slash. */
  readonly href: string;
  /** Undefined for a folder. */
  readonly sizeBytes: number | undefined;
}

/** XML text of a multi-status answer. */
export function renderMultiStatus(entries: readonly DavEntry[]): string {
  const responses = entries.map(({ href, sizeBytes }) => {
    const properties =
      sizeBytes === undefined
        ? [xml('D:resourcetype', {}, [xml('D:collection')])]
        : [xml('D:resourcetype'), xml('D:getcontentlength', {}, String(sizeBytes))];
    return xml('D:response', {}, [
      xml('D:href', {}, href),
      xml('D:propstat', {}, [xml('D:prop', {}, properties), xml('D:status', {}, 'HTTP/1.1 200 OK')]),
    ]);
  });
  return `<?xml version="1.0" encoding="utf-8"?>${renderXml(xml('D:multistatus', { 'xmlns:D': 'DAV:' }, responses))}`;
}
