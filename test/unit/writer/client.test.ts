/** The builder's end against a writer that does not keep to the rules, falls silent or is another one. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  connectWriter,
  type WriterChannel,
  type WriterConnection,
} from '../../../main/jobs/writer/client.ts';
import { readFrames, REQUEST_LIMITS } from '../../../main/jobs/writer/frames.ts';
import type { DriveRunWithSources } from '../../../main/jobs/drive-run.ts';
import type { MediumSpec } from '../../../main/jobs/medium-spec.ts';
import { imageOf } from '../../support/file-writer.ts';
import { frame, framed, HELLO } from '../../support/hostile-client.ts';

const secrets = { builder: 'b'.repeat(64), writer: 'w'.repeat(64) };
const GREETING = { ...HELLO, problems: [] };

interface FakeWriter {
  readonly channel: WriterChannel;
  readonly isKilled: () => boolean;
  say(...messages: readonly object[]): void;
  /** The next request of the type. */
  heard(type: string): Promise<Record<string, unknown>>;
}

function fakeWriter(
  options: {
    secrets?: typeof secrets;
    words?: string;
    isDeclined?: boolean;
    gone?: WriterChannel['gone'];
  } = {},
): FakeWriter {
  const input = new PassThrough();
  const output = new PassThrough();
  const requests = readFrames(output, () => REQUEST_LIMITS);
  let isKilled = false;
  return {
    channel: {
      input,
      output,
      secrets: options.secrets ?? null,
      gone:
        options.gone ??
        Promise.resolve({ isDeclined: options.isDeclined ?? false, words: options.words ?? 'it ended' }),
      kill: () => (isKilled = true),
    },
    isKilled: () => isKilled,
    say: (...messages) => {
      for (const message of messages) input.write(frame(message));
    },
    async heard(type) {
      for (;;) {
        const { value, done } = await requests.next();
        if (done === true) throw new Error(`no ${type} came`);
        // Sound: the client sends objects only.
        const request = value as Record<string, unknown>;
        if (request['type'] === type) return request;
      }
    },
  };
}

const greeted = async (
  writer: FakeWriter,
  options: Parameters<typeof connectWriter>[1] = {},
): Promise<WriterConnection> => {
  writer.say(GREETING);
  return await connectWriter(writer.channel, options);
};

async function began(writer: FakeWriter, connection: WriterConnection): Promise<DriveRunWithSources> {
  const beginning = connection.begin(imageOf('/image', 512, true), {});
  const { run } = await writer.heard('begin');
  writer.say({ type: 'began', run });
  return await beginning;
}

const target = {
  identity: { device: '/dev/sdx', serial: '1', size: 1024, devicePath: null, attachment: null },
  isConfirmed: false,
  allowLoop: false,
  isUpdate: false,
};

describe('before the hello', () => {
  const cases: readonly (readonly [string, (writer: FakeWriter) => void, string])[] = [
    [
      'another message',
      (writer) => {
        writer.say({ type: 'pong' });
      },
      'E_WRITER_MESSAGE',
    ],
    [
      'another version',
      (writer) => {
        writer.say({ ...GREETING, version: 2 });
      },
      'E_WRITER_MESSAGE',
    ],
    [
      'a hello without the secret',
      (writer) => {
        writer.say(GREETING);
      },
      'E_WRITER_MESSAGE',
    ],
    [
      'our own secret',
      (writer) => {
        writer.say({ ...GREETING, secret: secrets.builder });
      },
      'E_WRITER_MESSAGE',
    ],
    [
      'a length of 4 GiB',
      (writer) => writer.channel.input.push(framed(Buffer.alloc(0), 0xffffffff)),
      'E_WRITER_MESSAGE',
    ],
    ['its end', (writer) => writer.channel.input.push(null), 'E_WRITER_START'],
  ];
  test.each(cases)('%s ends the start', async (_name, act, code) => {
    const writer = fakeWriter({ secrets });
    act(writer);
    await expect(connectWriter(writer.channel)).rejects.toMatchObject({ code });
    expect(writer.isKilled()).toBe(code === 'E_WRITER_MESSAGE');
  });

  test('the right secrets are shown and accepted', async () => {
    const writer = fakeWriter({ secrets });
    writer.say({ ...GREETING, secret: secrets.writer });
    await connectWriter(writer.channel);
    expect(await writer.heard('hello')).toMatchObject({ secret: secrets.builder });
  });

  test('"no" has its own code', async () => {
    const writer = fakeWriter({ isDeclined: true, words: 'ended with 126' });
    writer.channel.input.push(null);
    await expect(connectWriter(writer.channel)).rejects.toMatchObject({
      code: 'E_WRITER_DECLINED',
      message: 'ended with 126',
    });
  });
});

