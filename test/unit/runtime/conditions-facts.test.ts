/** Conditions that ask the computer: WMI queries, files, folders, the operating system; and those nobody can answer. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateCondition } from '../../../resources/runtime/engine/conditions.ts';
import { isWqlLike } from '../../../resources/runtime/engine/glob.ts';
import type { FactsPort, FileFacts } from '../../../resources/runtime/engine/ports.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { parseWql } from '../../../resources/runtime/engine/wql.ts';
import { linuxFacts } from '../../../resources/runtime/platform/facts.ts';
import { command, condition, sequence } from './engine-support.ts';
import { idlePorts } from './idle-ports.ts';

const FILES: Readonly<Record<string, FileFacts>> = {
  'C:\\Windows\\win.ini': { isFolder: false, modified: new Date('2026-01-31T12:00:00Z'), version: undefined },
  'C:\\Program Files\\a.exe': { isFolder: false, modified: new Date(0), version: '10.0.9.1' },
  'C:\\Windows': { isFolder: true, modified: new Date('2026-01-31T12:00:00Z'), version: undefined },
};

const FACTS: FactsPort = {
  stat: (path) => Promise.resolve(FILES[path]),
  osVersion: () => Promise.resolve('10.0.26100.1'),
  osLanguage: () => Promise.resolve(1033),
  wmiRows: (className) =>
    Promise.resolve(
      {
        win32_computersystem: [{ Model: 'Latitude 5440 (0C04)', Manufacturer: 'Dell Inc.', PCSystemType: 2 }],
        win32_physicalmemory: [{ Capacity: 8_589_934_592 }, { Capacity: 17_179_869_184 }],
        win32_battery: [],
      }[className.toLowerCase()],
    ),
};

async function answer(inner: string): Promise<[holds: boolean, unknown: number]> {
  const [step] = parseSequence(sequence(command('A', 'a', '', condition(inner)))).children;
  const variables = new VariableStore();
  variables.setInternal('Model', 'Latitude');
  variables.setInternal('windir', 'C:\\Windows');
  const told: string[] = [];
  const onUnknown = (what: string): number => told.push(what);
  const holds = await evaluateCondition(step?.condition, { variables, facts: FACTS, onUnknown });
  return [holds, told.length];
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function expression(kind: string, fields: Readonly<Record<string, string>>): string {
  const list = Object.entries(fields).map(
    ([name, value]) => `<variable name="${name}">${escape(value)}</variable>`,
  );
  return `<expression type="SMS_TaskSequence_${kind}ConditionExpression">${list.join('')}</expression>`;
}

const wmi = (query: string, namespace = 'root\\cimv2'): string =>
  expression('WMI', { Namespace: namespace, Query: query });

test.each<[query: string, holds: boolean]>([
  ['SELECT * FROM Win32_ComputerSystem', true],
  ['select * from win32_computersystem where Model like "%Latitude%"', true],
  ["SELECT Model FROM Win32_ComputerSystem WHERE Model LIKE '%OptiPlex%'", false],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%Model%"', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%MODEL%%Model%%"', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%(0C0_)"', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%5[3-5]40%"', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%5[^3-5]40%"', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE NOT Model LIKE "%OptiPlex%"', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model = "latitude 5440 (0c04)"', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Manufacturer <> "Dell Inc."', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE Manufacturer != "HP"', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE PCSystemType = 2', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE PCSystemType > 10', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE PCSystemType < 10 AND Model LIKE "Lat%"', true],
  [
    'SELECT * FROM Win32_ComputerSystem WHERE (Model = "x" OR PCSystemType=2) AND NOT (PCSystemType = 3)',
    true,
  ],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model = "x" OR Model = "y"', false],
  ['SELECT * FROM Win32_ComputerSystem WHERE Chassis IS NULL', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Model IS NOT NULL', true],
  ['SELECT * FROM Win32_ComputerSystem WHERE Chassis = "x" OR Chassis <> "x"', false],
  ['SELECT * FROM Win32_PhysicalMemory WHERE Capacity >= 17179869184', true],
  ['SELECT * FROM Win32_Battery', false],
  ['SELECT * FROM Win32_OperatingSystem WHERE Version LIKE "10.0%" AND ProductType = 1;', true],
  ['SELECT Version FROM Win32_OperatingSystem WHERE OSLanguage = "1033"', true],
  ['SELECT Version FROM Win32_OperatingSystem WHERE OSLanguage = 1031', false],
])('the query %s gives %s', async (query, holds) => {
  expect(await answer(wmi(query))).toEqual([holds, 0]);
});

test.each([
  ['a class that is not known', wmi('SELECT * FROM CIM_DataFile')],
  ['a namespace that is not here', wmi('SELECT * FROM Win32_ComputerSystem', 'root\\ccm')],
  ['no query', wmi('')],
  ['another language', wmi('ASSOCIATORS OF {Win32_ComputerSystem}')],
  ['an open text', wmi('SELECT * FROM Win32_ComputerSystem WHERE Model = "x')],
  ['something behind', wmi('SELECT * FROM Win32_ComputerSystem WHERE Model = "x" GROUP WITHIN 2')],
  ['a registry condition', expression('Registry', { KeyPath: 'HKLM\\Software', Operator: 'exists' })],
  ['installed software', expression('Software', { ProductCode: '{0}', UpgradeCode: '{0}' })],
  ['a path with an unknown variable', expression('File', { Path: '%nowhere%\\a.txt' })],
  ['the version of a file without one', expression('File', { Path: '%windir%\\win.ini', Version: '1.0' })],
  ['an element that is not known', '<telepathy type="and"/>'],
])('%s counts as not met and is told', async (_title, inner) => {
  expect(await answer(inner)).toEqual([false, 1]);
});

test.each<[title: string, inner: string, holds: boolean]>([
  ['a file that is there', expression('File', { Path: '%windir%\\win.ini' }), true],
  ['a file that is not', expression('File', { Path: 'C:\\nothing' }), false],
  ['a folder is no file', expression('File', { Path: 'C:\\Windows' }), false],
  ['a file is no folder', expression('Folder', { Path: 'C:\\Windows\\win.ini' }), false],
  ['a folder that is there', expression('Folder', { Path: 'C:\\Windows' }), true],
  [
    'a newer version',
    expression('File', {
      Path: 'C:\\Program Files\\a.exe',
      Version: '10.0.10',
      VersionOperator: 'greaterEqual',
    }),
    false,
  ],
  [
    'an older version',
    expression('File', { Path: 'C:\\Program Files\\a.exe', Version: '10.0.8.5', VersionOperator: 'greater' }),
    true,
  ],
  [
    'the time of a file as the console writes it',
    expression('File', {
      Path: 'C:\\Windows\\win.ini',
      DateTime: '20260131120000.000000+***',
      DateTimeOperator: 'equals',
    }),
    true,
  ],
  [
    'the same time two hours ahead of UTC',
    expression('File', {
      Path: 'C:\\Windows\\win.ini',
      DateTime: '20260131140000.000000+120',
      DateTimeOperator: 'equals',
    }),
    true,
  ],
  [
    'a folder older than a time',
    expression('Folder', { Path: 'C:\\Windows', DateTime: '2026-02-01T00:00:00Z', DateTimeOperator: 'less' }),
    true,
  ],
])('%s', async (_title, inner, holds) => {
  expect(await answer(inner)).toEqual([holds, 0]);
});

test('a list of operating systems holds when one of them is there', async () => {
  const system = (name: string, version: string): string =>
    `<osExpressionGroup Name="${name}">${wmi(`SELECT * FROM Win32_OperatingSystem WHERE Version LIKE "${version}%"`)}</osExpressionGroup>`;
  const list = (...inner: readonly string[]): string =>
    `<osConditionGroup type="or">${inner.join('')}</osConditionGroup>`;
  expect([
    await answer(list(system('All Windows 8.1', '6.3'), system('All Windows 11', '10.0'))),
    await answer(list(system('All Windows 8.1', '6.3'))),
  ]).toEqual([
    [true, 0],
    [false, 0],
  ]);
});

test('adapters, batteries and TPM are read from what Linux shows', async () => {
  const root = await mkdtemp(join(tmpdir(), 'facts-'));
  const files: Readonly<Record<string, string>> = {
    'sys/class/net/eth0/type': '1',
    'sys/class/net/eth0/address': '52:54:00:aa:00:01',
    'sys/class/net/eth0/carrier': '1',
    'sys/class/net/wlan0/type': '1',
    'sys/class/net/wlan0/address': '52:54:00:aa:00:02',
    'sys/class/net/wlan0/carrier': '0',
    'sys/class/net/wlan0/phy80211/name': 'phy0',
    'sys/class/net/lo/type': '772',
    'sys/class/power_supply/AC/type': 'Mains',
    'sys/class/power_supply/AC/online': '0',
    'sys/class/power_supply/BAT0/type': 'Battery',
    'sys/class/power_supply/BAT0/status': 'Discharging',
    'sys/class/tpm/tpm0/tpm_version_major': '2',
    'proc/net/route':
      'Iface\tDestination\tGateway\neth0\t00000000\t0202000A\t0003\neth0\t0002000A\t00000000\t0001',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  const facts = linuxFacts({
    disks: idlePorts().disks,
    systemFacts: () => Promise.resolve(undefined),
    sysFolder: join(root, 'sys'),
    procFolder: join(root, 'proc'),
  });
  const adapter = { AdapterType: 'Ethernet 802.3', NetConnectionStatus: 2, DefaultIPGateway: '10.0.2.2' };
  expect([
    await facts.wmiRows('Win32_NetworkAdapter'),
    await facts.wmiRows('Win32_Battery'),
    await facts.wmiRows('Win32_Tpm'),
  ]).toEqual([
    [
      { NetConnectionID: 'eth0', MACAddress: '52:54:00:AA:00:01', ...adapter },
      {
        NetConnectionID: 'wlan0',
        MACAddress: '52:54:00:AA:00:02',
        AdapterType: 'Wireless',
        NetConnectionStatus: 7,
        DefaultIPGateway: '',
      },
    ],
    [{ BatteryStatus: 1 }],
    [{ SpecVersion: '2.0', IsEnabled_InitialValue: 'TRUE', IsActivated_InitialValue: 'TRUE' }],
  ]);
  await rm(root, { recursive: true });
});

test('LIKE of queries agrees with a regular expression made of the same pattern', () => {
  const letter = fc.constantFrom('a', 'b', 'A', '.', '(');
  const pattern = fc.array(fc.oneof(letter, fc.constantFrom('%', '_', '[a-b]', '[^a]')), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 10 }), pattern, (text, parts) => {
      const source = parts.map((part) =>
        part === '%'
          ? '.*'
          : part === '_'
            ? '.'
            : part.length > 1
              ? part
              : part.replace(/[.(]/, String.raw`\$&`),
      );
      const expected = new RegExp(`^${source.join('')}$`, 'is').test(text.join(''));
      expect(isWqlLike(text.join(''), parts.join(''))).toBe(expected);
    }),
  );
});

test('a query is read or refused, whatever it is made of', () => {
  const word = fc.constantFrom(
    'SELECT',
    '*',
    'FROM',
    'A',
    'WHERE',
    'NOT',
    '(',
    ')',
    'LIKE',
    '=',
    '"x"',
    '1',
    'IS',
    'NULL',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      const query = parseWql(words.join(' '));
      expect(typeof query?.matches({ A: 'x' })).toBe(query === undefined ? 'undefined' : 'boolean');
    }),
  );
  expect(parseWql(`SELECT * FROM A WHERE ${'('.repeat(5000)}`)).toBeUndefined();
});
