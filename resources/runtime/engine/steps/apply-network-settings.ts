/**
 * Apply Network Settings: workgroup or domain, DNS and adapters into the answer file. A second one replaces the first.
 * Rule (Configuration Manager): of several of these steps side by side in one group the last one wins, whatever the
 * conditions of the others say; only those in other groups are decided by conditions.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { changeAnswerFile } from '../../unattend/answer-file.ts';
import {
  setNetworkSettings,
  type AdapterSettings,
  type Membership,
} from '../../unattend/network-settings.ts';
import type { StepSuccess } from '../ports.ts';
import { parseSequence, type SequenceNode, type SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';
import { settingsOf, type StepSettings } from './settings.ts';

/** The editor of the console keeps no more. */
const MAX_ADAPTERS = 64;
/** What Windows no longer has since Vista; a step that still sets it is told so. */
const OBSOLETE = ['EnableTCPFiltering', 'EnableIPProtocolFiltering', 'EnableUDPFiltering'];

export async function applyNetworkSettings(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, variables } = context;
  const last = lastBeside(step, context);
  if (last !== step)
    ports.log(
      `The settings of "${last.name}" are taken: the last step of this kind in a group wins`,
      'warning',
    );
  const settings = last === step ? context.settings : settingsOf(last, variables);
  const adapters = adaptersOf(settings);
  for (const name of OBSOLETE) {
    const isSet = adapters.some((_, index) =>
      settings.flag(`OSDAdapter${index}${name}`, `Adapter${index}${name}`),
    );
    if (isSet) ports.log(`${name} is left out: Windows has no filters of this kind any more`, 'warning');
  }
  const network = {
    membership: membershipOf(settings),
    dnsDomain: settings.text('OSDDNSDomain', 'DNSDomain'),
    dnsSuffixes: listOf(settings.text('OSDDNSSuffixSearchOrder', 'DNSSuffixSearchOrder')),
    adapters,
  };
  await changeAnswerFile({ disks: ports.disks, variables }, (answers) => {
    setNetworkSettings(answers, network);
  });
  const { membership } = network;
  ports.log(
    `The computer will be in the ${membership.kind} ${membership.name}, with settings for ${adapters.length} adapter(s)`,
  );
  return { exitCode: 0 };
}

function membershipOf(settings: StepSettings): Membership {
  const type = settings.text('OSDNetworkJoinType', 'NetworkJoinType')?.trim() ?? '1';
  if (type === '1')
    return { kind: 'workgroup', name: settings.text('OSDWorkgroupName', 'WorkgroupName') ?? 'WORKGROUP' };
  if (type !== '0') {
    throw new MediaError(
      'E_TS_UNATTEND',
      `OSDNetworkJoinType is "${type}", known are 0 (domain) and 1 (workgroup)`,
    );
  }
  const name = settings.text('OSDDomainName', 'DomainName');
  const account = settings.text('OSDJoinAccount', 'DomainUsername');
  const password = settings.text('OSDJoinPassword', 'DomainPassword');
  if (name === undefined || account === undefined || password === undefined) {
    const missing = [
      name === undefined ? 'domain' : '',
      account === undefined ? 'account' : '',
      password === undefined ? 'password' : '',
    ];
    throw new MediaError(
      'E_TS_UNATTEND',
      `joining a domain needs ${missing.filter((one) => one !== '').join(', ')}`,
    );
  }
  return {
    kind: 'domain',
    name,
    account,
    password,
    organizationalUnit: settings.text('OSDDomainOUName', 'DomainOUName'),
  };
}

/** OSDAdapter0…, OSDAdapter1…, as many as OSDAdapterCount says; without it all of them are ignored, as documented. */
function adaptersOf(settings: StepSettings): readonly AdapterSettings[] {
  const wanted = settings.text('OSDAdapterCount', 'NumAdapters')?.trim() ?? '0';
  const count = /^\d{1,5}$/.test(wanted) ? Number(wanted) : undefined;
  if (count === undefined || count > MAX_ADAPTERS) {
    throw new MediaError(
      'E_TS_UNATTEND',
      `OSDAdapterCount is "${wanted}", expected a number of at most ${MAX_ADAPTERS} adapters`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const names = (field: string): [string, string] => [
      `OSDAdapter${index}${field}`,
      `Adapter${index}${field}`,
    ];
    const text = (field: string): string | undefined => settings.text(...names(field));
    const flag = (field: string): boolean | undefined =>
      text(field) === undefined ? undefined : settings.flag(...names(field));
    const mac = text('MacAddress')?.replaceAll(':', '-').toUpperCase();
    return {
      identifier: mac ?? text('Name') ?? (index === 0 ? 'Ethernet' : `Ethernet ${index + 1}`),
      usesDhcp: settings.flag(...names('EnableDHCP'), true),
      addresses: listOf(text('IPAddressList')),
      masks: listOf(text('SubnetMask')),
      gateways: listOf(text('Gateways')),
      dnsServers: listOf(text('DNSServerList')),
      dnsDomain: text('DNSDomain') ?? text('DNSSuffix'),
      registersInDns: flag('EnableDNSRegistration'),
      registersFully: flag('EnableFullDNSRegistration'),
      netbios: text('TcpipNetbiosOptions'),
      winsServers: settings.flag(...names('EnableWINS')) ? listOf(text('WINSServerList')) : [],
    };
  });
}

/** The last enabled step of the same kind in the group of this one. */
function lastBeside(step: SequenceStep, { sequence }: StepContext): SequenceStep {
  const find = (nodes: readonly SequenceNode[]): SequenceStep | undefined => {
    const isHere = nodes.some(
      (node) => node.kind === 'step' && node.type === step.type && node.name === step.name,
    );
    if (isHere) {
      return nodes.findLast(
        (node): node is SequenceStep => node.kind === 'step' && node.type === step.type && !node.isDisabled,
      );
    }
    for (const node of nodes) {
      const found = node.kind === 'group' ? find(node.children) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const last = find(parseSequence(sequence.xml).children);
  // The copy that was read here is the same step as the one that runs.
  return last === undefined || last.name === step.name ? step : last;
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