describe('afterwards', () => {
  test('garbage ends it: drives fail with E_WRITER_LOST, and force is used', async () => {
    const writer = fakeWriter();
    const run = await began(writer, await greeted(writer));
    const result = run.add(target);
    writer.say({ type: 'result', run: 'one' });
    expect(await result).toMatchObject({ outcome: 'failed', error: { code: 'E_WRITER_LOST' } });
    expect(writer.isKilled()).toBe(true);
    await run.end();
    expect(await run.add(target)).toMatchObject({ error: { code: 'E_WRITER_LOST' } });
  });

  test('its end is told to lists and drives, with its last words', async () => {
    const writer = fakeWriter({ words: 'ended with 9: out of memory' });
    const connection = await greeted(writer);
    const list = connection.list();
    writer.channel.input.push(null);
    await expect(list).rejects.toMatchObject({
      code: 'E_WRITER_LOST',
      message: 'the writer is gone: ended with 9: out of memory',
    });
  });

  test('silence is the end', async () => {
    const writer = fakeWriter();
    const connection = await greeted(writer, { pingMs: 10, silenceMs: 100 });
    await writer.heard('ping');
    await expect(connection.list()).rejects.toMatchObject({ code: 'E_WRITER_LOST' });
    expect(writer.isKilled()).toBe(true);
  });

  test('closing does not wait for ever', async () => {
    const writer = fakeWriter();
    const connection = await greeted(writer, { closeLimitMs: 50 });
    await connection.close();
    expect(writer.isKilled()).toBe(true);
  });

  test('a process that stays behind its last word, because a drive hangs in the system, is not waited for', async () => {
    const stays = new Promise<never>(() => undefined);
    const writer = fakeWriter({ gone: stays });
    const connection = await greeted(writer, { goneLimitMs: 50 });
    const list = connection.list();
    writer.channel.input.push(null);
    await expect(list).rejects.toMatchObject({
      code: 'E_WRITER_LOST',
      message: expect.stringContaining('its process goes on') as unknown,
    });
    await connection.close();

    const second = fakeWriter({ gone: stays });
    const closing = (await greeted(second, { closeLimitMs: 50, goneLimitMs: 1000 })).close();
    second.channel.input.push(null);
    await closing;
    expect(second.isKilled()).toBe(true);
  });

  test('one drive twice in a run, and a drive after its end, are refused here', async () => {
    const writer = fakeWriter();
    const run = await began(writer, await greeted(writer));
    void run.add(target);
    expect(await run.add(target)).toMatchObject({ error: { code: 'E_DEVICE_IN_USE' } });
    void run.end();
    const other = { ...target, identity: { ...target.identity, device: '/dev/sdy' } };
    expect(await run.add(other)).toMatchObject({ error: { code: 'E_DEVICE_IN_USE' } });
  });

  test('an error with a code of another version is told as E_INTERNAL with its words', async () => {
    const writer = fakeWriter();
    const connection = await greeted(writer);
    const beginning = connection.begin(imageOf('/image', 512), {});
    const { run } = await writer.heard('begin');
    const error = { ok: false, code: 'E_FUTURE', message: 'words', cause: '', remedy: '' };
    writer.say({ type: 'refused', run, request: null, error });
    await expect(beginning).rejects.toMatchObject({ code: 'E_INTERNAL', message: 'words' });
  });

  test('a medium too large for a message is refused before it is sent, and the writer lives', async () => {
    const writer = fakeWriter();
    const connection = await greeted(writer);
    const base64 = 'A'.repeat(68_000_000);
    const medium: MediumSpec = {
      kind: 'disk',
      partitionStyle: 'gpt',
      label: 'X',
      ids: {
        diskGuid: '00000000-0000-4000-8000-000000000000',
        partitionGuids: ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'],
        volumeId: 1,
      },
      modified: '2026-01-01T00:00:00Z',
      files: [{ path: 'a', content: { kind: 'inline', base64 } }],
      biosBoot: null,
    };
    await expect(connection.begin(medium, {})).rejects.toMatchObject({ code: 'E_WRITER_MESSAGE' });
    await began(writer, connection);
  });

  test('of news that cannot be sent at once only the latest of each source is kept', async () => {
    const writer = fakeWriter();
    const run = await began(writer, await greeted(writer));
    for (let availableBytes = 0; availableBytes <= 100_000; availableBytes += 1)
      run.source({ id: 'a', availableBytes });
    const sizes: number[] = [];
    while (sizes.at(-1) !== 100_000) sizes.push(Number((await writer.heard('source'))['availableBytes']));
    expect(sizes.length).toBeLessThan(1000);
  });
});
