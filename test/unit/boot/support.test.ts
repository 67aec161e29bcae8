// The tools of the boot tests themselves: a harness that sees text that never came would prove nothing.
import { expect, test } from 'vitest';
import { answerDnsQuery } from '../../support/dns-answer.ts';
import { TextWatch } from '../../support/text-watch.ts';

/** A question for one name, as a resolver sends it. */
function query(name: string, type: number): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

const addressOf = (name: string): string | undefined => (name === 'cmg.test' ? '10.0.2.2' : undefined);

test.each([
  ['a known name', 'CMG.test', 1, { code: 0, answers: 1, tail: [10, 0, 2, 2] }],
  ['a known name without such a record', 'cmg.test', 28, { code: 0, answers: 0, tail: [28, 0, 1] }],
  ['an unknown name', 'other.test', 1, { code: 3, answers: 0, tail: [1, 0, 1] }],
])('the name server answers for %s', (_what, name, type, expected) => {
  const reply = Buffer.from(answerDnsQuery(query(name, type), addressOf) ?? []);
  expect({
    id: reply.readUInt16BE(0),
    code: reply.readUInt16BE(2) % 16,
    answers: reply.readUInt16BE(6),
    tail: [...reply.subarray(-expected.tail.length)],
  }).toEqual({ id: 0x1234, ...expected });
});

test('the name server is silent to bytes that are no question', () => {
  const whole = query('cmg.test', 1);
  for (let length = 0; length < whole.length; length += 1)
    expect(answerDnsQuery(whole.subarray(0, length), addressOf)).toBeUndefined();
});

test('text is matched without the sequences that colour it, however it is cut', async () => {
  const text = 'a\u001B[1;32mpass\u001B[0m\u001B]0;title\u0007word: \r\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const watch = new TextWatch();
    watch.add(text.slice(0, cut));
    watch.add(text.slice(cut));
    expect(watch.all()).toBe('apassword: \n');
    expect((await watch.next(/pass(word)/, 1000))?.[1]).toBe('word');
  }
});

test('the same text is not found twice, and the end of the text ends the wait', async () => {
  const watch = new TextWatch();
  watch.add('ready');
  expect(await watch.next(/ready/, 1000)).toBeDefined();
  const second = watch.next(/ready/, 60_000);
  watch.finish();
  expect(await second).toBeUndefined();
});
