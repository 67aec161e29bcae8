/**
 * Apply Windows Settings, Apply Network Settings and Apply Driver Package: what they leave in the answer file and beside
 * it. The target is a folder that stands for C:.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  parseSequence,
  type SequenceNode,
  type SequenceStep,
} from '../../../resources/runtime/engine/sequence.ts';
import { settingsOf } from '../../../resources/runtime/engine/steps/settings.ts';
import { definitionOf } from '../../../resources/runtime/engine/steps/table.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { parseUnattend, type Unattend } from '../../../resources/runtime/unattend/unattend.ts';
import { encodedPassword } from '../../../resources/runtime/unattend/windows-settings.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { hasProgram, oracle } from '../../support/oracle.ts';
import { sequenceText, stepText } from '../../support/step-text.ts';
import { tempFolder } from '../../support/temp.ts';
import { idlePorts, testHeader } from './idle-ports.ts';

const SHELL = 'Microsoft-Windows-Shell-Setup';
const JOIN = 'Microsoft-Windows-UnattendedJoin';
const TCPIP = 'Microsoft-Windows-TCPIP';
const DNS = 'Microsoft-Windows-DNS-Client';

class Target {
  readonly variables = new VariableStore();
  readonly log: string[] = [];
  readonly root: string;

  constructor(root: string, variables: Readonly<Record<string, string>>) {
    this.root = root;
    this.variables.setInternal('OSDTargetSystemDrive', 'C:');
    this.variables.setInternal('OSDTargetSystemRoot', 'C:\\Windows');
    for (const [name, value] of Object.entries(variables)) this.variables.setInternal(name, value);
  }

  /** Runs the step with a name, the first one otherwise. */
  async run(xml: string, name?: string): Promise<void> {
    const step = stepsOf(parseSequence(xml).children).find((one) => name === undefined || one.name === name);
    if (step === undefined) throw new Error('no such step');
    const ports = idlePorts();
    const path = (windows: string): string => join(this.root, 'c', ...windows.slice(2).split('\\'));
    await definitionOf(step.type)?.run(step, {
      settings: settingsOf(step, this.variables),
      variables: this.variables,
      ports: {
        ...ports,
        log: (text) => {
          this.log.push(text);
        },
        content: { ...ports.content, packageFolder: (id) => Promise.resolve(join(this.root, id)) },
        disks: { ...ports.disks, pathOf: (windows) => Promise.resolve(path(windows)) },
      },
      onActivity: () => undefined,
      signal: undefined,
      sequence: testHeader(xml).sequence,
      startedFrom: 'media',
      isAfterRestart: false,
      isInterrupted: false,
    });
  }

  get path(): string {
    return join(this.root, 'c/Windows/Panther/unattend/Unattend.xml');
  }

  async answers(): Promise<Unattend> {
    return parseUnattend(await readFile(this.path, 'utf8'), 'Unattend.xml');
  }
}

function stepsOf(nodes: readonly SequenceNode[]): readonly SequenceStep[] {
  return nodes.flatMap((node) => (node.kind === 'step' ? [node] : stepsOf(node.children)));
}

async function target(variables: Readonly<Record<string, string>> = {}): Promise<Target> {
  const root = await tempFolder('answers');
  await mkdir(join(root, 'c/Windows'), { recursive: true });
  return new Target(root, variables);
}

const windows = (values: Readonly<Record<string, string>>): string =>
  sequenceText(stepText('ApplyWindowsSettingsAction', 'osdwinsettings.exe /config', values));

const network = (values: Readonly<Record<string, string>>, name?: string): string =>
  stepText('ApplyNetworkSettingsAction', 'osdnetsettings.exe configure', values, name);

