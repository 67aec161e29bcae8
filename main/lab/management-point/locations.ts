/**
 * Where a device on the internet finds content: at the gateway it talks to, when that gateway serves content and holds
 * the wanted version. Everything else the site has is behind the gateway and out of reach.
 * Trap: an older version on the gateway is no location; a device would install what the site has replaced.
 */
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { signContentAccess } from '../content/content-access.ts';
import type { ContentLocation } from '../wire/content-location.ts';

export interface LocationQuery {
  readonly packageId: string;
  /** Digits, or empty for the current version. */
  readonly version: string;
  readonly clientId: string;
  readonly gateway: LabGateway;
  readonly host: string;
  readonly lifeMs: number;
}

/** None or one location, with a permission that is valid for `lifeMs`. */
export function contentLocations(site: LabSite, query: LocationQuery): readonly ContentLocation[] {
  const content = site.content.get(query.packageId);
  const nalPaths = site.world.distributionPoints
    .filter((point) => point.gatewayHostName === query.gateway.hostName)
    .map((point) => point.nalPath);
  const status = site.world.contentStatus.find(
    (one) => one.packageId === query.packageId && nalPaths.includes(one.nalPath) && one.state === 0,
  );
  const isWanted = query.version === '' || Number(query.version) === status?.sourceVersion;
  if (!query.gateway.contentEnabled || content === undefined || status === undefined || !isWanted) return [];
  return [
    {
      url: signContentAccess(site, {
        host: query.host.includes(':') ? query.host : `${query.host}:443`,
        packageId: query.packageId,
        clientId: query.clientId,
        lifeMs: query.lifeMs,
      }),
      dpType: 'Azure',
    },
  ];
}
