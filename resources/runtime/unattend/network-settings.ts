/**
 * Values of Apply Network Settings as answers (-UnattendedJoin, -DNS-Client, -TCPIP, -NetBT). Pure.
 * Traps: the file must hold the password of the joining account in clear text, the format has no other form for it; and
 * settings of an earlier run of the step must go, the last one wins as a whole.
 */
import { isIP, isIPv4 } from 'node:net';
import { MediaError } from '#base/errors/media-error.ts';
import type { Unattend, UnattendElement } from './unattend.ts';

export type Membership =
  | { readonly kind: 'workgroup'; readonly name: string }
  | {
      readonly kind: 'domain';
      readonly name: string;
      readonly organizationalUnit: string | undefined;
      /** "CONTOSO\\svc-join" or "svc-join@contoso.test" */
      readonly account: string;
      readonly password: string;
    };

export interface AdapterSettings {
  /** Name of the connection, or the MAC address as "00-15-5D-01-02-03". */
  readonly identifier: string;
  readonly usesDhcp: boolean;
  readonly addresses: readonly string[];
  /** One for each address: "255.255.255.0". */
  readonly masks: readonly string[];
  readonly gateways: readonly string[];
  readonly dnsServers: readonly string[];
  readonly dnsDomain: string | undefined;
  readonly registersInDns: boolean | undefined;
  readonly registersFully: boolean | undefined;
  /** 0 as DHCP says, 1 on, 2 off. */
  readonly netbios: string | undefined;
  readonly winsServers: readonly string[];
}

export interface NetworkSettings {
  readonly membership: Membership;
  readonly dnsDomain: string | undefined;
  readonly dnsSuffixes: readonly string[];
  readonly adapters: readonly AdapterSettings[];
}