test('the settings of the step stand where Windows looks for them', async () => {
  const one = await target({ OSDComputerName: 'LAB-042', Town: 'Köln & Bonn' });
  await one.run(
    windows({
      OSDRegisteredUserName: 'Contoso <IT>',
      OSDRegisteredOrgName: '%Town%',
      OSDProductKey: 'abcde-fghij-klmno-pqrst-uvwxy',
      OSDTimeZone: 'W. Europe Standard Time',
      OSDRandomAdminPassword: 'false',
      OSDLocalAdminPassword: 'Pa"ss & <word>',
      OSDWindowsSettingsInputLocale: '0407:00000407;en-US',
      OSDWindowsSettingsSystemLocale: 'de-DE',
      OSDWindowsSettingsUserLocale: 'de-DE',
      OSDWindowsSettingsUILanguage: 'de-DE',
      OSDWindowsSettingsUILanguageFallback: 'en-US',
    }),
  );
  const answers = await one.answers();
  const shell = (name: string): string | undefined => answers.get('specialize', SHELL, name);
  const locale = (name: string): string | undefined =>
    answers.get('oobeSystem', 'Microsoft-Windows-International-Core', name);
  expect({
    name: shell('ComputerName'),
    owner: shell('RegisteredOwner'),
    organisation: shell('RegisteredOrganization'),
    key: shell('ProductKey'),
    zone: shell('TimeZone'),
    password: answers.get('oobeSystem', SHELL, 'UserAccounts', 'AdministratorPassword', 'Value'),
    plain: answers.get('oobeSystem', SHELL, 'UserAccounts', 'AdministratorPassword', 'PlainText'),
    locales: ['InputLocale', 'SystemLocale', 'UserLocale', 'UILanguage', 'UILanguageFallback'].map(locale),
    isPasswordInClear: (await readFile(one.path, 'utf8')).includes('word&gt;'),
  }).toEqual({
    name: 'LAB-042',
    owner: 'Contoso <IT>',
    organisation: 'Köln & Bonn',
    key: 'ABCDE-FGHIJ-KLMNO-PQRST-UVWXY',
    zone: 'W. Europe Standard Time',
    password: encodedPassword('Pa"ss & <word>'),
    plain: 'false',
    locales: ['0407:00000407;en-US', 'de-DE', 'de-DE', 'de-DE', 'en-US'],
    isPasswordInClear: false,
  });
});

test('without a name the computer gets one as Windows PE makes them, and a random password each time', async () => {
  const passwords = new Set<string | undefined>();
  for (const known of [undefined, 'KNOWN-1', 'name_that_is_none']) {
    const one = await target(known === undefined ? {} : { _SMSTSMachineName: known });
    await one.run(windows({}));
    const answers = await one.answers();
    passwords.add(answers.get('oobeSystem', SHELL, 'UserAccounts', 'AdministratorPassword', 'Value'));
    expect(answers.get('specialize', SHELL, 'ComputerName')).toMatch(
      known === 'KNOWN-1' ? /^KNOWN-1$/ : /^MININT-[A-Z0-9]{7}$/,
    );
  }
  expect(passwords.size).toBe(3);
});

test('an answer file that is there is kept and merged', async () => {
  const one = await target({ OSDComputerName: 'NEW' });
  await mkdir(join(one.root, 'c/Windows/Panther/unattend'), { recursive: true });
  await writeFile(
    one.path,
    `<?xml version="1.0" encoding="utf-8"?><unattend xmlns="urn:schemas-microsoft-com:unattend"><!-- a remark -->
    <settings pass="specialize"><component name="${SHELL}" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"><ComputerName>OLD</ComputerName><CopyProfile>true</CopyProfile></component>
    <component name="${SHELL}" processorArchitecture="x86" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"><ComputerName>X86</ComputerName></component></settings>
    <settings pass="oobeSystem"><component name="Contoso-Own" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"><Value> kept &amp; kept </Value></component></settings>
    <cpi:offlineImage cpi:source="wim:c:/x.wim" xmlns:cpi="urn:schemas-microsoft-com:cpi" /></unattend>`,
  );
  await one.run(windows({ OSDTimeZone: 'UTC' }));
  const answers = await one.answers();
  const text = await readFile(one.path, 'utf8');
  expect({
    name: answers.get('specialize', SHELL, 'ComputerName'),
    profile: answers.get('specialize', SHELL, 'CopyProfile'),
    own: answers.get('oobeSystem', 'Contoso-Own', 'Value'),
    x86: text.includes('<ComputerName>X86</ComputerName>'),
    offline: text.includes('cpi:source="wim:c:/x.wim"'),
  }).toEqual({ name: 'NEW', profile: 'true', own: ' kept & kept ', x86: true, offline: true });
});

