/**
 * The writer process against a client that does not keep to the rules. Each case says whether the process ends (exit
 * code 4, after a refusal) or lives on.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { holdSession, type SessionEnd } from '../../main/hosts/writer/session.ts';
import { fileWriter, imageOf, MIB, type FileWriter } from '../support/file-writer.ts';
import { frame, framed, HELLO, hostileClient, type HostileClient } from '../support/hostile-client.ts';

const REFUSED = 4;
let writer: FileWriter;

beforeAll(async () => {
  writer = await fileWriter(['one.img', 'system-one.img'], 4 * MIB);
});

const client = (): HostileClient => hostileClient([process.execPath, writer.script, '--pipes']);

const target = (device: string) => ({
  identity: { device, serial: device, size: 4 * MIB, devicePath: null, attachment: '1' },
  isConfirmed: true,
  allowLoop: true,
  isUpdate: false,
});
const image = () => imageOf(writer.script, readFileSync(writer.script).length);

/** Sends, and expects a refusal with these words and the end of the process. */
async function expectEnd(parts: readonly (Buffer | object)[], words: string): Promise<void> {
  const hostile = client();
  await hostile.send(...parts);
  const { error } = await hostile.reply('refused');
  expect(error).toMatchObject({ code: 'E_WRITER_MESSAGE' });
  expect(error?.message).toContain(words);
  expect(await hostile.ended).toBe(REFUSED);
}

describe('the process ends after', () => {
  const cases: readonly (readonly [string, () => readonly (Buffer | object)[], string])[] = [
    ['another first message', () => [{ type: 'list', request: 1 }], '"list" before hello'],
    ['another version', () => [{ ...HELLO, version: 99 }], 'version 99, the writer 1'],
    ['a secret where none was agreed', () => [{ ...HELLO, secret: 'guess' }], 'is not the one that started'],
    ['a hello with more in it', () => [{ ...HELLO, isRoot: true }], 'none of those'],
    ['a hello larger than 4 KiB', () => [framed(Buffer.alloc(0), 4097)], '4097 bytes was announced, 4096'],
    ['a length of 4 GiB', () => [framed(Buffer.alloc(0), 0xffff_ffff)], '4294967295 bytes was announced'],
    [
      'a length of 4 GiB after hello',
      () => [HELLO, framed(Buffer.alloc(0), 0xffff_ffff)],
      '4294967295 bytes',
    ],
    ['an empty message', () => [HELLO, framed(Buffer.alloc(0))], 'no content'],
    ['random bytes', () => [Buffer.concat([Buffer.from([16, 0, 0, 0]), randomBytes(16)])], 'not JSON'],
    [
      'text that is not UTF-8',
      () => [framed(Buffer.from('{"type":"hello\xff"}', 'latin1'))],
      'not JSON in UTF-8',
    ],
    ['half a JSON text', () => [framed(Buffer.from('{"type":"hello"'))], 'not JSON'],
    ['JSON that is no message', () => [HELLO, frame([1, 2, 3])], 'none of those'],
    ['an unknown type', () => [HELLO, { type: 'exec', command: 'id' }], 'none of those'],
    ['a type of the prototype', () => [HELLO, { type: '__proto__' }], 'none of those'],
    ['a second hello', () => [HELLO, HELLO], 'a second hello'],
    [
      'a begin larger than 64 MiB',
      () => [HELLO, framed(Buffer.alloc(0), 64 * MIB + 1)],
      `${64 * MIB} are allowed`,
    ],
    [
      'another message as large as a begin may be',
      () => [HELLO, framed(Buffer.from(`{"type":"cancel","run":1,"device":"${'x'.repeat(70_000)}"}`))],
      'only "begin" may be so large',
    ],
    [
      'a message that is a begin only in front',
      () => [
        HELLO,
        framed(Buffer.from(`{"type":"begin","run":1,"type":"ping","x":"${'x'.repeat(70_000)}"}`)),
      ],
      'none of those',
    ],
    [
      'the same run twice',
      () => [HELLO, { type: 'begin', run: 1, medium: image() }, { type: 'begin', run: 1, medium: image() }],
      'run 1 is not a new number',
    ],
    [
      'a drive for an unknown run',
      () => [HELLO, { type: 'add', run: 7, target: target('/dev/sda') }],
      'run 7',
    ],
    ['an end of an unknown run', () => [HELLO, { type: 'end', run: 7 }], 'run 7 was never begun'],
    [
      'news of an unknown run',
      () => [HELLO, { type: 'source', run: 7, id: 'a', availableBytes: 1 }],
      'run 7',
    ],
    [
      'a medium that is none',
      () => [HELLO, { type: 'begin', run: 1, medium: { kind: 'shell' } }],
      'none of those',
    ],
  ];
  test.each(cases)('%s', async (_name, parts, words) => {
    await expectEnd(parts(), words);
  });

  test('the end of the pipe in the middle of a message', async () => {
    const hostile = client();
    await hostile.send(HELLO, framed(Buffer.from('{"type"'), 1000));
    await hostile.reply('hello');
    hostile.child.stdin?.end();
    expect(await hostile.ended).toBe(0);
  });

  test('the end of the pipe before the first message', async () => {
    const hostile = client();
    hostile.child.stdin?.end();
    expect(await hostile.ended).toBe(0);
  });

  test.each([[[]], [['--pipes', 'more']], [['--meet', '/etc/shadow']], [['--exec', 'id']]])(
    'the arguments %j, which it does not know',
    async (args) => {
      const hostile = hostileClient([process.execPath, writer.script, ...args]);
      expect(await hostile.ended).toBe(5);
    },
  );
});

