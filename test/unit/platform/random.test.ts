/** Identifiers are GUIDs as others expect them. */
import { expect, test } from 'vitest';
import { seededRandom, systemRandom } from '#platform/random.ts';

test('a GUID is of version 4 and never the same twice', () => {
  const guids = Array.from({ length: 200 }, () => systemRandom.guid());
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(guids.filter((guid) => !form.test(guid))).toEqual([]);
  expect(new Set(guids).size).toBe(200);
});

test('as many bytes as were asked for', () => {
  expect([0, 1, 33].map((count) => systemRandom.bytes(count).length)).toEqual([0, 1, 33]);
});

test('the same seed gives the same bytes however they are asked for, another seed others', () => {
  const whole = seededRandom('a').bytes(100);
  const pieces = seededRandom('a');
  expect([...pieces.bytes(33), ...pieces.bytes(0), ...pieces.bytes(67)]).toEqual([...whole]);
  expect([...seededRandom('b').bytes(100)]).not.toEqual([...whole]);
  expect(seededRandom('a').guid()).toBe(seededRandom('a').guid());
});
