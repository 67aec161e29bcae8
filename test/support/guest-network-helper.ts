/**
 * Runs inside the namespaces of a test guest (see guest-network.ts): brings up the loopback interface, answers DNS,
 * relays port 443, and runs the command given to it. Ends with the command; a signal is handed on to it.
 *   guest-network-helper RELAYS-AS-JSON COMMAND ARGUMENT…
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerDnsQuery } from './dns-answer.ts';
import { joinSockets, type GuestRelay } from './guest-network.ts';

const [relaysJson = '[]', program = '', ...args] = process.argv.slice(2);
// Sound: only insideNamespace() starts this program, and it writes this list.
const relays = JSON.parse(relaysJson) as readonly GuestRelay[];
const addresses = new Map(
  relays.flatMap(({ names, guestAddress }) =>
    names.map((name): [string, string] => [name.toLowerCase(), guestAddress]),
  ),
);

function mustRun(command: string, ...commandArgs: readonly string[]): void {
  const result = spawnSync(command, commandArgs, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${commandArgs.join(' ')}: ${result.stderr}`);
}

mustRun('ip', 'link', 'set', 'lo', 'up');
// QEMU hands the guest's DNS questions to the first name server of this file; the mount is seen in this namespace only.
const folder = mkdtempSync(join(tmpdir(), 'media-builder-resolv-'));
writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
mustRun('mount', '--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf');

const dns = createSocket('udp4');
dns.on('message', (question, peer) => {
  const answer = answerDnsQuery(question, (name) => addresses.get(name));
  if (answer !== undefined) dns.send(answer, peer.port, peer.address);
});
await new Promise<void>((resolve) => dns.bind(53, '127.0.0.1', resolve));

for (const { listenAddress, socketPath } of relays) {
  if (listenAddress !== '127.0.0.1') mustRun('ip', 'addr', 'add', `${listenAddress}/32`, 'dev', 'lo');
  const relay = createServer((socket) => {
    joinSockets(socket, connect(socketPath));
  });
  await new Promise<void>((resolve) => relay.listen(443, listenAddress, resolve));
}

const child = spawn(program, args, { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
