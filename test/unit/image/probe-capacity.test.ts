/** One mark that was lost on the way does not make a drive a counterfeit; one that is lost each time does. */
import { expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { probeCapacity } from '#image/probe-capacity.ts';
import { ramDevice, type RamDevice } from '../../support/ram-device.ts';

const SIZE = 8 * MIB;
let next = 0;
const random = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => (next = (next * 73 + 41) % 256));

/** Says yes to the last mark's write and forgets it, as often as told. */
function forgetful(times: number): { device: RamDevice; forgotten: () => number } {
  const inner = ramDevice({ sizeBytes: SIZE, alignmentBytes: 512, dirt: 0xee });
  let forgotten = 0;
  const device = {
    ...inner,
    write: async (offset: number, source: Uint8Array) => {
      if (offset + source.length === SIZE && forgotten < times) forgotten += 1;
      else await inner.write(offset, source);
    },
  };
  return { device, forgotten: () => forgotten };
}

test('a drive that keeps all marks is believed', async () => {
  await probeCapacity(forgetful(0).device, { random });
});

test('a mark that is lost once is written again, and the drive is believed', async () => {
  const { device, forgotten } = forgetful(1);
  await probeCapacity(device, { random });
  expect(forgotten()).toBe(1);
});

test('a mark that is lost each time makes it a counterfeit that ends before that place', async () => {
  const { device } = forgetful(Number.POSITIVE_INFINITY);
  await expect(probeCapacity(device, { random })).rejects.toMatchObject({ code: 'E_DEVICE_COUNTERFEIT' });
});
