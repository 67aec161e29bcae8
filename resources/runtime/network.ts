/**
 * Gets this computer onto a wired network by DHCP: every adapter with a cable is asked until one gets an address.
 * Trap: a link needs up to five seconds after the driver came up, and adapters on USB docks come even later.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { Adapter, Lease } from './platform/platform.ts';
import { sayNext, type Session } from './session.ts';
import { text } from './text.ts';

const LINK_SECONDS = 15;

/** An address, and the adapter it belongs to. */
export interface Network extends Lease {
  readonly adapter: string;
}

/** @throws MediaError E_RT_NO_ADAPTER, E_RT_NO_LINK, E_RT_NO_ADDRESS */
export async function connectNetwork(session: Session): Promise<Network> {
  const { platform, log } = session;
  sayNext(session, text.networkHeading, text.networkLooking);
  const adapters = await waitForLink(session);
  const linked = adapters.filter((adapter) => adapter.hasLink);
  const names = adapters.map((adapter) => `${adapter.name} (${adapter.macAddress})`).join(', ');
  log.write('Network', `Adapters: ${names}; with link: ${linked.map((adapter) => adapter.name).join(', ')}`);
  if (adapters.length === 0)
    throw new MediaError('E_RT_NO_ADAPTER', 'the kernel knows no wired adapter (missing hardware or driver)');
  if (linked.length === 0) throw new MediaError('E_RT_NO_LINK', `no link on ${names}`);
  for (const adapter of linked) {
    sayNext(session, text.networkHeading, text.networkAsking(adapter.name));
    const lease = await platform.requestLease(adapter);
    if (lease === undefined) {
      log.write('Network', `No address on ${adapter.name}`, 'warning');
      continue;
    }
    log.write(
      'Network',
      `${adapter.name}: ${lease.address}, router ${lease.router ?? 'none'}, name servers ${lease.nameServers.join(' ')}`,
    );
    sayNext(session, text.networkHeading, text.networkReady(lease.address));
    return { ...lease, adapter: adapter.name };
  }
  throw new MediaError(
    'E_RT_NO_ADDRESS',
    `no DHCP answer on ${linked.map((adapter) => adapter.name).join(', ')}`,
  );
}

async function waitForLink(session: Session): Promise<readonly Adapter[]> {
  const { platform } = session;
  for (let second = 0; ; second++) {
    const adapters = await platform.listAdapters();
    if (adapters.some((adapter) => adapter.hasLink) || second >= LINK_SECONDS) return adapters;
    await platform.clock.sleep(1000);
  }
}
