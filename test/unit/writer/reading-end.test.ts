/** A socket whose reading may end while it still answers. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readingEnd } from '../../../main/hosts/writer/meet.ts';
import { tempFolder } from '../../support/temp.ts';

async function socketPair(): Promise<readonly [Socket, Socket]> {
  const path = join(await tempFolder('pair'), 'socket');
  const server = createServer().listen(path);
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(path);
  const [other] = await accepted;
  server.close();
  return [socket, other];
}

test('who stops reading can still say why', async () => {
  const [socket, other] = await socketPair();
  const heard = text(other);
  other.write('nonsense');
  for await (const chunk of readingEnd(socket)) {
    expect(String(chunk)).toBe('nonsense');
    break;
  }
  expect(socket.writable).toBe(true);
  socket.end('refused');
  expect(await heard).toBe('refused');
});

test('the end and the failure of the socket are those of what comes in', async () => {
  const [socket, other] = await socketPair();
  const whole = text(readingEnd(socket));
  other.end('all of it');
  expect(await whole).toBe('all of it');
  const [broken] = await socketPair();
  const reading = text(readingEnd(broken));
  broken.destroy(new Error('reset'));
  await expect(reading).rejects.toThrow('reset');
});
