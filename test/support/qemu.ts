/**
 * A virtual PC for boot tests: starts QEMU, talks to the guest's serial console and to QEMU's own control socket.
 * Every wait is for a condition (text on the console, an event of the machine) and has a limit; nothing sleeps.
 * Trap: without hardware acceleration a boot takes 20 s on a quiet machine and a minute on a busy one; limits here are
 * for catching a hang, never for judging speed. Media are opened through a throw-away overlay and never change.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { insideNamespace, type GuestNetwork } from './guest-network.ts';
import { keysOf } from './machine-keys.ts';
import { TextWatch } from './text-watch.ts';

export interface MachineOptions {
  readonly firmware: 'uefi-secure-boot' | 'uefi' | 'bios';
  /** What it starts from; left out where `extraArguments` name a kernel. */
  readonly medium?: { readonly kind: 'usb' | 'cdrom'; readonly path: string };
  /** Image file of a fixed disk, which the guest writes. With it the firmware's own boot order decides. */
  readonly diskPath?: string;
  /** NVMe when left out. QEMU cannot save the state of a machine that has NVMe (machine-state.ts). */
  readonly diskBus?: 'nvme' | 'sata';
  /** Variable store of UEFI that outlives the machine: made when it is missing. */
  readonly firmwareVariablesPath?: string;
  /** What the guest sees of the world; without it there is no network card. */
  readonly network?: GuestNetwork;
  /** QEMU's name of the network card. */
  readonly networkCard?: 'virtio-net-pci' | 'e1000' | 'e1000e';
  /** False for a machine without a serial port; its console then shows nothing here. */
  readonly hasSerialPort?: boolean;
  readonly memoryMiB?: number;
  /** The machine is killed after this, whatever it does. */
  readonly timeoutMs: number;
  /** More arguments for QEMU, for what only one test needs. */
  readonly extraArguments?: readonly string[];
}

export interface MachineEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Keys of a PC keyboard that have no character, as QEMU calls them. */
export type KeyName = 'ret' | 'esc' | 'tab' | 'backspace' | 'up' | 'down' | 'left' | 'right';

export interface Machine {
  /** Waits for text on the serial console behind the last match; gives the match. Fails with the end of the console. */
  expect(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Types on the serial console; "\r" is Enter. */
  type(text: string): void;
  /** Presses keys of the machine's own keyboard, one after the other. */
  key(...names: readonly KeyName[]): Promise<void>;
  /** Types letters, digits and a few signs on the machine's own keyboard (US layout). */
  typeOnKeyboard(text: string): Promise<void>;
  /** Writes what the screen shows as a PNG file. */
  screendump(pngPath: string): Promise<void>;
  /**
   * Waits for an event of the machine, also one that has come since the last wait for the same name. `unless`: text on the
   * serial console behind the last match that ends the waiting with a failure.
   */
  event(name: string, timeoutMs: number, unless?: RegExp): Promise<MachineEvent>;
  /** A command of QEMU's control socket (QMP). @throws Error in QEMU's words */
  qmp(execute: string, args?: Readonly<Record<string, unknown>>): Promise<void>;
  /** All text of the serial console so far, without control sequences. */
  console(): string;
  /** The power goes: from one moment to the next there is no machine any more. stop() is called all the same. */
  cutPower(): Promise<void>;
  stop(): Promise<void>;
}

const OVMF_FOLDER = '/usr/share/OVMF';
const PID_FILE = 'pid';
/** About one screen. */
const LAST_WORDS = 900;
/** Programs a boot test needs on the PATH, for testWith(). */
export const MACHINE_PROGRAMS = ['qemu-system-x86_64', 'timeout'] as const;

/** Starts a machine; the caller stops it in any case (`finally`, afterEach). */
export async function bootMachine(options: MachineOptions): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'media-builder-machine-'));
  const serial = await listen(join(folder, 'serial'));
  const control = await listen(join(folder, 'control'));
  const args = [...(await machineArguments(options, folder)), ...(options.extraArguments ?? [])];
  const command = wrap(['qemu-system-x86_64', ...args], options);
  const [program, ...rest] = command;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  const machine = new QemuMachine(child, folder, [serial.server, control.server]);
  child.on('error', (error) => {
    machine.ended(`${program}: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    machine.ended(`QEMU ended (${code ?? signal ?? 'unknown'})`);
  });
  try {
    await machine.connect(await machine.orEnd(serial.connection), await machine.orEnd(control.connection));
  } catch (error) {
    await machine.stop();
    throw error;
  }
  return machine;
}

async function machineArguments(options: MachineOptions, folder: string): Promise<readonly string[]> {
  return [
    ...['-name', 'media-builder-test', '-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'std'],
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', String(options.memoryMiB ?? 1024)],
    ...['-chardev', `socket,id=serial,path=${folder}/serial`],
    ...['-serial', options.hasSerialPort === false ? 'none' : 'chardev:serial'],
    ...['-chardev', `socket,id=control,path=${folder}/control`, '-mon', 'chardev=control,mode=control'],
    ...['-pidfile', join(folder, PID_FILE)],
    ...['-device', 'virtio-rng-pci'],
    ...(await firmwareArguments(options, folder)),
    ...(options.medium === undefined
      ? []
      : mediumArguments(options.medium, options.diskPath === undefined ? ',bootindex=1' : '')),
    ...(options.diskPath === undefined ? [] : diskArguments(options.diskPath, options.diskBus)),
    ...(options.network === undefined
      ? []
      : [
          ...['-netdev', 'user,id=net'],
          // No boot ROM: the firmware must not try the network before the medium.
          ...['-device', `${options.networkCard ?? 'virtio-net-pci'},netdev=net,romfile=`],
        ]),
  ];
}

async function firmwareArguments(
  { firmware, firmwareVariablesPath }: MachineOptions,
  folder: string,
): Promise<readonly string[]> {
  if (firmware === 'bios') return ['-machine', 'q35'];
  const isSecure = firmware === 'uefi-secure-boot';
  const code = isSecure ? 'OVMF_CODE_4M.secboot.fd' : 'OVMF_CODE_4M.fd';
  // The variable store of a PC as sold: Microsoft's keys enrolled, Secure Boot on. Each machine writes its own copy.
  const variables = firmwareVariablesPath ?? join(folder, 'variables.fd');
  if (!existsSync(variables))
    await copyFile(join(OVMF_FOLDER, isSecure ? 'OVMF_VARS_4M.ms.fd' : 'OVMF_VARS_4M.fd'), variables);
  return [
    ...['-machine', isSecure ? 'q35,smm=on' : 'q35'],
    ...(isSecure ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
    ...['-global', 'ICH9-LPC.disable_s3=1'],
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${join(OVMF_FOLDER, code)}`],
    ...['-drive', `if=pflash,unit=1,format=raw,file=${variables}`],
  ];
}

