/**
 * Where content is and which files it has: two questions, asked alike by media and by registered clients.
 * Trap: the token goes to the gateway only; an answer may name any host.
 */
import { decodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { parseContentList, type ContentList } from '#lab/wire/content-list.ts';
import {
  LOCATION_MANAGER,
  parseContentLocationReply,
  renderContentLocationRequest,
} from '#lab/wire/content-location.ts';
import { tokenHeaders } from '#lab/wire/media-token.ts';
import { CONTENT_USER_AGENT } from '#lab/wire/paths.ts';
import { checkedUrl } from './http.ts';
import { refusalOf, type Sender, type SiteLink } from './site-link.ts';

/** Who can be asked for content. */
export interface ContentSource {
  /** Addresses of content lists for a package, cloud locations only; empty when there is none. */
  contentLocations(packageId: string, version: string): Promise<readonly URL[]>;
  contentList(url: URL): Promise<ContentList>;
}

/** @throws MediaError E_RT_… */
export async function askLocations(
  link: SiteLink,
  sender: Sender,
  wanted: { readonly siteCode: string; readonly packageId: string; readonly version: string },
): Promise<readonly URL[]> {
  const body = await link.message(LOCATION_MANAGER, renderContentLocationRequest(wanted), { sender });
  return await link.translate(() => {
    const { locations } = parseContentLocationReply(body);
    const cloud = locations.filter((one) => one.dpType === 'Azure').map((one) => checkedUrl(one.url));
    // Distribution points ask for Windows authentication, which this program does not speak.
    if (cloud.length === 0 && locations.length > 0)
      throw new MediaError(
        'E_RT_CONTENT_INTRANET',
        `package ${wanted.packageId} is on ${locations.length} distribution point(s) of the intranet, and no gateway is named`,
      );
    return Promise.resolve(cloud);
  });
}

/** @throws MediaError E_RT_… */
export async function askContentList(link: SiteLink, url: URL): Promise<ContentList> {
  return await link.translate(async () => {
    const { http, token } = link;
    const auth = token === undefined || !http.isGateway(url) ? {} : tokenHeaders(token);
    const answer = await http.fetch({
      url,
      method: 'GET',
      headers: { 'user-agent': CONTENT_USER_AGENT, ...auth },
    });
    const error = refusalOf(answer, 'the list of files');
    if (error !== undefined) throw error;
    return parseContentList(decodeUtf8(answer.bytes));
  });
}
