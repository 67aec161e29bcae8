/**
 * The media variables of bootable media (reference: formats 2.5; `#formats/variables-dat` has the table of meanings).
 * Trap: internet-based media are stored as site-based ones whose management point is the gateway's proxy path, because
 * that is all the current branch reads; what was chosen stays in `_TSMBMediaManagement` (ours).
 */
import { toHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { MediaVariable } from '#formats/variables-dat/index.ts';
import type { MediaIdentity } from './certificate.ts';
import type { BootableMediaRequest, MediaSecrets } from './request.ts';
import type { GatewayFacts, ManagementPointFacts, PolicySource, SiteFacts } from './site-facts.ts';

export type OutputKind = 'disc' | 'drive';

export interface VariablesInput {
  readonly request: BootableMediaRequest;
  readonly secrets: MediaSecrets;
  readonly site: SiteFacts;
  readonly policySource: PolicySource;
  readonly identity: MediaIdentity;
  readonly bootImageSourceVersion: number;
}

/** Documented launch modes: a disc, and a drive prepared by this program. */
const LAUNCH_MODES: Readonly<Record<OutputKind, string>> = { disc: 'CD', drive: 'UFD+FORMAT' };
const BRANDING_TITLE = 'Task Sequence Media Builder';

/**
 * The variables in the order they are written: the builder's, then the request's.
 * @throws MediaError E_MEDIA_SITE_FACTS or E_MEDIA_HIDDEN_VALUE naming what is missing.
 */
export function bootableMediaVariables(input: VariablesInput, output: OutputKind): readonly MediaVariable[] {
  const { request, site, identity } = input;
  const fixed: Readonly<Record<string, string | undefined>> = {
    ...sourceVariables(input.policySource, site),
    _SMSMediaGuid: identity.mediaGuid,
    _SMSTSMediaPFX: toHex(identity.pfx).toUpperCase(),
    _SMSTSMediaType: 'BootMedia',
    _SMSTSLaunchMode: LAUNCH_MODES[output],
    _SMSTSStandAloneMedia: 'false',
    _SMSTSBrandingTitle: BRANDING_TITLE,
    ...siteVariables(site),
    ...unknownComputerVariables(request, site),
    _SMSTSBootMediaPackageID: request.bootImageId,
    _SMSTSBootMediaSourceVersion: String(input.bootImageSourceVersion),
    SMSTSAssignUsersMode: { auto: 'Auto', pending: 'Pending', none: undefined }[request.userDeviceAffinity],
    _TSMBMediaManagement: request.mediaManagement,
    _TSMBUnattended: String(request.unattended),
    _TSMBPrestartCommand: request.prestart?.command,
    _TSMBPrestartPackageID: request.prestart?.packageId,
    ...hiddenNames(request),
  };
  const builder = Object.entries(fixed).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  return [...builder, ...customVariables(request, input.secrets)];
}

/** The address media use of a gateway: `https://<address>/CCM_Proxy_MutualAuth/<id>`. */
export function gatewayUrl(gateway: GatewayFacts): string {
  const id = /^\/*(?:CCM_Proxy_MutualAuth\/)?([0-9]+)\/*$/i.exec(gateway.mutualAuthPath)?.[1];
  if (id === undefined) {
    throw new MediaError(
      'E_MEDIA_SITE_FACTS',
      `the gateway ${gateway.address} has the path "${gateway.mutualAuthPath}", expected CCM_Proxy_MutualAuth/ and a number`,
    );
  }
  return `https://${gateway.address}/CCM_Proxy_MutualAuth/${id}`;
}

function sourceVariables(source: PolicySource, site: SiteFacts): Readonly<Record<string, string>> {
  switch (source.mediaManagement) {
    case 'internet-based':
      return {
        SMSTSMP: gatewayUrl(source.gateway),
        _SMSTSUseSSL: 'true',
        _TSMBMediaToken: source.mediaToken.token,
      };
    case 'site-based':
      return {
        SMSTSMP: managementPointUrl(source.managementPoint, site),
        _SMSTSUseSSL: String(source.managementPoint.protocol === 'https'),
      };
    case 'dynamic':
      return {
        SMSTSLocationMPs: source.managementPoints.map((mp) => managementPointUrl(mp, site)).join('*'),
        _SMSTSUseSSL: String(source.managementPoints.every((mp) => mp.protocol === 'https')),
      };
  }
}

function managementPointUrl(mp: ManagementPointFacts, site: SiteFacts): string {
  const port = mp.port ?? site.ports[mp.protocol];
  const isUsual = port === (mp.protocol === 'https' ? 443 : 80);
  return `${mp.protocol}://${mp.host}${isUsual ? '' : `:${port}`}`;
}

function siteVariables(site: SiteFacts): Readonly<Record<string, string | undefined>> {
  return {
    _SMSTSSiteCode: site.siteCode,
    // Several roots are joined with ","; how Configuration Manager joins them is not public, so this is ours.
    _SMSTSRootCACerts: site.rootCaCertificates.map((der) => toHex(der).toUpperCase()).join(','),
    _SMSTSSiteSigningCertificate:
      site.siteSigningCertificate === undefined
        ? undefined
        : toHex(site.siteSigningCertificate).toUpperCase(),
    _SMSTSHTTPPort: String(site.ports.http),
    _SMSTSHTTPSPort: String(site.ports.https),
    _SMSTSIISSSLState: site.iisSslState === undefined ? undefined : String(site.iisSslState),
    _SMSTSUseCRL: String(site.checkRevocation),
    _SMSTSUseFirstCert: '1',
  };
}

function unknownComputerVariables(
  request: BootableMediaRequest,
  site: SiteFacts,
): Readonly<Record<string, string | undefined>> {
  if (!request.unknownComputers) return { _TSMBUnknownComputers: 'false' };
  const { x64, x86, arm64 } = site.unknownComputers ?? {};
  if (x64 === undefined) {
    throw new MediaError(
      'E_MEDIA_SITE_FACTS',
      `unknown computers are to be supported, but site ${site.siteCode} names no x64 unknown-computer object`,
    );
  }
  return {
    _TSMBUnknownComputers: 'true',
    _SMSTSx64UnknownMachineGUID: x64,
    _SMSTSx86UnknownMachineGUID: x86,
    _SMSTSarm64UnknownMachineGUID: arm64,
  };
}

function hiddenNames(request: BootableMediaRequest): Readonly<Record<string, string>> {
  const names = request.variables.filter((variable) => variable.hidden).map((variable) => variable.name);
  return names.length === 0 ? {} : { _TSMBHiddenVariables: names.join(';') };
}

function customVariables(request: BootableMediaRequest, secrets: MediaSecrets): readonly MediaVariable[] {
  const given = new Map(
    [...(secrets.hiddenValues ?? [])].map(([name, value]) => [name.toUpperCase(), value]),
  );
  const variables = request.variables.map((variable): MediaVariable => {
    if (!variable.hidden) return { name: variable.name, value: variable.value };
    const value = given.get(variable.name.toUpperCase());
    if (value === undefined) {
      throw new MediaError('E_MEDIA_HIDDEN_VALUE', `the hidden variable ${variable.name} got no value`);
    }
    given.delete(variable.name.toUpperCase());
    return { name: variable.name, value };
  });
  const [unused] = given.keys();
  if (unused !== undefined) {
    throw new MediaError(
      'E_MEDIA_HIDDEN_VALUE',
      `a value was given for ${unused}, which is no hidden variable`,
    );
  }
  return variables;
}
