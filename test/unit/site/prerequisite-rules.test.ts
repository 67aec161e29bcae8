/** The rules alone: what is not known stays undetermined, and what task sequences can hold beyond the lab's. */
import { describe, expect, it } from 'vitest';
import { judgeFacts } from '#site/prerequisites/check-prerequisites.ts';
import type { Fact, PrerequisiteFacts } from '#site/prerequisites/facts.ts';
import { RULES } from '#site/prerequisites/rules.ts';
import { enabledSteps } from '#site/prerequisites/sequence-steps.ts';

const nothing = { unknown: { key: 'unread', values: { source: 'X', detail: 'no' } } } as const;

const unknownFacts: PrerequisiteFacts = {
  question: { cmg: 'cmg.contoso.test' },
  site: nothing,
  providers: nothing,
  managementPoints: nothing,
  connectionPoints: nothing,
  iisSslState: nothing,
  gatewayNames: nothing,
  readyGatewayNames: nothing,
  gateway: nothing,
  published: nothing,
  isContentEnabled: nothing,
  bootImages: nothing,
  taskSequence: nothing,
  content: nothing,
  deployments: nothing,
  deployment: nothing,
  collection: nothing,
  cloudSettings: nothing,
};

function verdict(id: keyof typeof RULES, facts: Partial<PrerequisiteFacts>): readonly [string, string] {
  const { state, finding } = RULES[id].judge({ ...unknownFacts, ...facts });
  return [state, finding.key];
}

it('nothing known gives nothing but "could not determine", and blocks nothing', () => {
  const rows = judgeFacts(unknownFacts);
  expect([...new Set(rows.map((row) => row.state))]).toEqual(['unknown']);
  expect(rows.filter((row) => row.isBlocking)).toEqual([]);
});

function taskSequence(body: string, type = 2): Pick<PrerequisiteFacts, 'taskSequence'> {
  const steps = enabledSteps(`<sequence version="3.10"><referenceList/>${body}</sequence>`);
  const known = {
    packageId: 'PS1',
    name: 'Test',
    type,
    isEnabled: true,
    isDangling: false,
    bootImageId: '',
    dependentProgram: '',
    steps,
  };
  return { taskSequence: { known } };
}

function step(type: string, variables: Readonly<Record<string, string>>, more = '', inside = ''): string {
  const list = Object.entries(variables).map(
    ([name, value]) => `<variable name="${name}">${value}</variable>`,
  );
  return `<step type="SMS_TaskSequence_${type}" name="${type}" ${more}>${inside}<action>x</action><defaultVarList>${list.join('')}</defaultVarList></step>`;
}

const condition = (variable: string): string =>
  `<condition><operator type="and"><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">equals</variable><variable name="Variable">${variable}</variable><variable name="Value">true</variable></expression></operator></condition>`;
const workgroup = step('ApplyNetworkSettingsAction', { OSDNetworkJoinType: '1' });
const domain = (more = '', inside = ''): string =>
  step(
    'ApplyNetworkSettingsAction',
    { OSDNetworkJoinType: '0', OSDDomainName: 'contoso.test' },
    more,
    inside,
  );
const join = (inside = ''): string => step('JoinDomainWorkgroupAction', { OSDJoinType: '0' }, '', inside);
const set = (name: string, value: string): string =>
  step('SetVariableAction', { VariableName: name, VariableValue: value });
const child = step('SubTasksequence', { SubTaskSequencePackage: 'PS100040' });

