/**
 * The network of a test guest: real DNS names at their real ports, although the lab listens on an ephemeral port of the
 * loopback interface. QEMU runs in network and mount namespaces of its own; there a helper answers DNS on port 53 and
 * relays port 443 through a Unix socket to the lab outside. Nothing below port 1024 is taken on the machine, and nothing
 * of this is known to the product.
 *
 *   guest -> 10.0.2.3:53 (QEMU) -> 127.0.0.1:53 (helper)      names -> 10.0.2.2
 *   guest -> 10.0.2.2:443 (QEMU) -> 127.0.0.1:443 (helper) -> Unix socket -> lab's port outside the namespace
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GuestNetwork {
  /** DNS names the guest can resolve; every other name does not exist. */
  readonly names: readonly string[];
  readonly relaySocketPath: string;
  /** Connections the guest has opened to port 443 so far. */
  connectionCount(): number;
  close(): Promise<void>;
}

export interface GuestNetworkOptions {
  readonly names: readonly string[];
  /** Port of the loopback interface that answers for port 443 of all the names. */
  readonly targetPort: number;
}

const HELPER = fileURLToPath(new URL('guest-network-helper.ts', import.meta.url));

/** Programs a test with a guest network needs, for testWith(). */
export const GUEST_NETWORK_PROGRAMS = ['unshare', 'ip', 'mount'] as const;

/** Opens the outer end; hand the result to bootMachine() and close it after the machine has stopped. */
export async function openGuestNetwork(options: GuestNetworkOptions): Promise<GuestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'media-builder-guest-network-'));
  const relaySocketPath = join(folder, 'relay');
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((inner) => {
    count += 1;
    const outer = connect(options.targetPort, '127.0.0.1');
    joinSockets(inner, outer);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(relaySocketPath, resolve);
  });
  return {
    names: options.names,
    relaySocketPath,
    connectionCount: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The command that runs `command` inside the namespaces, with the helper around it. */
export function insideNamespace(
  network: GuestNetwork,
  command: readonly string[],
): readonly [string, ...string[]] {
  return [
    'unshare',
    ...namespaceFlags(),
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    HELPER,
    network.relaySocketPath,
    network.names.join(','),
    ...command,
  ];
}

/** What of the namespaces this machine refuses, in a form testWith() names; some containers forbid them. */
export function missingNamespaces(): readonly string[] {
  const tried = spawnSync('unshare', [...namespaceFlags(), 'ip', 'link', 'set', 'lo', 'up']);
  return tried.status === 0 ? [] : ['permission for network namespaces'];
}

/** Root makes them directly; others become root in a user namespace first. */
function namespaceFlags(): readonly string[] {
  return process.getuid?.() === 0 ? ['-n', '-m'] : ['-r', '-n', '-m'];
}

/** Copies both ways until one side ends; an error of one closes the other. */
export function joinSockets(left: Socket, right: Socket): void {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
