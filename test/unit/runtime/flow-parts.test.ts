/** Small pure parts of a run on the device: words about remaining time, the firmware's boot entries, facts of /sys. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { linuxFacts } from '../../../resources/runtime/platform/facts.ts';
import { nextStart, parseBootEntries } from '../../../resources/runtime/platform/next-start.ts';
import { FlowEstimate } from '../../../resources/runtime/progress-line.ts';
import { shownDuration } from '../../../resources/runtime/text.ts';
import { tempFolder } from '../../support/temp.ts';

const MB = 1e6;

test('remaining time follows the rate of the last seconds, and is silent before there is one', () => {
  const flow = new FlowEstimate();
  const at = (seconds: number, doneBytes: number): string =>
    flow.line({ text: 'Downloading', doneBytes, totalBytes: 100 * MB }, seconds * 1000);
  expect(at(0, 0)).toBe('Downloading: 0 B of 100.0 MB');
  expect(at(1, MB)).toBe('Downloading: 1.0 MB of 100.0 MB');
  expect(at(2, 2 * MB)).toBe('Downloading: 2.0 MB of 100.0 MB, about 2 min left');
  expect(at(10, 50 * MB)).toBe('Downloading: 50.0 MB of 100.0 MB, about 10 s left');
  expect(at(20, 100 * MB)).toBe('Downloading: 100.0 MB of 100.0 MB');
  // Another file begins anew.
  expect(flow.line({ text: 'Writing', doneBytes: 5 * MB, totalBytes: 10 * MB }, 21_000)).toBe(
    'Writing: 5.0 MB of 10.0 MB',
  );
  expect(flow.line({ text: 'Checking' }, 22_000)).toBe('Checking');
});

test('chunks that come a hundred thousand times a second are told of as quickly as they come', () => {
  const flow = new FlowEstimate();
  const bytesAt = (ms: number): number => ms * 10_000;
  let line = '';
  const begin = performance.now();
  for (let ms = 0; ms < 14_000; ms += 0.01)
    line = flow.line({ text: 'Downloading', doneBytes: bytesAt(ms), totalBytes: 280 * MB }, ms);
  expect(line).toBe('Downloading: 140.0 MB of 280.0 MB, about 15 s left');
  // 1.4 million chunks; with a sample for each it would be minutes.
  expect(performance.now() - begin).toBeLessThan(14_000);
});

test.each([
  [0.2, '5 s'],
  [12, '15 s'],
  [61, '2 min'],
  [3599, '1 h 0 min'],
  [4200, '1 h 10 min'],
])('%d seconds are "%s"', (seconds, words) => {
  expect(shownDuration(seconds)).toBe(words);
});

const LISTED = [
  'BootCurrent: 0003',
  'Timeout: 0 seconds',
  'BootOrder: 0007,0003,0001',
  'Boot0001* UEFI PXEv4\tPciRoot(0x0)',
  'Boot0003* UEFI QEMU USB\tPciRoot(0x0)/USB(1,0)',
  'Boot0007* Contoso Lab Workstation\tHD(1,GPT,x)/File(\\EFI\\Contoso\\shimx64.efi)',
].join('\n');

test('boot entries are read by label', () => {
  expect(parseBootEntries(LISTED)).toEqual({
    current: '0003',
    byLabel: new Map([
      ['UEFI PXEv4', '0001'],
      ['UEFI QEMU USB', '0003'],
      ['Contoso Lab Workstation', '0007'],
    ]),
  });
});

test.each([
  ['boot-image', LISTED, ['--bootnext 0003']],
  ['installed-system', LISTED, ['--bootnext 0007']],
  ['installed-system', 'BootCurrent: 0003\n', []],
] as const)('the firmware is asked for the %s once', async (environment, listed, wanted) => {
  const asked: string[] = [];
  await nextStart(environment, (_program, args) => {
    if (args.length > 0) asked.push(args.join(' '));
    return Promise.resolve({ exitCode: 0, output: listed });
  });
  expect(asked).toEqual(wanted);
});

test('a firmware without boot entries is left alone', async () => {
  const calls: (readonly string[])[] = [];
  await nextStart('installed-system', (_program, args) => {
    calls.push(args);
    return Promise.resolve({ exitCode: 2, output: 'EFI variables are not supported on this system.' });
  });
  expect(calls).toEqual([[]]);
});

test('firmware tables answer as WMI classes, and an unknown class is unknown', async () => {
  const folder = await tempFolder('facts');
  const files: Readonly<Record<string, string>> = {
    'sys/class/dmi/id/sys_vendor': 'HP\n',
    'sys/class/dmi/id/product_name': 'EliteBook 840 G10\n',
    'sys/class/dmi/id/product_uuid': '4c4c4544-0042\n',
    'sys/class/dmi/id/chassis_asset_tag': 'A-17\n',
    'proc/meminfo': 'MemTotal:        2048000 kB\nMemFree: 1 kB\n',
    'proc/cpuinfo':
      'processor : 0\nmodel name : X\ncpu MHz : 2400.5\n\nprocessor : 1\nmodel name : X\ncpu MHz : 2400.5\n',
    'system.json': '{"version":"10.0.26100.1"}',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const facts = linuxFacts({
    disks: { pathOf: (path) => Promise.resolve(join(folder, path.slice(3).replaceAll('\\', '/'))) },
    systemFacts: () => Promise.resolve(join(folder, 'system.json')),
    sysFolder: join(folder, 'sys'),
    procFolder: join(folder, 'proc'),
  });
  expect(await facts.wmiRows('Win32_ComputerSystem')).toEqual([
    {
      Manufacturer: 'HP',
      Model: 'EliteBook 840 G10',
      SystemSKUNumber: '',
      SystemFamily: '',
      TotalPhysicalMemory: 2_097_152_000,
      NumberOfLogicalProcessors: 2,
    },
  ]);
  expect(await facts.wmiRows('WIN32_OPERATINGSYSTEM')).toEqual([
    { Version: '10.0.26100.1', OSArchitecture: '64-bit' },
  ]);
  // No battery is an answer; a class nobody here knows is none.
  expect(await facts.wmiRows('Win32_Battery')).toEqual([]);
  expect(await facts.wmiRows('Win32_Printer')).toBeUndefined();
  expect(await facts.osVersion()).toBe('10.0.26100.1');
  expect((await facts.stat('C:\\sys'))?.isFolder).toBe(true);
  expect(await facts.stat('C:\\nothing')).toBeUndefined();
});