describe('C10, joining', () => {
  it.each<readonly [name: string, body: string, state: string, key: string]>([
    ['a workgroup', workgroup, 'pass', 'C10.pass'],
    ['a disabled step does not count', `${workgroup}${domain('disable="true"')}`, 'pass', 'C10.pass'],
    [
      'nor one in a disabled group',
      `${workgroup}<group name="g" disable="true">${domain()}</group>`,
      'pass',
      'C10.pass',
    ],
    [
      'a condition of the step itself is ignored by Apply Network Settings',
      domain('', condition('A')),
      'fail',
      'C10.domain',
    ],
    [
      'a condition of its group is not',
      `${workgroup}<group name="g">${condition('A')}${domain()}</group>`,
      'warning',
      'C10.perhaps',
    ],
    [
      'whether it is Windows PE is no doubt',
      `<group name="g">${condition('_SMSTSInWinPE')}${domain()}</group>`,
      'fail',
      'C10.domain',
    ],
    ['a later step joins', `${workgroup}${join()}`, 'fail', 'C10.join'],
    ['a later step perhaps joins', `${workgroup}${join(condition('Office'))}`, 'warning', 'C10.perhaps'],
    [
      'a variable changes it',
      `${set('OSDDomainName', 'contoso.test')}${workgroup}`,
      'warning',
      'C10.variable',
    ],
    ['a variable confirms it', `${set('OSDNetworkJoinType', '1')}${workgroup}`, 'pass', 'C10.pass'],
    ['a child task sequence hides steps', `${workgroup}${child}`, 'unknown', 'childSequence'],
    [
      'a child task sequence in its own element hides steps, too',
      `${workgroup}<subtasksequence name="Settings"><defaultVarList><variable name="TsPackageID" property="TsPackageID">PS100040</variable></defaultVarList></subtasksequence>`,
      'unknown',
      'childSequence',
    ],
    ['a child task sequence makes no failure good', `${domain()}${child}`, 'fail', 'C10.domain'],
    ['no step', set('A', '1'), 'warning', 'C10.noStep'],
  ])('%s', (_name, body, state, key) => {
    expect(verdict('C10', taskSequence(body))).toEqual([state, key]);
  });

  it('does not apply to a task sequence without an operating system', () => {
    expect(verdict('C10', taskSequence(set('A', '1'), 1))).toEqual(['pass', 'noOperatingSystem']);
  });
});

describe('C20, telling the client', () => {
  const gateway: Partial<PrerequisiteFacts> = {
    gateway: {
      known: {
        hostName: 'cmg.contoso.test',
        name: 'cmg',
        state: 'ready',
        stateNumber: 0,
        statusDetails: '',
        nalPath: '',
        rootCertificateThumbprint: '',
      },
    },
    published: { known: [{ hostName: 'mp', roleId: '72057594037928100' }] },
    readyGatewayNames: { known: ['cmg.contoso.test', 'other.contoso.test'] },
  };
  it.each<readonly [properties: string, state: string, key: string]>([
    [
      'SMSSITECODE=PS1 ccmhostname=CMG.contoso.test/CCM_Proxy_MutualAuth/72057594037928100',
      'pass',
      'C20.pass',
    ],
    ['CCMHOSTNAME=cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928101', 'fail', 'C20.role'],
    ['CCMHOSTNAME=cmg.contoso.test', 'fail', 'C20.form'],
    ['CCMHOSTNAME=other.contoso.test/CCM_Proxy_MutualAuth/1', 'warning', 'C20.otherReady'],
    ['CCMHOSTNAME=strange.test/CCM_Proxy_MutualAuth/1', 'fail', 'C20.other'],
    ['CCMHOSTNAME=%Gateway%', 'unknown', 'C20.variable'],
    ['/regtoken:secret SMSSITECODE=PS1', 'fail', 'C20.absent'],
  ])('%s', (properties, state, key) => {
    const facts = taskSequence(step('SetupWindowsAndSMSAction', { SMSClientInstallProperties: properties }));
    expect(verdict('C20', { ...gateway, ...facts })).toEqual([state, key]);
    // The line may hold a registration token; nothing but CCMHOSTNAME leaves the rule.
    const { finding, evidence } = RULES.C20.judge({ ...unknownFacts, ...gateway, ...facts });
    expect(JSON.stringify([finding, evidence])).not.toContain('secret');
  });
});

