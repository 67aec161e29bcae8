/**
 * Where content is: ContentLocationRequest and ContentLocationReply of MP_LocationManager.
 * Source: reference facts 3.7 (element and attribute names are public). Framed like RequestAssignments with a payload
 * signature, which for this endpoint is ours. Trap: an empty list of records is an answer, not an error: no distribution
 * point that the device can reach has the content.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody, textAt } from './message.ts';
import { childOf, childrenOf, descend, renderXml, walkXml, xml } from './xml.ts';

export const LOCATION_MANAGER = 'MP_LocationManager';

export interface ContentLocationRequest {
  readonly siteCode: string;
  readonly packageId: string;
  /** Source version wanted, digits. */
  readonly version: string;
}

export interface ContentLocation {
  /** Of a cloud location: `https://<cmg>:443/downloadrestservice.svc/getcontentxmlsecure?…` */
  readonly url: string;
  /** Ours: `Windows NT Server` for a distribution point, `Azure` for a gateway with content. */
  readonly dpType: 'Azure' | 'Windows NT Server';
}

export interface ContentLocationReply {
  readonly packageId: string;
  readonly version: string;
  readonly locations: readonly ContentLocation[];
}

export function renderContentLocationRequest(request: ContentLocationRequest): string {
  const client = xml(
    'ClientLocationInfo',
    {
      LocationType: 'SMSPackage',
      UseAzure: '1',
      DPTokenAuth: '1',
      UseInternetDP: '1',
      AllowHTTP: '1',
      AllowSMB: '0',
      AllowMulticast: '0',
    },
    [xml('ADSite'), xml('Forest'), xml('Domain'), xml('IPAddresses'), xml('Adapters'), xml('BoundaryGroups')],
  );
  return renderXml(
    xml('ContentLocationRequest', { SchemaVersion: '1.00', BGRVersion: '1' }, [
      xml('Package', { ID: request.packageId, Version: request.version, DeploymentFlags: '1090527248' }),
      xml('AssignedSite', { SiteCode: request.siteCode }),
      client,
    ]),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseContentLocationRequest(body: string): ContentLocationRequest {
  const root = parseBody(body, 'ContentLocationRequest');
  const wanted = childOf(root, 'Package');
  const packageId = wanted?.attributes['ID'] ?? '';
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(packageId))
    throw new MediaError('E_WIRE_MESSAGE', `ContentLocationRequest for package "${packageId.slice(0, 80)}"`);
  return {
    packageId,
    version: wanted?.attributes['Version'] ?? '',
    siteCode: childOf(root, 'AssignedSite')?.attributes['SiteCode'] ?? '',
  };
}

export function renderContentLocationReply(
  reply: ContentLocationReply & { readonly siteCode: string },
): string {
  const records = reply.locations.map((location) =>
    xml('LocationRecord', {}, [
      xml('URL', { Name: location.url }),
      xml('ADSite'),
      xml('IPSubnets'),
      xml('Metric'),
      xml('Version', {}, reply.version),
      xml('Capabilities', { SchemaVersion: '1.0' }, [xml('Property', { Name: 'SSLState', Value: '63' })]),
      xml('ServerRemoteName', {}, new URL(location.url).hostname),
      xml('DPType', {}, location.dpType),
      xml('Windows', { Trust: '1' }),
      xml('Locality', {}, 'REMOTE'),
    ]),
  );
  const site = xml('Site', {}, [
    xml('MPSite', { SiteCode: reply.siteCode, MasterSiteCode: reply.siteCode, SiteLocality: 'LOCAL' }),
    xml('LocationRecords', {}, records),
  ]);
  return renderXml(
    xml('ContentLocationReply', { SchemaVersion: '1.00' }, [
      xml('BoundaryGroups'),
      xml('ContentInfo', { PackageFlags: '0', PackageID: reply.packageId }, [xml('ContentHashValues')]),
      xml('Sites', {}, [site]),
    ]),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseContentLocationReply(body: string): ContentLocationReply {
  const root = parseBody(body, 'ContentLocationReply');
  const records = [...walkXml(root)].filter((element) => element.name === 'LocationRecord');
  return {
    packageId: childOf(root, 'ContentInfo')?.attributes['PackageID'] ?? '',
    version: records.length === 0 ? '' : textAt(records[0] ?? root, 'Version'),
    locations: records.flatMap((record): readonly ContentLocation[] => {
      const url = childrenOf(record, 'URL')[0]?.attributes['Name'];
      const isCloud = descend(record, 'DPType')?.text.trim() === 'Azure';
      return url === undefined ? [] : [{ url, dpType: isCloud ? 'Azure' : 'Windows NT Server' }];
    }),
  };
}