test('a workgroup, a domain and adapters are written, and a second step replaces the first one as a whole', async () => {
  const one = await target();
  await one.run(
    sequenceText(
      network({
        OSDNetworkJoinType: '0',
        OSDDomainName: 'contoso.test',
        OSDDomainOUName: 'LDAP://OU=Workstations,DC=contoso,DC=test',
        OSDJoinAccount: 'CONTOSO\\svc-join',
        OSDJoinPassword: 'a<b',
        OSDDNSDomain: 'contoso.test',
        OSDDNSSuffixSearchOrder: 'contoso.test, fabrikam.test',
        OSDAdapterCount: '2',
        OSDAdapter0EnableDHCP: 'false',
        OSDAdapter0IPAddressList: '192.168.0.40,192.168.0.41',
        OSDAdapter0SubnetMask: '255.255.255.0,255.255.0.0',
        OSDAdapter0Gateways: '192.168.0.1',
        OSDAdapter0DNSServerList: '192.168.0.2',
        OSDAdapter0MacAddress: '00:15:5d:01:02:03',
        OSDAdapter1Name: 'Second',
      }),
    ),
  );
  const first = await one.answers();
  const credentials = (name: string): string | undefined =>
    first.get('specialize', JOIN, 'Identification', 'Credentials', name);
  expect({
    domain: first.get('specialize', JOIN, 'Identification', 'JoinDomain'),
    unit: first.get('specialize', JOIN, 'Identification', 'MachineObjectOU'),
    credentials: ['Domain', 'Username', 'Password'].map(credentials),
    adapters: first.count('specialize', TCPIP, 'Interfaces'),
    suffixes: first.count('specialize', DNS, 'DNSSuffixSearchOrder'),
    address: first.get('specialize', TCPIP, 'Interfaces', 'Interface', 'UnicastIpAddresses', 'IpAddress'),
    identifier: first.get('specialize', TCPIP, 'Interfaces', 'Interface', 'Identifier'),
    isLogged: one.log.some((line) => line.includes('a<b')),
  }).toEqual({
    domain: 'contoso.test',
    unit: 'OU=Workstations,DC=contoso,DC=test',
    credentials: ['CONTOSO', 'svc-join', 'a<b'],
    adapters: 2,
    suffixes: 2,
    address: '192.168.0.40/24',
    identifier: '00-15-5D-01-02-03',
    isLogged: false,
  });
  await one.run(sequenceText(network({ OSDNetworkJoinType: '1', OSDWorkgroupName: 'LAB' })));
  const second = await one.answers();
  expect({
    workgroup: second.get('specialize', JOIN, 'Identification', 'JoinWorkgroup'),
    domain: second.get('specialize', JOIN, 'Identification', 'JoinDomain'),
    adapters: second.count('specialize', TCPIP, 'Interfaces'),
  }).toEqual({ workgroup: 'LAB', domain: undefined, adapters: 0 });
});

test('of several steps in one group the last one wins, steps in other groups do not count', async () => {
  const join1 = (name: string, workgroup: string): string =>
    network({ OSDNetworkJoinType: '1', OSDWorkgroupName: workgroup }, name);
  const xml = sequenceText(
    `<group name="A">${join1('one', 'FIRST')}${join1('two', 'SECOND')}</group>`,
    `<group name="B">${join1('three', 'THIRD')}</group>`,
  );
  const one = await target();
  const outcomes: unknown[] = [];
  for (const name of ['one', 'two', 'three']) {
    await one.run(xml, name);
    outcomes.push((await one.answers()).get('specialize', JOIN, 'Identification', 'JoinWorkgroup'));
  }
  expect(outcomes).toEqual(['SECOND', 'SECOND', 'THIRD']);
});

test('values that Windows would refuse are refused here, and nothing is written', async () => {
  const check = async (xml: string): Promise<string> => {
    const one = await target();
    const code = await codeOfPromise(one.run(xml));
    const isThere = await readFile(one.path).then(
      () => true,
      () => false,
    );
    return isThere ? 'written' : code;
  };
  const w = async (values: Readonly<Record<string, string>>): Promise<string> => await check(windows(values));
  const n = async (values: Readonly<Record<string, string>>): Promise<string> =>
    await check(sequenceText(network(values)));
  const adapter = {
    OSDAdapterCount: '1',
    OSDAdapter0EnableDHCP: 'false',
    OSDAdapter0IPAddressList: '10.0.0.1',
  };
  const outcomes = {
    longName: await w({ OSDComputerName: 'A234567890123456' }),
    digits: await w({ OSDComputerName: '12345' }),
    blank: await w({ OSDComputerName: 'A B' }),
    key: await w({ OSDProductKey: 'ABCDE' }),
    zone: await w({ OSDTimeZone: 'Europe/Berlin' }),
    locale: await w({ OSDWindowsSettingsSystemLocale: 'German' }),
    keyboard: await w({ OSDWindowsSettingsInputLocale: '0407' }),
    noPassword: await w({ OSDRandomAdminPassword: 'false' }),
    control: await w({ OSDRegisteredUserName: 'a\u0001b' }),
    workgroup: await n({ OSDWorkgroupName: 'A*B' }),
    longWorkgroup: await n({ OSDWorkgroupName: 'x'.repeat(33) }),
    joinType: await n({ OSDNetworkJoinType: '2' }),
    noAccount: await n({ OSDNetworkJoinType: '0', OSDDomainName: 'contoso.test' }),
    unit: await n({
      OSDNetworkJoinType: '0',
      OSDDomainName: 'contoso.test',
      OSDJoinAccount: 'a',
      OSDJoinPassword: 'b',
      OSDDomainOUName: 'Workstations',
    }),
    mask: await n({ ...adapter, OSDAdapter0SubnetMask: '255.0.255.0' }),
    noMask: await n(adapter),
    adapterCount: await n({ ...adapter, OSDAdapterCount: '1.0' }),
    gateway: await n({ ...adapter, OSDAdapter0SubnetMask: '255.0.0.0', OSDAdapter0Gateways: 'router' }),
  };
  expect(Object.entries(outcomes).filter(([, code]) => code !== 'E_TS_UNATTEND')).toEqual([]);
});