describe('C26, BitLocker', () => {
  const bitLocker = (value: string, more = ''): string =>
    step('EnableBitLockerAction', { CreateRecoveryPassword: value }, more);
  it.each<readonly [name: string, body: string, state: string, key: string]>([
    ['no step', workgroup, 'pass', 'C26.pass'],
    ['no key', bitLocker('None'), 'pass', 'C26.pass'],
    ['Active Directory', bitLocker('AD'), 'fail', 'C26.fail'],
    ['goes on', bitLocker('AD', 'continueOnError="true"'), 'pass', 'C26.continues'],
    [
      'the group goes on',
      `<group name="g" continueOnError="true">${bitLocker('AD')}</group>`,
      'warning',
      'C26.group',
    ],
    ['perhaps', `<group name="g">${condition('Tpm')}${bitLocker('AD')}</group>`, 'warning', 'C26.perhaps'],
    ['somewhere else', bitLocker('Elsewhere'), 'unknown', 'C26.unknown'],
    [
      'as the command line says it',
      bitLocker('').replace('<action>x', '<action>OSDBitLocker.exe /pwd:AD'),
      'fail',
      'C26.fail',
    ],
  ])('%s', (_name, body, state, key) => {
    expect(verdict('C26', taskSequence(body))).toEqual([state, key]);
  });
});

describe('C07, content', () => {
  const sequence = taskSequence(workgroup);
  const base: Partial<PrerequisiteFacts> = {
    ...sequence,
    gateway: {
      known: {
        hostName: 'c',
        name: 'c',
        state: 'ready',
        stateNumber: 0,
        statusDetails: '',
        nalPath: 'n',
        rootCertificateThumbprint: '',
      },
    },
    isContentEnabled: { known: true },
  };
  const content = (
    ...states: readonly (readonly [number, number] | undefined)[]
  ): PrerequisiteFacts['content'] => ({
    known: states.map((one, index) => ({
      packageId: `P${index}`,
      name: 'n',
      objectType: 0,
      sourceVersion: 3,
      onGateway: one === undefined ? undefined : { state: one[0], sourceVersion: one[1] },
    })),
  });
  it.each<readonly [string, Fact<never> | PrerequisiteFacts['content'], string, string]>([
    ['all there', content([0, 3], [0, 3]), 'pass', 'C07.pass'],
    ['none needed', content(), 'pass', 'C07.nothing'],
    ['the worst is named', content([1, 3], undefined, [3, 3]), 'fail', 'C07.failed'],
    ['being removed is as good as gone', content([4, 3]), 'fail', 'C07.absent'],
    ['being updated', content([7, 3]), 'fail', 'C07.copying'],
    ['an older version', content([0, 2]), 'fail', 'C07.older'],
    ['not read', nothing, 'unknown', 'unread'],
  ])('%s', (_name, facts, state, key) => {
    expect(verdict('C07', { ...base, content: facts })).toEqual([state, key]);
  });

  it('a version the site does not tell leaves it undetermined', () => {
    const known = [
      {
        packageId: 'P',
        name: 'n',
        objectType: 0,
        sourceVersion: undefined,
        onGateway: { state: 0, sourceVersion: 1 },
      },
    ];
    expect(verdict('C07', { ...base, content: { known } })).toEqual(['unknown', 'C07.noVersion']);
  });
});

describe('the XML of a task sequence', () => {
  it.each([['not XML at all'], ['<!DOCTYPE x><sequence/>'], ['<other/>'], ['']])('%j is refused', (xml) => {
    expect(() => enabledSteps(xml)).toThrow(expect.objectContaining({ code: 'E_SITE_ANSWER' }));
  });

  it('gives names and values with their entities, by variable and by property', () => {
    const [found] = enabledSteps(
      '<sequence><step type="T" name="A &amp; B"><action>a</action><defaultVarList>' +
        '<variable name="V" property="P">x &lt; y</variable></defaultVarList></step></sequence>',
    );
    expect([found?.name, found?.variables.get('v'), found?.variables.get('p')]).toEqual([
      'A & B',
      'x < y',
      'x < y',
    ]);
  });
});
