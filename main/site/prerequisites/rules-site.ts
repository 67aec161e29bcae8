/**
 * Conditions of the site, its servers and gateways: C01-C06, C21, C22.
 * Trap: SslState alone cannot tell enhanced HTTP from plain HTTP; IISSSLState of the site component manager can.
 */
import type { ManagementPoint } from '../catalog.ts';
import { isNamed, type Evidence, type Fact, type PrerequisiteFacts } from './facts.ts';
import { fail, hasBit, judge, listOf, pass, seen, unknown, warn, type Verdict } from './verdict.ts';

/** Build of version 2010, the first that knows boot media over a gateway. */
const FIRST_BUILD = 9040;
/** 2010 and 2103: media cannot use a management point for internet-only connections. */
const INTERNET_ONLY_BUILDS: readonly number[] = [9040, 9049];
const BUILD_2409 = 9132;
const BUILD_2509 = 9141;
/** "Use Configuration Manager-generated certificates for HTTP site systems". */
const ENHANCED_HTTP = 0x400;

/** C01: site and boot image are of version 2010 or later. */
export function versionIsNewEnough({ site, bootImages }: PrerequisiteFacts): Verdict {
  return judge(site, ({ buildNumber: build, version, siteCode }) => {
    const ofSite = seen(`SMS_Site('${siteCode}').BuildNumber`, build);
    if (build < FIRST_BUILD) return { ...fail('C01.site', { build, version }, [ofSite]), isBlocking: true };
    return judge(bootImages, (images) => {
      const found = images.map((one) => ({ ...one, build: buildOf(one.clientVersion) }));
      const evidence = [
        ofSite,
        ...images.map((one) =>
          seen(`SMS_BootImagePackage('${one.packageId}').ProductionClientVersion`, one.clientVersion),
        ),
      ];
      const about = (one: (typeof found)[number]): Record<string, string | number> => ({
        id: one.packageId,
        name: one.name,
        client: one.clientVersion,
        build,
      });
      const old = found.find((one) => one.build !== undefined && one.build < FIRST_BUILD);
      if (old !== undefined) return fail('C01.bootImage', about(old), evidence);
      const silent = found.find((one) => one.build === undefined);
      if (silent !== undefined) return unknown('C01.noClient', about(silent), evidence);
      const behind = found.find((one) => one.build !== undefined && one.build < build);
      if (behind !== undefined) return warn('C01.older', about(behind), evidence);
      return pass('C01.pass', { build, client: found[0]?.clientVersion ?? '' }, evidence);
    });
  });
}

