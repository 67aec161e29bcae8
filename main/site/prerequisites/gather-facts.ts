/**
 * Reads from the site what the prerequisites are judged by, each class on its own: a class that is refused or broken
 * takes only its own conditions with it.
 * Trap: the first question decides whether there is a site at all; its failures are thrown. Later only a site that went
 * away, or no longer knows the credentials, is.
 */
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { quoted, type AdminServiceClient, type SiteRow } from '../admin-service-client.ts';
import {
  gatewayOf,
  hostOf,
  managementPointsOf,
  publishedThrough,
  readBootImages,
  readDistributionPoints,
  readGatewayRows,
  readPublishedRows,
  readServers,
  readSite,
  roleRows,
  type BootImage,
  type Gateway,
} from '../catalog.ts';
import { integerDigits, objectsOf, optionalText, requiredNumber } from '../row-reader.ts';
import {
  mapFact,
  type Fact,
  type PrerequisiteFacts,
  type PrerequisiteQuestion,
  type PublishedPoint,
  type TaskSequenceFacts,
} from './facts.ts';
import { gatherTaskSequence } from './gather-task-sequence.ts';
import { factOf, readFirst, readNext as read } from './read-fact.ts';

/** Everything the rules need. @throws MediaError E_CANCELLED, E_SITE_… when the site itself cannot be asked. */
export async function gatherFacts(
  client: AdminServiceClient,
  question: PrerequisiteQuestion,
  options: RunOptions,
): Promise<PrerequisiteFacts> {
  const site = await readFirst('SMS_Site', () => readSite(client, options));
  throwIfCancelled(options.signal);
  const [servers, points, gatewayRows, publishedRows, images, iisSslState] = await Promise.all([
    read('SMS_SCI_SysResUse', () => readServers(client, options)),
    read('SMS_DistributionPointInfo', () => readDistributionPoints(client, options)),
    read('SMS_AzureService', () => readGatewayRows(client, options)),
    read('SMS_CloudProxyRoleEndpoint', () => readPublishedRows(client, options)),
    read('SMS_BootImagePackage', () => readBootImages(client, options)),
    read('SMS_SCI_Component', () => readIisSslState(client, site, options)),
  ]);
  const roles = (role: string): Fact<readonly string[]> =>
    factOf('SMS_SCI_SysResUse', () =>
      mapFact(servers, (rows) => ({ known: [...new Set(roleRows(rows, role).map(hostOf))] })),
    );
  const named = factOf('SMS_AzureService', () =>
    mapFact(gatewayRows, (rows) => findGateway(rows, question.cmg)),
  );
  const gateway = mapFact(named, ({ gateway: known }): Fact<Gateway> => ({ known }));
  const ofSequence = await gatherTaskSequence(client, { question, gateway }, options);
  throwIfCancelled(options.signal);
  return {
    question,
    site,
    providers: roles('SMS Provider'),
    managementPoints: factOf('SMS_SCI_SysResUse', () =>
      mapFact(servers, (rows) => ({ known: managementPointsOf(rows) })),
    ),
    connectionPoints: roles('SMS Cloud Proxy Connector'),
    iisSslState,
    gatewayNames: gatewayNames(gatewayRows, () => true),
    readyGatewayNames: gatewayNames(gatewayRows, (one) => one.state === 'ready'),
    gateway,
    published: factOf('SMS_CloudProxyRoleEndpoint', () =>
      mapFact(named, ({ row }) => mapFact(publishedRows, (rows) => ({ known: pointsOf(row, rows) }))),
    ),
    isContentEnabled: factOf('SMS_SCI_SysResUse', () =>
      mapFact(named, ({ row }) =>
        mapFact(servers, (known) =>
          mapFact(points, (distributionPoints) => ({
            known: gatewayOf(row, { endpoints: [], servers: known, distributionPoints }).contentEnabled,
          })),
        ),
      ),
    ),
    bootImages: mapFact(images, (all) => chosenImages(all, question, ofSequence.taskSequence)),
    ...ofSequence,
  };
}

function pointsOf(gateway: SiteRow, rows: readonly SiteRow[]): readonly PublishedPoint[] {
  return publishedThrough(gateway, rows).map((one) => ({
    hostName: optionalText(one, 'RoleServerName'),
    roleId: integerDigits(one, 'RoleID'),
  }));
}

const NOTHING_MORE = { endpoints: [], servers: [], distributionPoints: [] } as const;

function findGateway(
  rows: readonly SiteRow[],
  cmg: string,
): Fact<{ readonly row: SiteRow; readonly gateway: Gateway }> {
  const wanted = cmg.toLowerCase();
  for (const row of rows) {
    const gateway = gatewayOf(row, NOTHING_MORE);
    const names = [gateway.hostName, gateway.name, optionalText(row, 'Fqdn')];
    if (names.some((name) => name.toLowerCase() === wanted)) return { known: { row, gateway } };
  }
  return { unknown: { key: 'gatewayUnknown', values: { cmg } } };
}

function gatewayNames(
  rows: Fact<readonly SiteRow[]>,
  isWanted: (gateway: Gateway) => boolean,
): Fact<readonly string[]> {
  return factOf('SMS_AzureService', () =>
    mapFact(rows, (all) => ({
      known: all
        .map((row) => gatewayOf(row, NOTHING_MORE))
        .filter(isWanted)
        .map((one) => one.hostName),
    })),
  );
}

/** That of the medium first; that of the task sequence, too, when it is another one. */
function chosenImages(
  all: readonly BootImage[],
  question: PrerequisiteQuestion,
  taskSequence: Fact<TaskSequenceFacts>,
): Fact<readonly BootImage[]> {
  const ofSequence = 'known' in taskSequence ? taskSequence.known.bootImageId : '';
  const ids = [...new Set([question.bootImageId ?? '', ofSequence])].filter((id) => id !== '');
  if (ids.length === 0) return { unknown: { key: 'noBootImage', values: {} } };
  const known: BootImage[] = [];
  for (const id of ids) {
    const image = all.find((one) => one.packageId.toLowerCase() === id.toLowerCase());
    if (image === undefined)
      return { unknown: { key: 'absent', values: { source: 'SMS_BootImagePackage', name: id } } };
    known.push(image);
  }
  return { known };
}

/** The switch of enhanced HTTP is a property of the site component manager (bit 1024 of IISSSLState). */
async function readIisSslState(
  client: AdminServiceClient,
  site: Fact<{ readonly siteCode: string }>,
  options: RunOptions,
): Promise<number> {
  const ofSite = 'known' in site ? ` and SiteCode eq ${quoted(site.known.siteCode)}` : '';
  const [row = {}] = await client.list(
    'SMS_SCI_Component',
    { filter: `ComponentName eq 'SMS_SITE_COMPONENT_MANAGER'${ofSite}` },
    options,
  );
  const property = objectsOf(row, 'Props').find((one) => one['PropertyName'] === 'IISSSLState') ?? {};
  return requiredNumber(property, 'Value');
}
