/** When required deployments are due, and for how long they can be put off. */
import { expect, test } from 'vitest';
import { RequiredDeployments } from '../../../../resources/runtime/client/required.ts';
import type { Offer } from '../../../../resources/runtime/client/software-center/model.ts';
import { DeviceConsole } from '../../../../resources/runtime/console/console.ts';
import { VariableStore } from '../../../../resources/runtime/engine/variables.ts';
import type { Session } from '../../../../resources/runtime/session.ts';
import { fakeDevice } from '../../../support/fake-device.ts';

const HOUR_MS = 3_600_000;

const offer: Offer = {
  id: 'PS120091',
  packageId: 'PS100091',
  name: 'Viewer',
  version: '',
  kind: 'application',
  isRequired: true,
  startsBootImage: false,
  download: 'when-needed',
  state: 'available',
};

test.each<[title: string, offsetMs: number]>([
  ['right', 0],
  ['a day slow', 24 * HOUR_MS],
  ['a day fast', -24 * HOUR_MS],
])("what is put off is put off for an hour when the computer's clock is %s", async (_title, offsetMs) => {
  const platform = await fakeDevice(undefined);
  const session: Session = {
    platform,
    console: new DeviceConsole(platform.terminals),
    log: { path: '', write: () => undefined },
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  const site = new Date(platform.clock.now().getTime() + offsetMs);
  const later = (ms: number): Date => new Date(site.getTime() + ms);
  const required = new RequiredDeployments();
  expect(required.snoozeMs(site)).toBeUndefined();
  const answer = required.ask(session, offer, () => site);
  await platform.serial.expect('It begins by itself in 15 min');
  platform.serial.type('s');
  expect(await answer).toBe(false);
  expect(required.due([offer], later(HOUR_MS - 1))).toBeUndefined();
  expect(required.snoozeMs(later(HOUR_MS - 1000))).toBe(1000);
  expect(required.due([offer], later(HOUR_MS))).toBe(offer);
  expect(required.snoozeMs(later(HOUR_MS))).toBeUndefined();
});
