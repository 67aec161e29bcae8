/** Frames: whatever the pieces in which they arrive, the same messages; limits before memory. */
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeFrame,
  FrameSender,
  HELLO_LIMITS,
  readFrames,
  REQUEST_LIMITS,
  type FrameLimits,
} from '../../../main/jobs/writer/frames.ts';

const message = fc.record({
  type: fc.constantFrom('ping', 'begin', 'add'),
  text: fc.string({ unit: 'grapheme' }),
});

async function readAll(pieces: readonly Buffer[], limits: FrameLimits): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const one of readFrames(Readable.from(pieces), () => limits)) found.push(one);
  return found;
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('messages come out as they went in, in whatever pieces they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message), fc.array(fc.nat()), async (messages, places) => {
      const bytes = Buffer.concat(messages.map((one) => encodeFrame(one, REQUEST_LIMITS)));
      expect(await readAll(cut(bytes, places), REQUEST_LIMITS)).toEqual(messages);
    }),
  );
});

test('a large message of the one type comes through byte by byte at its beginning', async () => {
  const large = { type: 'begin', text: 'x'.repeat(200_000) };
  const bytes = encodeFrame(large, REQUEST_LIMITS);
  expect(
    await readAll(
      cut(
        bytes,
        Array.from({ length: 40 }, (_, at) => at),
      ),
      REQUEST_LIMITS,
    ),
  ).toEqual([large]);
});

test('garbage ends in E_WRITER_MESSAGE or in nothing, never in another error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const outcome = await readAll([Buffer.from(bytes)], HELLO_LIMITS).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: 'E_WRITER_MESSAGE' });
    }),
  );
});

test('an announced length costs nothing until its bytes arrive', async () => {
  const input = new PassThrough();
  const reading = readFrames(input, () => REQUEST_LIMITS).next();
  const before = process.memoryUsage().arrayBuffers;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(64 * 1024 * 1024);
  input.write(Buffer.concat([head, Buffer.from('{"type":"begin",')]));
  await new Promise((resolve) => setImmediate(resolve));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  input.end();
  expect(await reading).toEqual({ done: true, value: undefined });
});

describe('sending', () => {
  test('a message the other side would refuse is refused here', () => {
    const large = { type: 'add', text: 'x'.repeat(70_000) };
    expect(() => encodeFrame(large, REQUEST_LIMITS)).toThrow('65536 are allowed');
  });

  test('waits for room, drops what may be dropped, and stops waiting when the stream is gone', async () => {
    const output = new PassThrough({ highWaterMark: 16 });
    const sender = new FrameSender(output, REQUEST_LIMITS);
    let isSent = false;
    const sending = sender.send({ type: 'one' }).then(() => (isSent = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSent).toBe(false);
    for (let count = 0; count < 1000; count += 1) sender.offer({ type: 'state' });
    expect(output.readableLength + output.writableLength).toBeLessThan(100);
    output.destroy();
    await sending;
    await sender.send({ type: 'two' });
  });
});
