/** Content of a run in the boot image whose place for content changes: what was fetched before is not fetched again. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import { writeIndex } from '../../../resources/runtime/content/local-files.ts';
import { deviceContent } from '../../../resources/runtime/device-content.ts';
import type { TargetVolume } from '../../../resources/runtime/engine/disk-port.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { HttpClient } from '../../../resources/runtime/gateway/http.ts';
import { openLog } from '../../../resources/runtime/log.ts';
import { RunKeeper } from '../../../resources/runtime/state/run-keeper.ts';
import { fakeDevice } from '../../support/fake-device.ts';
import { targetVolume } from '../../support/target-volume.ts';
import { tempFolder } from '../../support/temp.ts';
import { idlePorts } from './idle-ports.ts';

const PACKAGE = 'PS100033';
const TOOL = Buffer.from('a tool of a step before the system was applied');

const volume = (letter: string, index: number, gigabytes: number): TargetVolume =>
  targetVolume({ letter, partition: index + 1, device: `/dev/fake${index}`, sizeBytes: gigabytes * 1e9 });

test('a package that was fetched before the system was applied is taken from the drive it lies on', async () => {
  const root = await tempFolder('drives');
  const disks = {
    ...idlePorts().disks,
    volumes: () => Promise.resolve([volume('C', 0, 100), volume('D', 1, 900)]),
    mount: ({ letter }: TargetVolume) => Promise.resolve(join(root, letter ?? '')),
  };
  const platform = await fakeDevice(undefined);
  const variables = new VariableStore();
  const log = openLog(join(platform.workFolder, 'smsts.log'), () => platform.clock.now());
  const keeper = new RunKeeper({ disks, machineKey: '', logPath: log.path, log: () => undefined });
  keeper.markPrepared(0);
  const asked: string[] = [];
  const http = new HttpClient({ rootsPem: [], gatewayUrl: new URL('https://cmg.contoso.test') });
  const content = deviceContent({
    session: { platform, console: new DeviceConsole([]), log, variables, mediumNumber: undefined },
    gateway: {
      client: {
        contentLocations: (id) => {
          asked.push(id);
          return Promise.resolve([]);
        },
        contentList: () => Promise.reject(new Error('not asked')),
      },
      http,
    },
    keeper,
  });
  // As a download leaves it.
  const packages = join(root, 'D/_SMSTaskSequence/Packages');
  await mkdir(join(packages, PACKAGE), { recursive: true });
  await writeFile(join(packages, PACKAGE, 'tool.exe'), TOOL);
  await writeIndex(packages, PACKAGE, [
    { path: 'tool.exe', sizeBytes: TOOL.length, sha256: sha256Hex(TOOL) },
  ]);
  const before = await content.packageFolder(PACKAGE);
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  const after = await content.packageFolder(PACKAGE);
  expect([before, after, asked]).toEqual([join(packages, PACKAGE), join(packages, PACKAGE), []]);
  content.close();
  http.close();
});
