/**
 * Runs inside a test guest as its only service: starts shell commands it is told over a virtio-serial port and sends
 * back what they print, line by line as JSON. Each message carries the guest's own clock, so that a test can measure
 * without the delays of the emulated port. Commands run side by side; when the port closes, they end.
 * Trap: the port is a character device without poll support in Node; one thread of the pool is always waiting in read.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AgentReply, AgentRequest } from './guest-agent.ts';

const PORT = process.argv[2] ?? '/dev/virtio-ports/agent';
const children = new Map<number, ChildProcess>();
const port = await open(PORT, 'r+');

function send(reply: AgentReply): void {
  const bytes = Buffer.from(`${JSON.stringify({ ...reply, atMs: Math.round(performance.now()) })}\n`);
  for (let sent = 0; sent < bytes.length;) sent += writeSync(port.fd, bytes, sent);
}

function start(id: number, command: string): void {
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  children.set(id, child);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => {
      send({ id, stream, text });
    });
  }
  child.on('error', (error) => {
    send({ id, stream: 'stderr', text: error.message });
  });
  child.on('close', (code, signal) => {
    children.delete(id);
    send({ id, exitCode: code ?? -1, signal });
  });
}

function handle(line: string): void {
  // Sound: the other end is guest-machine.ts.
  const request = JSON.parse(line) as AgentRequest;
  if ('command' in request) start(request.id, request.command);
  else {
    const pid = children.get(request.id)?.pid;
    // The whole process group: the shell may have started others.
    if (pid !== undefined) process.kill(-pid, request.signal);
  }
}

send({ id: 0, stream: 'stdout', text: 'ready\n' });
const chunk = Buffer.alloc(65_536);
let rest = '';
for (;;) {
  const { bytesRead } = await port.read(chunk, 0, chunk.length, null);
  if (bytesRead === 0) break;
  const lines = (rest + chunk.toString('latin1', 0, bytesRead)).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) handle(Buffer.from(line, 'latin1').toString('utf8'));
}
process.exit(0);
