/** The sentences of the prerequisites: complete in three languages, with the same values, and cmdlets that can be pasted. */
import { describe, expect, it } from 'vitest';
import type { PrerequisiteRow } from '#site/prerequisites/check-prerequisites.ts';
import { describeRow, PREREQUISITE_TEXTS } from '#site/prerequisites/describe-row.ts';
import { RULES, type ConditionId } from '#site/prerequisites/rules.ts';
import type { FindingKey } from '#site/prerequisites/texts/en-findings.ts';

const { en, de, nl } = PREREQUISITE_TEXTS;

function placeholders(sentence: string): readonly string[] {
  return [...new Set(sentence.match(/\{\w+\}/g))].sort();
}

function row(
  id: ConditionId,
  key: FindingKey,
  values: Readonly<Record<string, string | number>> = {},
): PrerequisiteRow {
  return { id, state: 'fail', isMandatory: true, isBlocking: false, finding: { key, values }, evidence: [] };
}

describe.each([
  ['de', de],
  ['nl', nl],
] as const)('the texts in %s', (_language, texts) => {
  it('put the same values into every finding and remedy', () => {
    for (const part of ['findings', 'remedies'] as const) {
      const shape = (of: typeof en): unknown =>
        Object.entries(of[part]).map(([key, text]) => [key, placeholders(text)]);
      expect(Object.fromEntries(shape(texts) as [string, unknown][])).toEqual(
        Object.fromEntries(shape(en) as [string, unknown][]),
      );
    }
  });

  it('repeat no English sentence', () => {
    for (const part of ['findings', 'remedies', 'titles', 'whys'] as const) {
      const english = Object.values(en[part]).filter((text) => text.length > 30);
      expect(Object.values(texts[part]).filter((text) => english.includes(text))).toEqual([]);
    }
  });
});

it('every condition has a title, a reason, a remedy and a page of the language', () => {
  expect(Object.keys(en.titles)).toEqual(Object.keys(RULES));
  for (const id of Object.keys(RULES) as ConditionId[]) {
    const texts = describeRow(row(id, 'unread', { source: 'SMS_Site', detail: 'no' }), 'nl');
    expect(texts).toMatchObject({
      title: nl.titles[id],
      why: nl.whys[id],
      found: expect.stringContaining('SMS_Site'),
    });
    expect(texts.link).toMatch(/^https:\/\/learn\.microsoft\.com\/nl-nl\/mem\/configmgr\//);
    expect(texts.remedyConsole.length).toBeGreaterThan(20);
  }
});

describe('remedies as cmdlets', () => {
  it.each<readonly [ConditionId, FindingKey, Readonly<Record<string, string | number>>, string | null]>([
    ['C01', 'C01.bootImage', { id: 'PS100005' }, "Update-CMDistributionPoint -BootImageId 'PS100005'"],
    ['C01', 'C01.site', {}, 'Get-CMSiteUpdate -Fast'],
    [
      'C03',
      'C03.fail',
      { server: 'mp02.contoso.test', site: 'PS1' },
      "Set-CMManagementPoint -SiteSystemServerName 'mp02.contoso.test' -SiteCode 'PS1' -EnableCloudGateway $true",
    ],
    [
      'C07',
      'C07.absent',
      { taskSequence: 'PS100012', host: 'contoso-cmg.contoso.test', type: 0 },
      "Start-CMContentDistribution -TaskSequenceId 'PS100012' -DistributionPointName 'contoso-cmg.contoso.test'",
    ],
    [
      'C07',
      'C07.older',
      { id: 'PS100050', type: 3 },
      "Update-CMDistributionPoint -DriverPackageId 'PS100050'",
    ],
    ['C07', 'C07.failed', { id: 'PS100080', type: 512 }, null],
    [
      'C08',
      'C08.fail',
      { settings: "Anna's settings" },
      "Set-CMClientSettingCloudService -Name 'Anna''s settings' -AllowCloudDistributionPoint $true",
    ],
    ['C08', 'C08.default', { collection: 'PS100C07' }, 'Get-CMClientSetting -Setting Cloud'],
    [
      'C10',
      'C10.domain',
      { taskSequence: 'PS100018', step: 'Apply Network Settings' },
      "Set-CMTSStepApplyNetworkSetting -TaskSequenceId 'PS100018' -StepName 'Apply Network Settings' -WorkgroupName 'WORKGROUP'",
    ],
    [
      'C12',
      'C12.clients',
      { id: 'PS12001B' },
      "Set-CMTaskSequenceDeployment -TaskSequenceDeploymentId 'PS12001B' -MakeAvailableTo ClientsMediaAndPxe",
    ],
    [
      'C20',
      'C20.absent',
      { taskSequence: 'PS10001E', step: 'Setup', cmg: 'cmg.contoso.test', roleId: '720' },
      "$step = Get-CMTSStepSetupWindowsAndConfigMgr -TaskSequenceId 'PS10001E' -StepName 'Setup'\n" +
        "Set-CMTSStepSetupWindowsAndConfigMgr -TaskSequenceId 'PS10001E' -StepName 'Setup' -InstallationProperty " +
        "($step.ClientInstallProperties + ' CCMHOSTNAME=cmg.contoso.test/CCM_Proxy_MutualAuth/720')",
    ],
    ['C16', 'C16.dynamic', { cmg: 'cmg' }, null],
    ['C11', 'unread', { source: 'SMS_Advertisement', detail: 'no' }, null],
  ])('%s %s', (id, key, values, cmdlet) => {
    expect(describeRow(row(id, key, values), 'en').remedyCmdlet).toBe(cmdlet);
  });

  it('never let a name out of its quotes, typographic ones included', () => {
    const { remedyCmdlet } = describeRow(row('C09', 'C09.fail', { settings: "a’; Remove-Item *; '" }), 'en');
    expect(remedyCmdlet).toBe(
      "Set-CMClientSettingCloudService -Name 'a’’; Remove-Item *; ''' -AllowCloudManagementGateway $true",
    );
  });
});

it('a value is put in once and not looked at again', () => {
  const { found } = describeRow(row('C10', 'C10.domain', { step: '{name}', name: 'wrong' }), 'en');
  expect(found).toBe('The step “{name}” joins a domain.');
});
