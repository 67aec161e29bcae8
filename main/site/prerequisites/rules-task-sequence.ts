/**
 * Steps of the task sequence: C10, C20, C25, C26, C28.
 * Traps: of several steps Apply Network Settings the last wins and their own conditions are ignored, those of their
 * groups are not; a child task sequence is not looked into, so "nothing found" is not proved when there is one.
 */
import type { PrerequisiteFacts, TaskSequenceFacts } from './facts.ts';
import { variableOf, type SequenceStep } from './sequence-steps.ts';
import { fail, judge, pass, seen, unknown, warn, type Verdict } from './verdict.ts';

const NETWORK = 'SMS_TaskSequence_ApplyNetworkSettingsAction';
const JOIN = 'SMS_TaskSequence_JoinDomainWorkgroupAction';
const SET_VARIABLE = 'SMS_TaskSequence_SetVariableAction';
const CLIENT = 'SMS_TaskSequence_SetupWindowsAndSMSAction';
const BITLOCKER = 'SMS_TaskSequence_EnableBitLockerAction';
const WINDOWS = 'SMS_TaskSequence_ApplyWindowsSettingsAction';
const CHILD = /^SMS_TaskSequence_SubTaskSequence/i;
const DOMAIN = '0';

function stepsOf({ steps }: TaskSequenceFacts, type: string): readonly SequenceStep[] {
  return steps.filter((one) => one.type === type);
}

function place({ packageId }: TaskSequenceFacts, step: SequenceStep, variable: string): string {
  return `SMS_TaskSequencePackage('${packageId}').Sequence, step "${step.name}", ${variable}`;
}

function about({ packageId, name }: TaskSequenceFacts, step?: SequenceStep): Record<string, string> {
  return { taskSequence: packageId, name, ...(step === undefined ? {} : { step: step.name }) };
}

/** A task sequence without the step: no operating system means it does not apply; otherwise `otherwise`. */
function withoutStep(sequence: TaskSequenceFacts, otherwise: Verdict): Verdict {
  const child = sequence.steps.find((one) => CHILD.test(one.type));
  if (child !== undefined) return unknown('childSequence', about(sequence, child));
  return sequence.type === 1 ? pass('noOperatingSystem', about(sequence)) : otherwise;
}

/** What was found to be fine is so only when no child task sequence hides more steps. */
function unlessChild(sequence: TaskSequenceFacts, verdict: Verdict): Verdict {
  const child = sequence.steps.find((one) => CHILD.test(one.type));
  return child === undefined || verdict.state !== 'pass'
    ? verdict
    : unknown('childSequence', about(sequence, child), verdict.evidence);
}

/** C10: the device joins a workgroup. */
export function joinsWorkgroup({ taskSequence }: PrerequisiteFacts): Verdict {
  return judge(taskSequence, (sequence) => {
    const network = stepsOf(sequence, NETWORK);
    const joins = stepsOf(sequence, JOIN).filter((one) => variableOf(one, 'OSDJoinType') === DOMAIN);
    const domains = network.filter(
      (one) =>
        variableOf(one, 'OSDNetworkJoinType') === DOMAIN ||
        (variableOf(one, 'OSDNetworkJoinType') === '' && variableOf(one, 'OSDDomainName') !== ''),
    );
    const evidence = [
      ...network.map((one) =>
        seen(place(sequence, one, 'OSDNetworkJoinType'), variableOf(one, 'OSDNetworkJoinType')),
      ),
      ...joins.map((one) => seen(place(sequence, one, 'OSDJoinType'), variableOf(one, 'OSDJoinType'))),
    ];
    const certain =
      domains.find((one) => !one.isInConditionalGroup) ??
      joins.find((one) => !one.isInConditionalGroup && !one.hasCondition);
    if (certain !== undefined) {
      return fail(joins.includes(certain) ? 'C10.join' : 'C10.domain', about(sequence, certain), evidence);
    }
    const [perhaps] = [...domains, ...joins];
    if (perhaps !== undefined) return warn('C10.perhaps', about(sequence, perhaps), evidence);
    const setter = stepsOf(sequence, SET_VARIABLE).find((one) => makesDomain(one));
    if (setter !== undefined) {
      const variable = variableOf(setter, 'VariableName');
      const value = variableOf(setter, 'VariableValue');
      return warn('C10.variable', { ...about(sequence, setter), variable }, [
        ...evidence,
        seen(place(sequence, setter, variable), value),
      ]);
    }
    const last = network.at(-1);
    if (last === undefined) return withoutStep(sequence, warn('C10.noStep', about(sequence)));
    return unlessChild(sequence, pass('C10.pass', about(sequence, last), evidence));
  });
}

function makesDomain(step: SequenceStep): boolean {
  const name = variableOf(step, 'VariableName').toLowerCase();
  const value = variableOf(step, 'VariableValue').trim();
  if (name === 'osdnetworkjointype' || name === 'osdjointype') return value !== '1';
  return name === 'osddomainname' && value !== '';
}

/** C20: the client is told the gateway. Only the value of CCMHOSTNAME is shown: the line may hold a token. */
export function clientKnowsGateway(facts: PrerequisiteFacts): Verdict {
  return judge(facts.taskSequence, (sequence) => {
    const steps = stepsOf(sequence, CLIENT);
    if (steps.length === 0) return withoutStep(sequence, fail('C20.noStep', about(sequence)));
    const verdicts = steps.map((step) => clientStep(facts, sequence, step));
    const order: readonly Verdict['state'][] = ['fail', 'unknown', 'warning', 'pass'];
    const worst = order.map((state) => verdicts.find((one) => one.state === state)).find(Boolean);
    return worst ?? unknown('noTaskSequence');
  });
}

