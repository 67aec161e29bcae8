/**
 * Where a device finds content. On the internet: at the gateway it talks to, when that gateway serves content and holds
 * the wanted version; everything else the site has is behind the gateway and out of reach. In the intranet: at the
 * distribution points, and before them at the gateway of its boundary group when the group prefers cloud based sources
 * (configmgr-spec 4.2). Either way only when the client settings allow cloud content.
 * Trap: an older version is no location; a device would install what the site has replaced.
 */
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { signContentAccess } from '../content/content-access.ts';
import {
  renderContentLocationReply,
  type ContentLocation,
  type ContentLocationRequest,
} from '../wire/content-location.ts';
import { cloudSettings } from './client-settings.ts';
import type { Device } from './devices.ts';
import { entryName, type MpContext, type MpRequest } from './request.ts';

export interface LocationQuery {
  readonly packageId: string;
  /** Digits, or empty for the current version. */
  readonly version: string;
  readonly clientId: string;
  readonly gateway: LabGateway;
  readonly host: string;
  readonly lifeMs: number;
}

/** Inner body of the answer; no locations is an answer, too. */
export function answerLocations(
  { site, settings }: MpContext,
  request: MpRequest,
  question: {
    readonly wanted: ContentLocationRequest;
    readonly device: Device;
    readonly clientId: string;
    readonly subject: Readonly<Record<string, string>>;
  },
): string {
  const { wanted, device, clientId, subject } = question;
  const { entry } = request;
  const isCloudAllowed = cloudSettings(site.world, device.collectionIds).allowCloudDp;
  const cloudFrom = (gateway: LabGateway, host: string): readonly ContentLocation[] =>
    isCloudAllowed
      ? contentLocations(site, { ...wanted, clientId, gateway, host, lifeMs: settings.contentAccessLifeMs })
      : [];
  const found =
    entry.kind === 'gateway'
      ? cloudFrom(entry.gateway, request.host)
      : [
          ...preferredGateways(site).flatMap((gateway) => cloudFrom(gateway, entry.gatewayAddress(gateway))),
          ...intranetLocations(site, wanted),
        ];
  site.journal.record('management-point', 'location', {
    ...subject,
    gateway: entryName(entry),
    packageId: wanted.packageId,
    version: wanted.version,
    locations: found.length,
    isCloudAllowed,
    sources: found.map((one) => new URL(one.url).hostname),
  });
  return renderContentLocationReply({ ...wanted, locations: found });
}

/** None or one location at a gateway, with a permission that is valid for `lifeMs`. */
export function contentLocations(site: LabSite, query: LocationQuery): readonly ContentLocation[] {
  const { gateway, host } = query;
  const isPoint = (point: { readonly gatewayHostName?: string }): boolean =>
    point.gatewayHostName === gateway.hostName;
  if (!gateway.contentEnabled || holders(site, query, isPoint).length === 0) return [];
  return [
    {
      url: signContentAccess(site, {
        host: host.includes(':') ? host : `${host}:443`,
        packageId: query.packageId,
        clientId: query.clientId,
        lifeMs: query.lifeMs,
      }),
      dpType: 'Azure',
    },
  ];
}

/** Gateways of boundary groups with "Prefer cloud based sources over on-premises sources"; ours: all are in one group. */
function preferredGateways(site: LabSite): readonly LabGateway[] {
  const names = site.world.boundaryGroups
    .filter((group) => group.prefersCloudSources)
    .flatMap((group) => group.gatewayHostNames);
  return site.world.gateways.filter((gateway) => names.includes(gateway.hostName) && gateway.state === 0);
}

function intranetLocations(
  site: LabSite,
  wanted: Pick<LocationQuery, 'packageId' | 'version'>,
): readonly ContentLocation[] {
  const points = holders(site, wanted, (point) => point.gatewayHostName === undefined);
  return points.map((point) => ({
    url: `${point.usesHttps ? 'https' : 'http'}://${point.hostName}/SMS_DP_SMSPKG$/${wanted.packageId}`,
    dpType: 'Windows NT Server',
  }));
}

/** Distribution points of a kind that hold the wanted version of a package the lab has bytes of. */
function holders(
  site: LabSite,
  wanted: Pick<LocationQuery, 'packageId' | 'version'>,
  isKind: (point: LabSite['world']['distributionPoints'][number]) => boolean,
): LabSite['world']['distributionPoints'] {
  const { world } = site;
  const versionOf = new Map(
    world.contentStatus
      .filter((one) => one.packageId === wanted.packageId && one.state === 0)
      .map((one) => [one.nalPath, one.sourceVersion]),
  );
  const content = site.content.get(wanted.packageId);
  if (content === undefined) return [];
  const present = wanted.version === '' ? content.version : Number(wanted.version);
  return world.distributionPoints.filter((point) => {
    const version = versionOf.get(point.nalPath);
    return isKind(point) && version === present;
  });
}