test('before an operating system was applied there is nothing to set up', async () => {
  const one = await target({ OSDTargetSystemRoot: '', OSDTargetSystemDrive: '' });
  const drivers = sequenceText(stepText('ApplyDriverPackageAction', 'osddriverclient.exe /install:DRV'));
  expect([
    await codeOfPromise(one.run(windows({}))),
    await codeOfPromise(one.run(sequenceText(network({})))),
    await codeOfPromise(one.run(drivers)),
  ]).toEqual(['E_TS_VOLUME', 'E_TS_VOLUME', 'E_TS_VOLUME']);
});

test('driver packages are copied, and the answer file names their folders', async () => {
  const one = await target();
  const add = async (path: string): Promise<void> => {
    await mkdir(join(one.root, path, '..'), { recursive: true });
    await writeFile(join(one.root, path), 'x');
  };
  for (const path of [
    'NET/lan/a.INF',
    'NET/lan/a.sys',
    'NET/wlan/x64/b.inf',
    'NET/readme.txt',
    'GPU/c.inf',
    'NONE/d.sys',
  ]) {
    await add(path);
  }
  const step = (id: string, options = ''): string =>
    sequenceText(
      stepText('ApplyDriverPackageAction', `osddriverclient.exe /install:${id}`, {
        OSDInstallDriversAdditionalOptions: options,
      }),
    );
  const paths = async (): Promise<readonly string[]> =>
    [...(await readFile(one.path, 'utf8')).matchAll(/<Path>(.*?)<\/Path>/g)].map((match) => match[1] ?? '');
  await one.run(step('NET'));
  const first = await paths();
  await one.run(step('GPU'));
  await one.run(step('NET', '/recurse'));
  const folder = 'C:\\_SMSTaskSequence\\drivers';
  expect({
    first,
    then: await paths(),
    code: await codeOfPromise(one.run(step('NONE'))),
    copied: (await readdir(join(one.root, 'c/_SMSTaskSequence/drivers/NET'), { recursive: true })).sort(),
  }).toEqual({
    first: [`${folder}\\NET\\lan`, `${folder}\\NET\\wlan\\x64`],
    then: [`${folder}\\GPU`, `${folder}\\NET`],
    code: 'E_TS_DRIVERS',
    copied: ['lan', 'lan/a.INF', 'lan/a.sys', 'readme.txt', 'wlan', 'wlan/x64', 'wlan/x64/b.inf'],
  });
});

test.runIf(hasProgram('python3'))(
  'another reader of XML finds the same values, namespaces and all',
  async () => {
    const one = await target({ OSDComputerName: 'LAB-1' });
    await one.run(windows({ OSDRegisteredUserName: '"<&>\' äöü 漢 😀' }));
    await one.run(sequenceText(network({ OSDAdapterCount: '1', OSDDNSSuffixSearchOrder: 'a.test,b.test' })));
    const script =
      'import sys, xml.etree.ElementTree as e\n' +
      'n = "{urn:schemas-microsoft-com:unattend}"; r = e.parse(sys.argv[1]).getroot()\n' +
      'print(r.tag == n + "unattend", [s.get("pass") for s in r])\n' +
      'print(r.find(f".//{n}RegisteredOwner").text)\n' +
      'print([d.get("{http://schemas.microsoft.com/WMIConfig/2002/State}keyValue") for d in r.iter(n + "DomainName")])\n';
    const result = oracle('python3', ['-c', script, one.path]);
    expect(result.stdout.trim().split('\n')).toEqual([
      "True ['specialize', 'oobeSystem']",
      '"<&>\' äöü 漢 😀',
      "['1', '2']",
    ]);
  },
);