function clientStep(facts: PrerequisiteFacts, sequence: TaskSequenceFacts, step: SequenceStep): Verdict {
  const properties = variableOf(step, 'SMSClientInstallProperties');
  const value = /(?:^|\s)"?CCMHOSTNAME="?([^\s"]*)/i.exec(properties)?.[1] ?? '';
  const evidence = [seen(place(sequence, step, 'CCMHOSTNAME'), value === '' ? "''" : value)];
  const [host = '', ...rest] = value.split('/');
  return judge(facts.gateway, ({ hostName: cmg }) =>
    judge(facts.published, (points) => {
      const roleId = points[0]?.roleId ?? '';
      const values = { ...about(sequence, step), value, host, cmg, roleId };
      if (value === '') return fail('C20.absent', values, evidence);
      if (value.includes('%')) return unknown('C20.variable', values, evidence);
      if (host.toLowerCase() !== cmg.toLowerCase()) return otherGateway(facts, values, evidence);
      const number = /^CCM_Proxy_MutualAuth\/(\d+)$/i.exec(rest.join('/'))?.[1];
      if (number === undefined) return fail('C20.form', values, evidence);
      return points.some((one) => one.roleId === number)
        ? pass('C20.pass', values, evidence)
        : fail('C20.role', values, evidence);
    }),
  );
}

/** Another gateway of the site that is ready serves the client as well; it is only not the one of the medium. */
function otherGateway(
  { readyGatewayNames }: PrerequisiteFacts,
  values: Readonly<Record<string, string>>,
  evidence: Verdict['evidence'],
): Verdict {
  return judge(readyGatewayNames, (ready) =>
    ready.some((name) => name.toLowerCase() === values['host']?.toLowerCase())
      ? warn('C20.otherReady', values, evidence)
      : fail('C20.other', values, evidence),
  );
}

/** C25: no other program runs first. */
export function noProgramRunsFirst({ taskSequence }: PrerequisiteFacts): Verdict {
  return judge(taskSequence, (sequence) => {
    const { packageId, dependentProgram: program } = sequence;
    const source = `SMS_TaskSequencePackage('${packageId}').DependentProgram`;
    const evidence = [seen(source, program === '' ? "''" : program)];
    return program.trim() === ''
      ? pass('C25.pass', about(sequence), evidence)
      : fail('C25.fail', { ...about(sequence), program }, evidence);
  });
}

/** C26: BitLocker needs no domain controller. */
export function bitLockerNeedsNoDomain({ taskSequence }: PrerequisiteFacts): Verdict {
  return judge(taskSequence, (sequence) => {
    const steps = stepsOf(sequence, BITLOCKER);
    const verdicts = steps.map((step) => bitLockerStep(sequence, step));
    const order: readonly Verdict['state'][] = ['fail', 'unknown', 'warning', 'pass'];
    const worst = order.map((state) => verdicts.find((one) => one.state === state)).find(Boolean);
    return unlessChild(sequence, worst ?? pass('C26.pass', about(sequence)));
  });
}

function bitLockerStep(sequence: TaskSequenceFacts, step: SequenceStep): Verdict {
  const inAction = /\/pwd:(\S+)/i.exec(step.action)?.[1] ?? '';
  // The class documents CreateRecoveryPassword (AD, None); the choice "site database" of 2203 has no public name.
  const option = ['CreateRecoveryPassword', 'OSDBitLockerCreateKeyOption']
    .map((name) => variableOf(step, name))
    .find((one) => one !== '');
  const value = option ?? inAction;
  const evidence = [seen(place(sequence, step, 'CreateRecoveryPassword'), value === '' ? "''" : value)];
  const values = { ...about(sequence, step), value };
  if (/^(none|donotcreate\w*|sitedatabase\w*)$/i.test(value)) return pass('C26.pass', values, evidence);
  if (!/^(ad|activedirectory\w*)$/i.test(value)) return unknown('C26.unknown', values, evidence);
  if (step.continuesOnError === 'step') return pass('C26.continues', values, evidence);
  if (step.continuesOnError === 'group') return warn('C26.group', values, evidence);
  if (step.hasCondition || step.isInConditionalGroup) return warn('C26.perhaps', values, evidence);
  return fail('C26.fail', values, evidence);
}

/** C28: somebody can sign in when the device is in a workgroup. */
export function administratorHasPassword({ taskSequence }: PrerequisiteFacts): Verdict {
  return judge(taskSequence, (sequence) => {
    const last = stepsOf(sequence, WINDOWS).at(-1);
    if (last === undefined) return withoutStep(sequence, warn('C28.noStep', about(sequence)));
    const value = variableOf(last, 'OSDRandomAdminPassword').toLowerCase();
    const evidence = [seen(place(sequence, last, 'OSDRandomAdminPassword'), value === '' ? "''" : value)];
    if (value === 'false') return pass('C28.pass', about(sequence, last), evidence);
    return value === 'true'
      ? warn('C28.random', about(sequence, last), evidence)
      : unknown('C28.unknown', about(sequence, last), evidence);
  });
}
