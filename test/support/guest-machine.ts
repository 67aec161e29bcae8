/**
 * A running test guest: commands inside it, and USB sticks that are put in and pulled out. Copies of the
 * test's files are on a disk at /mnt there, which is also where commands start. Everything that is measured in the guest carries the guest's clock.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AgentRequest, TimedReply } from './guest-agent.ts';
import { guestImage, makeDisk } from './guest-image.ts';
import { bootMachine, type Machine } from './qemu.ts';

export interface GuestOptions {
  /** What is in it is copied into the guest. */
  readonly filesFolder: string;
  /** The machine is killed after this, whatever it does. */
  readonly timeoutMs: number;
  /** More arguments for QEMU, for what only one test needs. */
  readonly extraArguments?: readonly string[];
}

/** A stick as QEMU plays it. The backing file says how large it is. */
export interface Stick {
  /** Names it in the machine; letters and digits. */
  readonly id: string;
  readonly path: string;
  /** Left out: a stick that has none. */
  readonly serial?: string;
  readonly isReadOnly?: boolean;
  readonly sectorBytes?: 512 | 4096;
  /** Makes it as slow as a real one; reading is not slowed down. */
  readonly writeBytesPerSecond?: number;
}

export interface TimedLine {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds by the guest's clock. */
  readonly atMs: number;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly atMs: number;
}

/** A command under way. */
export interface GuestCommand {
  /** Waits for a line that the function accepts, also one that was printed before. */
  line(accept: (text: string) => boolean, timeoutMs: number): Promise<TimedLine>;
  lines(): readonly TimedLine[];
  end(timeoutMs: number): Promise<CommandResult>;
  kill(signal: NodeJS.Signals): void;
}

