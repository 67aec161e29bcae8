/**
 * Content and client settings: C07-C09.
 * Trap: a package counts only when State is 0 and the gateway's SourceVersion is the present one; an older version is
 * installed, too, and a device then gets a hash that does not fit.
 */
import type { CloudSettings, ContentItem, PrerequisiteFacts } from './facts.ts';
import { fail, judge, pass, seen, unknown, type Verdict } from './verdict.ts';

/** SMS_PackageStatusDistPointsSummarizer.State (reference adminservice 2.8). */
const INSTALLED = 0;
const FAILED = 3;
/** Pending, retrying, updating, monitoring. */
const UNDER_WAY: readonly number[] = [1, 2, 7, 8];

type Trouble = 'absent' | 'copying' | 'failed' | 'older';

function troubleOf({ onGateway, sourceVersion }: ContentItem): Trouble | undefined {
  if (onGateway === undefined) return 'absent';
  if (onGateway.state === FAILED) return 'failed';
  if (UNDER_WAY.includes(onGateway.state)) return 'copying';
  // What is being removed will not be there.
  if (onGateway.state !== INSTALLED) return 'absent';
  return sourceVersion !== undefined && sourceVersion !== onGateway.sourceVersion ? 'older' : undefined;
}

const WORST_FIRST: readonly Trouble[] = ['failed', 'absent', 'older', 'copying'];

/** C07: everything the task sequence needs is on the gateway in its present version. */
export function contentIsOnGateway(facts: PrerequisiteFacts): Verdict {
  const { gateway, isContentEnabled, taskSequence, content } = facts;
  return judge(taskSequence, ({ packageId, isDangling }) => {
    if (isDangling) {
      const source = `SMS_TaskSequencePackage('${packageId}').TaskSequenceFlags`;
      return fail('C07.dangling', { taskSequence: packageId }, [seen(source, 1)]);
    }
    return judge(gateway, ({ hostName: host, name: gatewayName }) =>
      judge(isContentEnabled, (isEnabled) =>
        judge(content, (items) => {
          const values = { total: items.length, host, gatewayName, taskSequence: packageId };
          if (items.length === 0) return pass('C07.nothing', values);
          if (!isEnabled) return fail('C07.noContent', values);
          return judgeItems(items, values);
        }),
      ),
    );
  });
}

function judgeItems(
  items: readonly ContentItem[],
  values: Readonly<Record<string, string | number>>,
): Verdict {
  const bad = items.flatMap((item) => {
    const trouble = troubleOf(item);
    return trouble === undefined ? [] : [{ item, trouble }];
  });
  const worst = WORST_FIRST.map((trouble) => bad.find((one) => one.trouble === trouble)).find(
    (one) => one !== undefined,
  );
  if (worst === undefined) {
    const silent = items.find((one) => one.sourceVersion === undefined);
    if (silent === undefined) {
      const ids = items.map((one) => one.packageId).join(', ');
      return pass('C07.pass', values, [
        seen(`SMS_PackageStatusDistPointsSummarizer ${ids}`, `State=0 (${items.length}/${items.length})`),
      ]);
    }
    return unknown('C07.noVersion', { ...values, id: silent.packageId, name: silent.name });
  }
  const { item, trouble } = worst;
  return fail(
    `C07.${trouble}`,
    {
      ...values,
      id: item.packageId,
      name: item.name,
      type: item.objectType,
      count: bad.length,
      has: item.onGateway?.sourceVersion ?? '',
      wants: item.sourceVersion ?? '',
    },
    bad.map((one) =>
      seen(
        `SMS_PackageStatusDistPointsSummarizer ${one.item.packageId} (${one.item.name})`,
        stateOf(one.item),
      ),
    ),
  );
}

function stateOf({ onGateway, sourceVersion }: ContentItem): string {
  if (onGateway === undefined) return 'rows=0';
  const wanted = sourceVersion === undefined ? '' : ` (${sourceVersion})`;
  return `State=${onGateway.state}, SourceVersion=${onGateway.sourceVersion}${wanted}`;
}

/** C08: the client settings allow access to the cloud distribution point. */
export function clientMayUseCloudContent(facts: PrerequisiteFacts): Verdict {
  return judgeSetting(facts, { id: 'C08', property: 'AllowCloudDP', of: (one) => one.allowCloudDp });
}

/** C09: the client settings let clients use a cloud management gateway. */
export function clientMayUseGateway(facts: PrerequisiteFacts): Verdict {
  return judgeSetting(facts, { id: 'C09', property: 'AllowCMG', of: (one) => one.allowCmg });
}

interface SettingRule {
  readonly id: 'C08' | 'C09';
  readonly property: string;
  readonly of: (settings: CloudSettings) => boolean | undefined;
}

function judgeSetting({ deployment, cloudSettings }: PrerequisiteFacts, rule: SettingRule): Verdict {
  return judge(deployment, ({ collectionId: collection }) =>
    judge(cloudSettings, (settings) => {
      const value = rule.of(settings);
      const values = { settings: settings.name, collection };
      const source = `SMS_ClientSettings(${settings.settingsId}).AgentConfigurations, SMS_CloudAgentConfig.${rule.property}`;
      if (value === undefined) return unknown(`${rule.id}.unset`, values, [seen(source, 'null')]);
      return (value ? pass : fail)(value ? `${rule.id}.pass` : `${rule.id}.fail`, values, [
        seen(source, value),
      ]);
    }),
  );
}
