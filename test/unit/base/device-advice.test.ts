/** Advice on the device: the same words as everywhere, and a defect for codes that cannot occur there. */
import { expect, test } from 'vitest';
import { errorCatalog } from '#base/errors/catalog.ts';
import { deviceAdvice } from '#base/errors/device-advice.ts';

test.each(['E_RT_NO_LINK', 'E_TS_UPGRADE', 'E_WIRE_MESSAGE', 'E_TS_STATE'] as const)(
  '%s has the words of the catalog',
  (code) => {
    expect(deviceAdvice(code)).toEqual(errorCatalog[code]);
  },
);

test('what is no code of a device is a defect', () => {
  for (const code of ['E_DRIVE_GONE', 'constructor', ''])
    expect(deviceAdvice(code)).toEqual(errorCatalog.E_RT_DEFECT);
});