export interface Guest {
  readonly machine: Machine;
  start(command: string): GuestCommand;
  /** Runs a shell command to its end, whatever its exit code. */
  run(command: string, timeoutMs?: number): Promise<CommandResult>;
  /** Runs a shell command that has to succeed; gives what it printed. */
  must(command: string, timeoutMs?: number): Promise<string>;
  plug(stick: Stick): Promise<void>;
  /** Pulls a stick out; resolves when the machine has let go of it. */
  unplug(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** Without hardware acceleration, and other work on the machine; limits catch a hang and judge no speed. */
const START_LIMIT_MS = 180_000;
const COMMAND_LIMIT_MS = 120_000;
/** Room for a test's files; sparse. */
const FILES_MIB = 1024;

/** Starts a guest; resolves when its agent answers. The caller stops it in any case. */
export async function startGuest(options: GuestOptions): Promise<Guest> {
  const image = await guestImage();
  const folder = await mkdtemp(join(tmpdir(), 'media-builder-guest-'));
  const files = join(folder, 'files.img');
  makeDisk(options.filesFolder, files, { label: 'files', sizeMiB: FILES_MIB });
  const server = createServer();
  const connection = new Promise<Socket>((resolveWith) => server.once('connection', resolveWith));
  await new Promise<void>((resolveWith) => server.listen(join(folder, 'agent'), resolveWith));
  let machine: Machine | undefined;
  const stop = async (): Promise<void> => {
    await machine?.stop();
    server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    machine = await bootMachine({
      firmware: 'bios',
      memoryMiB: 1536,
      timeoutMs: options.timeoutMs,
      extraArguments: [
        ...['-kernel', image.kernel, '-initrd', image.initrd],
        ...['-append', 'console=ttyS0 quiet panic=-1', '-no-reboot'],
        ...[image.systemDisk, files].flatMap((path) => [
          ...['-drive', `if=virtio,format=raw,snapshot=on,file=${path.replaceAll(',', ',,')}`],
        ]),
        ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=agent,path=${folder}/agent`],
        ...['-device', 'virtserialport,chardev=agent,name=agent'],
        ...['-device', 'qemu-xhci,id=usb,p2=15,p3=15'],
        ...(options.extraArguments ?? []),
      ],
    });
    const guest = new AgentGuest(machine, await connection, stop);
    await guest.ready(START_LIMIT_MS);
    return guest;
  } catch (error) {
    await stop();
    throw error;
  }
}

class RunningCommand implements GuestCommand {
  private readonly printed: TimedLine[] = [];
  private readonly rests = { stdout: '', stderr: '' };
  private result: CommandResult | undefined;
  private isCutOff = false;
  private readonly waiting = new Set<() => void>();
  readonly kill: (signal: NodeJS.Signals) => void;
  private readonly name: string;

  constructor(name: string, kill: (signal: NodeJS.Signals) => void) {
    this.name = name;
    this.kill = kill;
  }

  receive(reply: TimedReply): void {
    const { atMs } = reply;
    if ('stream' in reply) {
      const { stream } = reply;
      const lines = (this.rests[stream] + reply.text).split('\n');
      this.rests[stream] = lines.pop() ?? '';
      this.printed.push(...lines.map((text) => ({ text, stream, atMs })));
    } else {
      for (const stream of ['stdout', 'stderr'] as const)
        if (this.rests[stream] !== '') this.printed.push({ text: this.rests[stream], stream, atMs });
      this.result = {
        exitCode: reply.exitCode,
        stdout: this.all('stdout'),
        stderr: this.all('stderr'),
        atMs,
      };
    }
    for (const wake of this.waiting) wake();
  }

  /** Nothing more will come from the guest. */
  cutOff(): void {
    this.isCutOff = true;
    for (const wake of this.waiting) wake();
  }

  lines(): readonly TimedLine[] {
    return this.printed;
  }

  async line(accept: (text: string) => boolean, timeoutMs: number): Promise<TimedLine> {
    return await this.until('a line', timeoutMs, () => this.printed.find(({ text }) => accept(text)));
  }

  async end(timeoutMs: number): Promise<CommandResult> {
    return await this.until('its end', timeoutMs, () => this.result);
  }

  private all(stream: TimedLine['stream']): string {
    return this.printed
      .filter((one) => one.stream === stream)
      .map(({ text }) => text)
      .join('\n');
  }

  private describe(problem: string): string {
    const tail = this.printed.slice(-40).map(({ stream, text }) => `${stream}: ${text}`);
    const end = this.isCutOff ? 'the guest is gone' : `exit code ${this.result?.exitCode ?? 'none yet'}`;
    return `${problem} ("${this.name}", ${end}); its last output:\n${tail.join('\n')}`;
  }

  private async until<T>(what: string, timeoutMs: number, find: () => T | undefined): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || this.result !== undefined || this.isCutOff)
        throw new Error(this.describe(`did not come within ${timeoutMs / 1000} s: ${what}`));
      await new Promise<void>((resolveWith) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolveWith();
        };
        const timer = setTimeout(wake, leftMs);
        this.waiting.add(wake);
      });
    }
  }
}

class AgentGuest implements Guest {
  readonly machine: Machine;
  readonly stop: () => Promise<void>;
  private readonly agent: Socket;
  private readonly commands = new Map<number, RunningCommand>();
  private lastId = 0;

  constructor(machine: Machine, agent: Socket, stop: () => Promise<void>) {
    this.machine = machine;
    this.agent = agent;
    this.stop = stop;
    // The agent's first message answers no command.
    this.commands.set(0, new RunningCommand('agent', () => undefined));
    let rest = '';
    agent.setEncoding('utf8');
    agent.on('error', () => undefined);
    agent.on('close', () => {
      for (const command of this.commands.values()) command.cutOff();
    });
    agent.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // Sound: the other end is guest-agent-helper.ts.
        const reply = JSON.parse(line) as TimedReply;
        this.commands.get(reply.id)?.receive(reply);
      }
    });
  }

  async ready(timeoutMs: number): Promise<void> {
    await this.commands
      .get(0)
      ?.line((text) => text === 'ready', timeoutMs)
      .catch((error: unknown) => {
        throw new Error(`${String(error)}\n${this.machine.console().slice(-4000)}`);
      });
  }

  start(command: string): GuestCommand {
    this.lastId += 1;
    const id = this.lastId;
    const running = new RunningCommand(command, (signal) => {
      this.send({ id, signal });
    });
    this.commands.set(id, running);
    this.send({ id, command });
    return running;
  }

  private send(request: AgentRequest): void {
    this.agent.write(`${JSON.stringify(request)}\n`);
  }

  async run(command: string, timeoutMs = COMMAND_LIMIT_MS): Promise<CommandResult> {
    return await this.start(command).end(timeoutMs);
  }

  async must(command: string, timeoutMs = COMMAND_LIMIT_MS): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command, timeoutMs);
    if (exitCode !== 0)
      throw new Error(`"${command}" ended with ${exitCode} in the guest:\n${stdout}\n${stderr}`);
    return stdout;
  }

  async plug(stick: Stick): Promise<void> {
    const { id, writeBytesPerSecond } = stick;
    const file = {
      driver: 'raw',
      'read-only': stick.isReadOnly ?? false,
      file: { driver: 'file', filename: resolve(stick.path) },
    };
    const throttle = { driver: 'throttle', 'throttle-group': `${id}speed`, file };
    if (writeBytesPerSecond !== undefined)
      await this.machine.qmp('object-add', {
        'qom-type': 'throttle-group',
        id: `${id}speed`,
        limits: { 'bps-write': writeBytesPerSecond },
      });
    await this.machine.qmp('blockdev-add', {
      'node-name': `${id}disk`,
      ...(writeBytesPerSecond === undefined ? file : throttle),
    });
    if (stick.sectorBytes === undefined) await this.plugStorage(stick);
    else await this.plugWithSectors(stick, stick.sectorBytes);
  }

  private async plugStorage({ id, serial }: Stick): Promise<void> {
    const drive = { drive: `${id}disk`, removable: true };
    const name = serial === undefined ? {} : { serial };
    await this.machine.qmp('device_add', { driver: 'usb-storage', id, bus: 'usb.0', ...drive, ...name });
  }

  /** QEMU's usb-storage has sectors of 512 bytes whatever it is told; its disk behind a bare USB bridge listens. */
  private async plugWithSectors({ id, serial }: Stick, sectorBytes: number): Promise<void> {
    await this.machine.qmp('device_add', { driver: 'usb-bot', id, bus: 'usb.0' });
    await this.machine.qmp('device_add', {
      ...{ driver: 'scsi-hd', id: `${id}lun`, bus: `${id}.0`, 'scsi-id': 0, lun: 0 },
      ...{ drive: `${id}disk`, removable: true },
      ...{ logical_block_size: sectorBytes, physical_block_size: sectorBytes },
      ...(serial === undefined ? {} : { serial }),
    });
    const path = `/machine/peripheral/${id}`;
    await this.machine.qmp('qom-set', { path, property: 'attached', value: true });
  }

  async unplug(id: string): Promise<void> {
    await this.machine.qmp('device_del', { id });
    for (;;) {
      const { data } = await this.machine.event('DEVICE_DELETED', 30_000);
      if (data?.['device'] === id) break;
    }
    await this.machine.qmp('blockdev-del', { 'node-name': `${id}disk` });
  }
}