function diskArguments(path: string, bus: MachineOptions['diskBus'] = 'nvme'): readonly string[] {
  const file = resolve(path).replaceAll(',', ',,');
  const device = bus === 'nvme' ? 'nvme' : 'ide-hd,bus=ide.0';
  return [
    ...['-drive', `if=none,id=disk,format=raw,discard=unmap,file=${file}`],
    ...['-device', `${device},drive=disk,serial=DISK01`],
  ];
}

/** `order`: the place in the boot order; QEMU's order would overrule entries that the guest makes. */
function mediumArguments(medium: NonNullable<MachineOptions['medium']>, order: string): readonly string[] {
  const file = resolve(medium.path).replaceAll(',', ',,');
  if (medium.kind === 'cdrom') {
    return [
      ...['-drive', `if=none,id=medium,format=raw,media=cdrom,readonly=on,file=${file}`],
      ...['-device', `ide-cd,bus=ide.0,drive=medium${order}`],
    ];
  }
  return [
    ...['-drive', `if=none,id=medium,format=raw,snapshot=on,file=${file}`],
    ...['-device', 'qemu-xhci,id=usb'],
    ...['-device', `usb-storage,id=stick,bus=usb.0,drive=medium,removable=on,serial=STICK01${order}`],
  ];
}

/** Puts a hard time limit, and the namespace of the guest's network, around the command. */
function wrap(command: readonly string[], options: MachineOptions): readonly [string, ...string[]] {
  const seconds = String(Math.ceil(options.timeoutMs / 1000));
  const limited = ['timeout', '--foreground', '-k', '5', seconds, ...command] as const;
  return options.network === undefined ? limited : insideNamespace(options.network, limited);
}

interface Listening {
  readonly server: Server;
  readonly connection: Promise<Socket>;
}

async function listen(path: string): Promise<Listening> {
  const server = createServer();
  const connection = new Promise<Socket>((resolveWith) => server.once('connection', resolveWith));
  await new Promise<void>((resolveWith, reject) => {
    server.once('error', reject);
    server.listen(path, resolveWith);
  });
  return { server, connection };
}

class QemuMachine implements Machine {
  private readonly serialText = new TextWatch();
  private readonly errors: string[] = [];
  private readonly events: MachineEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly replies: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private readonly hasEnded: Promise<never>;
  private end: (error: Error) => void = () => undefined;
  private endReason: string | undefined;
  private serial: Socket | undefined;
  private control: Socket | undefined;

  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly servers: readonly Server[];

