/**
 * The network of a test guest: real DNS names at their real ports, although the lab listens on an ephemeral port of the
 * loopback interface. QEMU runs in network and mount namespaces of its own; there a helper answers DNS on port 53 and
 * relays port 443 through a Unix socket to the lab outside. Nothing below port 1024 is taken on the machine, and nothing
 * of this is known to the product.
 *
 *   guest -> 10.0.2.3:53 (QEMU) -> 127.0.0.1:53 (helper)      names -> 10.0.2.2
 *   guest -> 10.0.2.2:443 (QEMU) -> 127.0.0.1:443 (helper) -> Unix socket -> lab's port outside the namespace
 *
 * Names that live on another port of the lab (`others`) get an address of their own, which only this namespace has.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** One address for port 443 and the names the guest finds there; every other name does not exist. */
export interface GuestRelay {
  readonly names: readonly string[];
  /** Where the helper listens inside the namespace. */
  readonly listenAddress: string;
  /** What DNS answers. */
  readonly guestAddress: string;
  readonly socketPath: string;
}

export interface GuestNetwork {
  readonly relays: readonly GuestRelay[];
  /** Connections the guest has opened to port 443 so far. */
  connectionCount(): number;
  /** Bytes the guest has been sent so far. */
  bytesToGuest(): number;
  /** How fast the guest is sent bytes from now on, all its connections together; undefined: as fast as it goes. */
  limitSpeed(bytesPerSecond: number | undefined): void;
  close(): Promise<void>;
}

export interface GuestNetworkOptions {
  readonly names: readonly string[];
  /** Port of the loopback interface that answers for port 443 of all the names. */
  readonly targetPort: number;
  /** Further names with ports of their own, for instance that of blob storage. */
  readonly others?: Readonly<Record<string, number>>;
}

/** QEMU's user network calls the machine it runs on by this address. */
const HOST_AS_SEEN_BY_GUEST = '10.0.2.2';
const HELPER = fileURLToPath(new URL('guest-network-helper.ts', import.meta.url));

/** Programs a test with a guest network needs, for testWith(). */
export const GUEST_NETWORK_PROGRAMS = ['unshare', 'ip', 'mount'] as const;

/** Opens the outer end; hand the result to bootMachine() and close it after the machine has stopped. */
export async function openGuestNetwork(options: GuestNetworkOptions): Promise<GuestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'media-builder-guest-network-'));
  const sockets = new Set<Socket>();
  let count = 0;
  const meter = new Meter();
  const servers: Server[] = [];
  const listen = async (socketPath: string, targetPort: number): Promise<void> => {
    const server = createServer((inner) => {
      count += 1;
      const outer = connect(targetPort, '127.0.0.1');
      joinSockets(inner, outer, meter.stream());
      for (const socket of [inner, outer]) {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      }
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
  };
  const relays: GuestRelay[] = [
    {
      names: options.names,
      listenAddress: '127.0.0.1',
      guestAddress: HOST_AS_SEEN_BY_GUEST,
      socketPath: join(folder, 'relay'),
    },
  ];
  await listen(join(folder, 'relay'), options.targetPort);
  for (const [name, port] of Object.entries(options.others ?? {})) {
    const address = `10.77.0.${relays.length}`;
    const socketPath = join(folder, `relay-${relays.length}`);
    relays.push({ names: [name], listenAddress: address, guestAddress: address, socketPath });
    await listen(socketPath, port);
  }
  return {
    relays,
    connectionCount: () => count,
    bytesToGuest: () => meter.bytes,
    limitSpeed: (bytesPerSecond) => {
      meter.bytesPerSecond = bytesPerSecond;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ports of the lab's blob storage by its names, for `others`. */
export function blobPorts(lab: {
  readonly addresses: Readonly<Record<string, string>>;
}): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(lab.addresses)
      .filter(([name]) => name.includes('.blob.'))
      .map(([name, address]) => [name, Number(address.split(':').at(-1))]),
  );
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
    JSON.stringify(network.relays),
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

/** Counts bytes and lets them through at a speed. */
class Meter {
  bytes = 0;
  bytesPerSecond: number | undefined;
  /** When what was let through so far has gone at that speed. */
  #busyUntilMs = 0;

  stream(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const pass = (): void => {
          this.bytes += chunk.length;
          done(null, chunk);
        };
        if (this.bytesPerSecond === undefined) {
          pass();
          return;
        }
        const now = Date.now();
        this.#busyUntilMs = Math.max(now, this.#busyUntilMs) + (chunk.length / this.bytesPerSecond) * 1000;
        setTimeout(pass, this.#busyUntilMs - now);
      },
    });
  }
}

/** Copies both ways until one side ends; an error of one closes the other. `toLeft` stands in the way to the left one. */
export function joinSockets(left: Socket, right: Socket, toLeft?: Transform): void {
  for (const [from, to, way] of [
    [left, right, undefined],
    [right, left, toLeft],
  ] as const) {
    if (way === undefined) from.pipe(to);
    else from.pipe(way).pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
