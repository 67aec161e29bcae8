/** Calls of the area "site": connections, the catalog, whether a gateway can be reached. */
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { CatalogView, ConnectionList, ConnectionView, Reachability } from '#contract/site.ts';
import type { Gateway } from '#site/catalog.ts';
import type { ConnectionFacts } from '#site/connections.ts';
import { reachGateway } from '#site/reach-gateway.ts';
import { probeSite } from '#site/site-probe.ts';
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';
import type { KnownCatalog } from '../site-sessions.ts';

type SiteHandlers = Pick<
  Handlers,
  | 'site.list'
  | 'site.probe'
  | 'site.add'
  | 'site.signIn'
  | 'site.remove'
  | 'site.catalog'
  | 'site.reachGateway'
>;

export function siteHandlers(ports: ServicePorts): SiteHandlers {
  const { connections, sites } = ports;
  const list = (): Promise<ConnectionList> => listConnections(ports);
  return {
    'site.list': list,
    'site.probe': async ({ url }, { signal }) => {
      const { host, chain, isTrustedByMachine } = await probeSite(url, { signal });
      return { host, chain: [...chain], isTrustedByMachine };
    },
    'site.add': async (wanted, { signal }) => {
      await connections.add(wanted, { signal });
      return await list();
    },
    'site.signIn': async ({ name, credentials, isRemembered }, { signal }) => {
      await connections.signIn(name, { credentials, isRemembered }, { signal });
      await sites.forget(name);
      return await list();
    },
    'site.remove': async ({ name }) => {
      await connections.remove(name);
      await sites.forget(name);
      return await list();
    },
    'site.catalog': async ({ site, refresh }, { signal }) =>
      catalogView(site, await sites.catalog(site, { refresh, signal }), ports),
    'site.reachGateway': async ({ site, gateway }, { signal }) =>
      await reachFromHere(ports, { site, gateway }, signal),
  };
}

/**
 * Connects to a gateway of a site.
 * @throws MediaError E_CHOICE_UNKNOWN for a gateway the site does not have: the program is no tool for reaching others
 */
export async function reachFromHere(
  ports: ServicePorts,
  { site, gateway }: { readonly site: string; readonly gateway: string },
  signal: AbortSignal,
): Promise<Reachability> {
  const { catalog } = await ports.sites.catalog(site, { refresh: false, signal });
  const found = catalog.gateways.find(({ hostName, name }) =>
    [hostName, name].some((one) => one.toLowerCase() === gateway.toLowerCase()),
  );
  if (found === undefined) {
    const known = catalog.gateways.map((one) => one.hostName).join(', ');
    throw new MediaError(
      'E_CHOICE_UNKNOWN',
      `the site has no cloud management gateway ${gateway}; it has ${known === '' ? 'none' : known}`,
    );
  }
  const { connection } = await ports.sites.open(site, signal);
  const { error, ...rest } = await reachGateway(found.hostName, connection, signal);
  return {
    ...rest,
    error: error === undefined ? null : ports.localise(toErrorData(error)),
    testedAt: ports.clock().toISOString(),
  };
}

async function listConnections({ connections, secrets, sites }: ServicePorts): Promise<ConnectionList> {
  const [all, storage] = await Promise.all([connections.list(), secrets()]);
  const { kind, why } = storage.describe();
  return {
    connections: all.map((one) => connectionView(one, sites.urlOf(one.name))),
    storage: { kind, why: why ?? null },
  };
}

/** Where the lab listens is known only while it is open. */
function connectionView(facts: ConnectionFacts, openUrl: string | undefined): ConnectionView {
  const { name, kind, userName, credentials, rootFingerprint, snapshotAt } = facts;
  return {
    name,
    kind,
    url: facts.url ?? openUrl ?? '',
    userName,
    credentials,
    rootFingerprint,
    snapshotAt,
  };
}

function catalogView(connection: string, known: KnownCatalog, { localise }: ServicePorts): CatalogView {
  const { catalog, contents, readAt, error } = known;
  return {
    connection,
    readAt,
    isOffline: error !== undefined,
    error: error === undefined ? null : localise(error),
    site: catalog.site,
    gateways: catalog.gateways.map((one) => ({
      hostName: one.hostName,
      name: one.name,
      state: one.state,
      stateNumber: one.stateNumber,
      statusDetails: one.statusDetails,
      contentEnabled: one.contentEnabled,
      managementPoints: [...one.managementPoints],
      mutualAuthPath: one.mutualAuthPath ?? null,
      rootCertificateThumbprint: one.rootCertificateThumbprint,
      unusable: whyGatewayIsUnusable(one),
    })),
    bootImages: catalog.bootImages.map(({ imagePath: _path, ...one }) => ({
      ...one,
      unusable: one.family === 'winpe' ? 'winpe-not-built-yet' : null,
    })),
    managementPoints: [...catalog.managementPoints],
    distributionPoints: catalog.distributionPoints.map(({ nalPath: _path, ...one }) => one),
    taskSequences: [...catalog.taskSequences],
    packages: [...(contents?.packages ?? [])],
    driverPackages: [...(contents?.driverPackages ?? [])],
    applications: [...(contents?.applications ?? [])],
    osImages: (contents?.osImages ?? []).map((one) => ({ ...one, indexes: [...one.indexes] })),
  };
}

/** The same conditions under which `gather-site.ts` refuses one. */
function whyGatewayIsUnusable(gateway: Gateway): CatalogView['gateways'][number]['unusable'] {
  if (gateway.state !== 'ready') return 'not-ready';
  return gateway.mutualAuthPath === undefined ? 'no-management-point' : null;
}