/** "5.00.9141.1000" to 9141. */
function buildOf(version: string): number | undefined {
  const digits = /^\d+\.\d+\.(\d+)/.exec(version)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** C02: the gateway exists, is ready, and a management point is published through it. Without, media are useless. */
export function gatewayIsReady(facts: PrerequisiteFacts): Verdict {
  const { question, gatewayNames, gateway, published, connectionPoints } = facts;
  const { cmg } = question;
  return judge(gatewayNames, (names) => {
    const all = seen("SMS_AzureService where ServiceType eq 'CloudProxyService'", listOf(names));
    if (names.length === 0) return blocking(fail('C02.none', {}, [all]));
    if (!('known' in gateway)) return blocking(fail('C02.absent', { cmg, names: listOf(names) }, [all]));
    const { hostName: host, name, state, stateNumber: number, statusDetails } = gateway.known;
    const evidence = [
      seen(`SMS_AzureService "${name}".State`, number),
      ...(statusDetails === '' ? [] : [seen(`SMS_AzureService "${name}".StatusDetails`, statusDetails)]),
    ];
    if (state === 'unknown') return unknown('C02.unknownState', { host, name, number }, evidence);
    if (state !== 'ready') {
      const key = state === 'stopped' ? 'C02.stopped' : 'C02.notReady';
      return blocking(fail(key, { host, name, number }, evidence));
    }
    return judge(published, (points) => {
      const through = [
        ...evidence,
        seen(
          `SMS_CloudProxyRoleEndpoint where ProxyServiceName eq '${host}' and EndpointName eq 'SMS_MP'`,
          points.length === 0 ? 'rows=0' : listOf(points.map((one) => one.hostName)),
        ),
      ];
      if (points.length > 0)
        return pass('C02.pass', { host, names: listOf(points.map((one) => one.hostName)) }, through);
      const hasNoConnector = 'known' in connectionPoints && connectionPoints.known.length === 0;
      return blocking(
        fail(hasNoConnector ? 'C02.noConnector' : 'C02.unpublished', { host, name, cmg }, through),
      );
    });
  });
}

function blocking(verdict: Verdict): Verdict {
  return { ...verdict, isBlocking: true };
}

/** The management points that count: the one named, or all that are published through the gateway. */
function pointsInQuestion(facts: PrerequisiteFacts): Fact<readonly ManagementPoint[]> {
  const { question, gateway, managementPoints, published } = facts;
  if (!('known' in managementPoints)) return managementPoints;
  // In the console's words the gateway itself is the management point of such media.
  const isGateway = 'known' in gateway && isNamed(gateway.known, question.managementPoint ?? '');
  const byHost = (host: string): readonly ManagementPoint[] =>
    managementPoints.known.filter((one) => one.hostName.toLowerCase() === host.toLowerCase());
  if (question.managementPoint !== undefined && !isGateway) {
    const known = byHost(question.managementPoint);
    if (known.length > 0) return { known };
    const values = { name: question.managementPoint, source: 'SMS_SCI_SysResUse' };
    return { unknown: { key: 'absent', values } };
  }
  if (!('known' in published)) return published;
  const known = published.known.flatMap((one) => byHost(one.hostName));
  return known.length === 0 ? { unknown: { key: 'C03.nobody', values: {} } } : { known };
}

function hosts(points: readonly ManagementPoint[]): string {
  return listOf(points.map((one) => one.hostName));
}

function propertiesOf(
  points: readonly ManagementPoint[],
  property: string,
  value: (one: ManagementPoint) => string | number,
): readonly Evidence[] {
  return points.map((one) =>
    seen(`SMS_SCI_SysResUse "SMS Management Point" ${one.hostName}, ${property}`, value(one)),
  );
}

/** C03: the management point takes traffic of the gateway. */
export function managementPointTakesTraffic(facts: PrerequisiteFacts): Verdict {
  return judge(pointsInQuestion(facts), (points) => {
    const evidence = propertiesOf(points, 'AllowProxyTraffic', (one) => (one.allowsGatewayTraffic ? 1 : 0));
    const closed = points.filter((one) => !one.allowsGatewayTraffic);
    if (closed.length === 0) return pass('C03.pass', { names: hosts(points) }, evidence);
    const values = { names: hosts(closed), ...pointValues(closed, facts) };
    return closed.length === points.length
      ? fail('C03.fail', values, evidence)
      : warn('C03.some', values, evidence);
  });
}

/** What a cmdlet for the first of them needs. */
function pointValues(
  points: readonly ManagementPoint[],
  { site }: PrerequisiteFacts,
): Readonly<Record<string, string>> {
  return { server: points[0]?.hostName ?? '', site: 'known' in site ? site.known.siteCode : '' };
}

/** C04: the management point speaks HTTPS, or the site uses enhanced HTTP. */
export function managementPointIsSecure(facts: PrerequisiteFacts): Verdict {
  return judge(pointsInQuestion(facts), (points) => {
    const evidence = propertiesOf(points, 'SslState', (one) => (one.usesHttps ? 1 : 0));
    const plain = points.filter((one) => !one.usesHttps);
    if (plain.length === 0) return pass('C04.pass', { names: hosts(points) }, evidence);
    const names = hosts(plain);
    const { iisSslState } = facts;
    if (!('known' in iisSslState)) {
      const detail = String(iisSslState.unknown.values['detail'] ?? '');
      return unknown('C04.unknown', { names, detail, ...pointValues(plain, facts) }, evidence);
    }
    const all = [
      ...evidence,
      seen("SMS_SCI_Component 'SMS_SITE_COMPONENT_MANAGER', IISSSLState", iisSslState.known),
    ];
    return hasBit(iisSslState.known, ENHANCED_HTTP)
      ? pass('C04.enhanced', { names }, all)
      : fail('C04.fail', { names, ...pointValues(plain, facts) }, all);
  });
}

/** C05: the management point is not for internet-only connections; proved to fail on 2010 and 2103 only. */
export function managementPointIsNotInternetOnly(facts: PrerequisiteFacts): Verdict {
  return judge(pointsInQuestion(facts), (points) =>
    judge(facts.site, ({ buildNumber: build }) => {
      const evidence = propertiesOf(points, 'MPInternetFacing, MPIntranetFacing', (one) =>
        [one.isInternetFacing, one.isIntranetFacing].map(Number).join(', '),
      );
      const only = points.filter((one) => one.isInternetFacing && !one.isIntranetFacing);
      const isMandatory = INTERNET_ONLY_BUILDS.includes(build);
      if (only.length === 0) return { ...pass('C05.pass', { names: hosts(points) }, evidence), isMandatory };
      const values = { names: hosts(only), build, ...pointValues(only, facts) };
      const verdict = isMandatory ? fail('C05.fail', values, evidence) : warn('C05.other', values, evidence);
      return { ...verdict, isMandatory };
    }),
  );
}

/** C06: the gateway may serve content. */
export function gatewayServesContent({ gateway, isContentEnabled }: PrerequisiteFacts): Verdict {
  return judge(gateway, ({ hostName: host, name, nalPath }) =>
    judge(isContentEnabled, (isEnabled) => {
      const evidence = [
        seen(`SMS_AzureService "${name}".NALPath`, nalPath === '' ? "''" : nalPath),
        seen('SMS_DistributionPointInfo.NALPath', isEnabled ? nalPath : 'rows=0'),
      ];
      return isEnabled ? pass('C06.pass', { host }, evidence) : fail('C06.fail', { host, name }, evidence);
    }),
  );
}

/** C21: made at a primary site. */
export function siteIsPrimary({ site }: PrerequisiteFacts): Verdict {
  return judge(site, ({ siteCode, type }) => {
    const evidence = [seen(`SMS_Site('${siteCode}').Type`, type)];
    const values = { site: siteCode, type };
    switch (type) {
      case 2:
        return pass('C21.pass', values, evidence);
      case 4:
        return fail('C21.central', values, evidence);
      case 1:
        return fail('C21.secondary', values, evidence);
      default:
        return unknown('C21.other', values, evidence);
    }
  });
}

/** C22: SMS Providers stand on management points; 2409 needs it, 2509 does not any more. */
export function providersAreManagementPoints(facts: PrerequisiteFacts): Verdict {
  const { site, providers, managementPoints } = facts;
  return judge(site, ({ buildNumber: build }) => {
    const isMandatory = build >= BUILD_2409 && build < BUILD_2509;
    const verdict = judge(providers, (names) =>
      judge(managementPoints, (points) => {
        const evidence = [
          seen('SMS_SCI_SysResUse "SMS Provider"', listOf(names)),
          seen('SMS_SCI_SysResUse "SMS Management Point"', hosts(points)),
        ];
        const apart = names.filter(
          (name) => !points.some((one) => one.hostName.toLowerCase() === name.toLowerCase()),
        );
        if (apart.length === 0) return pass('C22.pass', { names: listOf(names) }, evidence);
        if (build >= BUILD_2509) return pass('C22.newer', { build }, evidence);
        if (build < BUILD_2409) return pass('C22.older', { build }, evidence);
        const values = { names: listOf(apart), build };
        return build === BUILD_2409
          ? fail('C22.fail', values, evidence)
          : warn('C22.perhaps', values, evidence);
      }),
    );
    return { ...verdict, isMandatory };
  });
}