describe('the process lives on after', () => {
  test('a million small messages, with pings left unanswered rather than heaped up', async () => {
    const hostile = client();
    await hostile.send(HELLO);
    await hostile.reply('hello');
    const rssOf = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${hostile.child.pid ?? 0}/status`, 'utf8'))?.[1]) *
      1024;
    const before = rssOf();
    hostile.child.stdout?.pause();
    const thousand = Buffer.concat(Array.from({ length: 1000 }, () => frame({ type: 'ping' })));
    for (let count = 0; count < 1000; count += 1) await hostile.send(thousand);
    hostile.child.stdout?.resume();
    await hostile.send({ type: 'list', request: 1 });
    expect((await hostile.reply('drives')).drives).toHaveLength(2);
    expect(rssOf() - before).toBeLessThan(64 * MIB);
    hostile.child.stdin?.end();
    expect(await hostile.ended).toBe(0);
  });

  test('a system drive, which it does not write', async () => {
    const hostile = client();
    await hostile.send(HELLO, { type: 'begin', run: 1, medium: image() });
    await hostile.reply('began');
    const before = readFileSync(writer.drivePath('system-one.img'));
    const device = writer.drivePath('system-one.img');
    const identity = {
      device,
      serial: 'system-one.img',
      size: 4 * MIB,
      devicePath: 'port-system-one.img',
      attachment: '1',
    };
    await hostile.send({ type: 'add', run: 1, target: { ...target(device), identity } });
    expect((await hostile.reply('result')).result).toMatchObject({ error: { code: 'E_DEVICE_SYSTEM' } });
    expect(readFileSync(device).equals(before)).toBe(true);
    await hostile.send({ type: 'end', run: 1 });
    await hostile.reply('ended');
    // Both may have crossed the end of the run.
    await hostile.send(
      { type: 'cancel', run: 1, device: null },
      { type: 'end', run: 1 },
      { type: 'list', request: 2 },
    );
    await hostile.reply('drives');
    hostile.child.stdin?.end();
    expect(await hostile.ended).toBe(0);
  });

  test('a path that no drive has, and a device as drive that is not listed', async () => {
    const hostile = client();
    await hostile.send(HELLO, { type: 'begin', run: 1, medium: image() });
    await hostile.reply('began');
    await hostile.send({ type: 'add', run: 1, target: target('/etc/passwd') });
    expect((await hostile.reply('result')).result?.outcome).toBe('failed');
    hostile.child.stdin?.end();
    expect(await hostile.ended).toBe(0);
  });
});

describe('silence ends the conversation', () => {
  const hold = (input: PassThrough, output: PassThrough): Promise<SessionEnd> =>
    holdSession(
      { input, output },
      {
        system: { list: () => Promise.resolve([]) },
        beginRun: () => Promise.reject(new Error('no runs here')),
        problems: [],
        mayAllowLoop: false,
        secrets: null,
        signal: new AbortController().signal,
        silenceMs: 100,
      },
    );

  test('when nothing comes at all', async () => {
    expect(await hold(new PassThrough(), new PassThrough())).toBe('silent');
  });

  test('when a message comes byte by byte', async () => {
    const input = new PassThrough();
    const message = framed(Buffer.from('{"type":"begin",'), 60 * MIB);
    input.write(frame(HELLO));
    let sent = 0;
    const drip = setInterval(() => input.write(message.subarray(sent, (sent += 1))), 10);
    expect(await hold(input, new PassThrough())).toBe('silent');
    clearInterval(drip);
    expect(sent).toBeGreaterThan(2);
  });

  test('when the answers are not taken', async () => {
    const input = new PassThrough();
    input.write(frame(HELLO));
    const asking = setInterval(() => input.write(frame({ type: 'list', request: 1 })), 1);
    expect(await hold(input, new PassThrough({ highWaterMark: 1 }))).toBe('silent');
    clearInterval(asking);
  });

  test('but not as long as pings come', async () => {
    const input = new PassThrough();
    input.write(frame(HELLO));
    const pinging = setInterval(() => input.write(frame({ type: 'ping' })), 20);
    const end = hold(input, new PassThrough());
    const first = await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 500, 'alive'))]);
    clearInterval(pinging);
    expect(first).toBe('alive');
    expect(await end).toBe('silent');
  });
});

describe('more at once than anybody needs ends the conversation', () => {
  const target = {
    identity: { device: '/dev/sdb', serial: null, size: 1, devicePath: null, attachment: null },
    isConfirmed: true,
    allowLoop: true,
    isUpdate: false,
  };
  const medium = imageOf('/image', 1);
  const many = (count: number, message: (number: number) => object): Buffer =>
    Buffer.concat(Array.from({ length: count }, (_, index) => frame(message(index + 1))));
  const begin = (run: number): object => ({ type: 'begin', run, medium });
  const add = (): object => ({ type: 'add', run: 1, target });

  test.each([
    ['more than 8 lists', (count: number) => many(count, (request) => ({ type: 'list', request })), 8],
    ['more than 8 runs', (count: number) => many(count, begin), 8],
    ['more than 256 drives', (count: number) => many(count, add), 256],
  ] as const)('%s', async (words, messages, most) => {
    for (const [count, expected] of [
      [most, 'closed'],
      [most + 1, 'refused'],
    ] as const) {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const never = new Promise<never>(() => undefined);
      const engine = {
        add: () => never,
        cancel: () => undefined,
        source: () => undefined,
        end: () => Promise.resolve(),
      };
      const end = holdSession(
        { input, output },
        {
          system: { list: () => never },
          beginRun: () => Promise.resolve(engine),
          problems: [],
          mayAllowLoop: false,
          secrets: null,
          signal: new AbortController().signal,
          endLimitMs: 0,
        },
      );
      input.write(frame(HELLO));
      // The first run has begun when its answer is there.
      if (most === 256) {
        input.write(frame(begin(1)));
        await vi.waitFor(() => {
          expect(String(output.read() ?? '')).toContain('"began"');
        });
      }
      input.end(messages(count));
      expect(await end).toBe(expected);
      if (expected === 'refused') expect(String(output.read() ?? '')).toContain(words);
    }
  });
});

test('the bundle keeps its own size of thread pool, whatever the environment says', () => {
  // 64 opens that block for ever; one more file operation must still get a thread.
  const script = `
    const { spawnSync } = require('node:child_process');
    const fs = require('node:fs');
    const fifo = process.argv[1] + '/pool-fifo';
    spawnSync('mkfifo', [fifo]);
    for (let count = 0; count < 64; count += 1) fs.open(fifo, 'r', () => undefined);
    fs.stat('/', () => { console.log('has a thread'); process.kill(process.pid, 'SIGKILL'); });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(process.argv[2]));`;
  const banner = readFileSync(writer.script, 'utf8').split('\n', 1)[0] ?? '';
  const run = (code: string, limitMs: number): string =>
    spawnSync(process.execPath, ['-e', code, writer.folder, String(limitMs)], {
      encoding: 'utf8',
      env: { ...process.env, UV_THREADPOOL_SIZE: '4' },
    }).stdout.trim();
  expect(banner).toContain('UV_THREADPOOL_SIZE');
  // That none comes is known at once; that one comes may take a busy computer a while.
  expect([run(script, 500), run(`${banner}\n${script}`, 10_000)]).toEqual(['', 'has a thread']);
});