const JOIN = 'Microsoft-Windows-UnattendedJoin';
const DNS = 'Microsoft-Windows-DNS-Client';
const TCPIP = 'Microsoft-Windows-TCPIP';
const NETBT = 'Microsoft-Windows-NetBT';
/** Characters a NetBIOS name may not hold. */
const WORKGROUP = /^[^"/\\[\]:;|=,+*?<>.]{1,32}$/;
const DOMAIN = /^(?=.{1,255}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*$/;

/** Writes all values in place of former ones. @throws MediaError E_TS_UNATTEND naming the first wrong one. */
export function setNetworkSettings(answers: Unattend, settings: NetworkSettings): void {
  for (const component of [JOIN, DNS, TCPIP, NETBT]) answers.remove('specialize', component);
  answers.set('specialize', JOIN, { name: 'Identification', value: identification(settings.membership) });
  const { dnsDomain, dnsSuffixes, adapters } = settings;
  if (dnsDomain !== undefined) {
    check('DNS domain (OSDDNSDomain)', dnsDomain, DOMAIN.test(dnsDomain));
    answers.set('specialize', DNS, { name: 'DNSDomain', value: dnsDomain });
  }
  if (dnsSuffixes.length > 0) {
    for (const suffix of dnsSuffixes) check('DNS suffix', suffix, DOMAIN.test(suffix));
    answers.set('specialize', DNS, { name: 'DNSSuffixSearchOrder', value: list('DomainName', dnsSuffixes) });
  }
  if (adapters.length === 0) return;
  adapters.forEach(checkAdapter);
  const interfaces = (body: (adapter: AdapterSettings) => readonly UnattendElement[]): UnattendElement => ({
    name: 'Interfaces',
    value: adapters.map((adapter, index) => ({
      name: 'Interface',
      listKey: String(index + 1),
      value: [{ name: 'Identifier', value: adapter.identifier }, ...body(adapter)],
    })),
  });
  answers.set('specialize', TCPIP, interfaces(tcpIp));
  answers.set('specialize', DNS, interfaces(dnsClient));
  answers.set('specialize', NETBT, interfaces(netBt));
}

function identification(membership: Membership): readonly UnattendElement[] {
  if (membership.kind === 'workgroup') {
    check('workgroup (OSDWorkgroupName)', membership.name, WORKGROUP.test(membership.name));
    return [{ name: 'JoinWorkgroup', value: membership.name }];
  }
  const { name, organizationalUnit, account, password } = membership;
  check('domain (OSDDomainName)', name, DOMAIN.test(name));
  // "DOMAIN\\user" or "user@domain".
  const parts = /^(?:([^\\@]+)\\)?([^\\@]+)(?:@([^\\@]+))?$/.exec(account);
  check('account that joins (OSDJoinAccount)', account, parts !== null);
  const user = parts?.[2] ?? '';
  const userDomain = parts?.[1] ?? parts?.[3] ?? name;
  // The console writes "LDAP://OU=…", the answer file takes the name without it.
  const unit = organizationalUnit?.replace(/^LDAP:\/\//i, '');
  if (unit !== undefined) check('organizational unit', unit, /^(OU|CN)=.+,DC=.+$/i.test(unit));
  return [
    {
      name: 'Credentials',
      value: [
        { name: 'Domain', value: userDomain },
        { name: 'Password', value: password },
        { name: 'Username', value: user },
      ],
    },
    { name: 'JoinDomain', value: name },
    ...(unit === undefined ? [] : [{ name: 'MachineObjectOU', value: unit }]),
  ];
}

function tcpIp(adapter: AdapterSettings): readonly UnattendElement[] {
  const dhcp: UnattendElement = {
    name: 'Ipv4Settings',
    value: [{ name: 'DhcpEnabled', value: String(adapter.usesDhcp) }],
  };
  if (adapter.usesDhcp) return [dhcp];
  const addresses = adapter.addresses.map(
    (address, index) => `${address}/${prefixLength(adapter.masks[index] ?? '')}`,
  );
  const routes = adapter.gateways.map((gateway, index): UnattendElement => ({
    name: 'Route',
    listKey: String(index + 1),
    value: [
      { name: 'Identifier', value: String(index + 1) },
      { name: 'NextHopAddress', value: gateway },
      { name: 'Prefix', value: '0.0.0.0/0' },
    ],
  }));
  return [
    dhcp,
    { name: 'UnicastIpAddresses', value: list('IpAddress', addresses) },
    ...(routes.length === 0 ? [] : [{ name: 'Routes', value: routes }]),
  ];
}

function dnsClient(adapter: AdapterSettings): readonly UnattendElement[] {
  const { dnsDomain, dnsServers, registersInDns, registersFully } = adapter;
  return [
    ...(dnsDomain === undefined ? [] : [{ name: 'DNSDomain', value: dnsDomain }]),
    ...(dnsServers.length === 0
      ? []
      : [{ name: 'DNSServerSearchOrder', value: list('IpAddress', dnsServers) }]),
    ...(registersFully === undefined
      ? []
      : [{ name: 'EnableAdapterDomainNameRegistration', value: String(registersFully) }]),
    ...(registersInDns === undefined
      ? []
      : [{ name: 'DisableDynamicUpdate', value: String(!registersInDns) }]),
  ];
}

function netBt({ netbios, winsServers }: AdapterSettings): readonly UnattendElement[] {
  return [
    ...(winsServers.length === 0 ? [] : [{ name: 'NameServerList', value: list('IpAddress', winsServers) }]),
    ...(netbios === undefined ? [] : [{ name: 'NetbiosOptions', value: netbios }]),
  ];
}

function list(name: string, values: readonly string[]): readonly UnattendElement[] {
  return values.map((value, index) => ({ name, value, listKey: String(index + 1) }));
}

function checkAdapter(adapter: AdapterSettings, index: number): void {
  const what = `adapter ${index + 1}`;
  check(`${what}, name`, adapter.identifier, adapter.identifier !== '' && adapter.identifier.length <= 255);
  const servers = [...adapter.dnsServers, ...adapter.winsServers, ...adapter.gateways];
  for (const server of servers) check(`${what}, address`, server, isIP(server) !== 0);
  if (adapter.dnsDomain !== undefined)
    check(`${what}, DNS domain`, adapter.dnsDomain, DOMAIN.test(adapter.dnsDomain));
  if (adapter.netbios !== undefined)
    check(`${what}, NetBIOS`, adapter.netbios, /^[012]$/.test(adapter.netbios));
  if (adapter.usesDhcp) return;
  if (adapter.addresses.length === 0 || adapter.addresses.length !== adapter.masks.length) {
    throw new MediaError(
      'E_TS_UNATTEND',
      `${what} has ${adapter.addresses.length} address(es) and ${adapter.masks.length} subnet mask(s), without DHCP it needs the same number of both`,
    );
  }
  for (const address of adapter.addresses) check(`${what}, address`, address, isIPv4(address));
  for (const mask of adapter.masks) prefixLength(mask);
}

/** 24 for "255.255.255.0". @throws MediaError E_TS_UNATTEND when the ones of the mask are not together. */
function prefixLength(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  check('subnet mask', mask, isIPv4(mask) && /^1*0*$/.test(bits));
  return !bits.includes('0') ? 32 : bits.indexOf('0');
}

function check(what: string, value: string, isRight: boolean): void {
  if (!isRight) throw new MediaError('E_TS_UNATTEND', `${what}: "${value.slice(0, 80)}" is not one`);
}