  constructor(child: ChildProcess, folder: string, servers: readonly Server[]) {
    this.child = child;
    this.folder = folder;
    this.servers = servers;
    this.hasEnded = new Promise<never>((_resolve, reject) => {
      this.end = reject;
    });
    this.hasEnded.catch(() => undefined);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => this.errors.push(data.toString('utf8')));
  }

  ended(reason: string): void {
    this.endReason ??= reason;
    this.end(new Error(this.describe(reason)));
    this.serialText.finish();
    for (const wake of this.waiting) wake();
  }

  async orEnd<T>(promise: Promise<T>): Promise<T> {
    return await Promise.race([promise, this.hasEnded]);
  }

  async connect(serial: Socket, control: Socket): Promise<void> {
    this.serial = serial;
    this.control = control;
    for (const socket of [serial, control]) socket.on('error', () => undefined);
    serial.setEncoding('utf8');
    serial.on('data', (text: string) => {
      this.serialText.add(text);
      for (const wake of this.waiting) wake();
    });
    let rest = '';
    control.setEncoding('utf8');
    control.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.receive(line);
    });
    await this.qmp('qmp_capabilities');
  }

  private receive(line: string): void {
    if (line.trim() === '') return;
    // Sound: QMP sends one JSON object per line; only members that are there are used.
    const message = JSON.parse(line) as Partial<MachineEvent> & {
      return?: unknown;
      error?: { desc: string };
    };
    if (message.event !== undefined) {
      this.events.push({
        event: message.event,
        ...(message.data === undefined ? {} : { data: message.data }),
      });
      for (const wake of this.waiting) wake();
    } else if (message.error !== undefined) {
      this.replies.shift()?.reject(new Error(message.error.desc));
    } else if ('return' in message) {
      this.replies.shift()?.resolve();
    }
  }

  async qmp(execute: string, args?: Readonly<Record<string, unknown>>): Promise<void> {
    const reply = new Promise<void>((resolveWith, reject) => {
      this.replies.push({ resolve: resolveWith, reject });
    });
    this.control?.write(
      `${JSON.stringify(args === undefined ? { execute } : { execute, arguments: args })}\n`,
    );
    await this.orEnd(reply);
  }

  async expect(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray> {
    const match = await this.serialText.next(pattern, timeoutMs);
    if (match !== undefined) return match;
    const why = this.endReason ?? `nothing after ${timeoutMs / 1000} s`;
    throw new Error(this.describe(`waiting for ${String(pattern)}: ${why}`));
  }

  type(text: string): void {
    this.serial?.write(text);
  }

  async key(...names: readonly KeyName[]): Promise<void> {
    for (const name of names) await this.press([name]);
  }

  async typeOnKeyboard(text: string): Promise<void> {
    for (const character of text) await this.press(keysOf(character));
  }

  private async press(keys: readonly string[]): Promise<void> {
    // QEMU keeps the key down for hold-time and queues what follows, so no pause is needed here.
    await this.qmp('send-key', {
      keys: keys.map((data) => ({ type: 'qcode', data })),
      'hold-time': 60,
    });
  }

  async screendump(pngPath: string): Promise<void> {
    await this.qmp('screendump', { filename: resolve(pngPath), format: 'png' });
  }

  async event(name: string, timeoutMs: number, unless?: RegExp): Promise<MachineEvent> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const index = this.events.findIndex((one) => one.event === name);
      const found = this.events[index];
      if (found !== undefined) {
        this.events.splice(index, 1);
        return found;
      }
      const spoiled = unless === undefined ? undefined : this.serialText.peek(unless);
      if (spoiled !== undefined)
        throw new Error(this.describe(`waiting for the event ${name}: ${spoiled[0]}`));
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || this.endReason !== undefined)
        throw new Error(
          this.describe(`waiting for the event ${name}: ${this.endReason ?? 'it did not come'}`),
        );
      await this.wakeOrTimeout(leftMs);
    }
  }

  private async wakeOrTimeout(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolveWith) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolveWith();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.waiting.add(wake);
    });
  }

  console(): string {
    return this.serialText.all();
  }

  private describe(what: string): string {
    // The end first: reports of a failure may be cut short.
    const text = this.console();
    const parts = [
      `${what}\n--- last on the serial console ---\n${text.slice(-LAST_WORDS)}`,
      `--- QEMU said ---\n${this.errors.join('').slice(-1500)}`,
      `--- before that on the console ---\n${text.slice(-LAST_WORDS - 2500, -LAST_WORDS)}`,
    ];
    return parts.join('\n');
  }

  async cutPower(): Promise<void> {
    // QEMU itself: the programs around it would let it end in peace.
    process.kill(Number(await readFile(join(this.folder, PID_FILE), 'utf8')), 'SIGKILL');
    await this.hasEnded.catch(() => undefined);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined) {
      const exited = new Promise<void>((resolveWith) =>
        this.child.once('exit', () => {
          resolveWith();
        }),
      );
      // "timeout" (and the namespace's helper) hand the signal on to QEMU, which ends at once.
      this.child.kill('SIGTERM');
      const force = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(force);
    }
    this.serial?.destroy();
    this.control?.destroy();
    for (const server of this.servers) server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** UEFI firmware that is missing here, in a form testWith() names; empty when everything is there. */
export function missingFirmware(): readonly string[] {
  const needed = ['OVMF_CODE_4M.secboot.fd', 'OVMF_VARS_4M.ms.fd', 'OVMF_CODE_4M.fd', 'OVMF_VARS_4M.fd'];
  return needed.filter((name) => !existsSync(join(OVMF_FOLDER, name)));
}
