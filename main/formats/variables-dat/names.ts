/**
 * Every media variable we know: what it means, how sure that is, and whether its value is a secret
 * (reference: formats 2.5). Names with the prefix `_TSMB` are ours and mean nothing to Microsoft's runtime.
 * Trap: "secret" decides what inspect, logs and status messages mask; when in doubt a variable is secret.
 */

/** documented by Microsoft; public in two or more independent sources; from one public source; invented here. */
export type Certainty = 'documented' | 'public' | 'single source' | 'ours';

export interface VariableDescription {
  readonly name: string;
  readonly meaning: string;
  readonly certainty: Certainty;
  readonly isSecret: boolean;
}

/** First in files of ours: the version of our additions. */
export const FORMAT_VARIABLE = '_TSMBFormat';
/** Last in files of ours: SHA-256 over the text before it; the format itself has no checksum. */
export const CHECKSUM_VARIABLE = '_TSMBChecksum';

type Row = readonly [name: string, certainty: Certainty, meaning: string, secrecy?: 'secret'];

const rows: readonly Row[] = [
  [
    'SMSTSMP',
    'documented',
    'URL of the management point of site-based media; over a CMG the URL of its proxy path (form inferred)',
  ],
  [
    'SMSTSLocationMPs',
    'public',
    'dynamic media: URLs of the management points for the first contact, separated by "*"',
  ],
  [
    '_SMSMediaGuid',
    'public',
    'identity of the medium; its first 31 characters are the password of _SMSTSMediaPFX, which is protected by the encryption around both',
  ],
  [
    '_SMSTSMediaPFX',
    'public',
    'media certificate with its private key: PKCS#12 as upper-case hexadecimal',
    'secret',
  ],
  ['_SMSTSMediaType', 'documented', 'BootMedia, FullMedia, PXE or OEMMedia'],
  ['_SMSTSLaunchMode', 'documented', 'SMS, UFD, UFD+FORMAT, CD, DVD, PXE or HD'],
  ['_SMSTSSiteCode', 'documented', 'site that made the medium'],
  ['_SMSTSPublicRootKey', 'public', 'trusted root key of the site, hexadecimal CryptoAPI blob'],
  [
    '_SMSTSRootCACerts',
    'public',
    'root CA certificates, hexadecimal DER; several are joined with "," (the separator is ours)',
  ],
  ['_SMSTSSiteSigningCertificate', 'public', 'site signing certificate, hexadecimal DER'],
  ['_SMSTSx64UnknownMachineGUID', 'documented', 'SMSID of the x64 unknown-computer object'],
  ['_SMSTSx86UnknownMachineGUID', 'documented', 'SMSID of the x86 unknown-computer object'],
  ['_SMSTSarm64UnknownMachineGUID', 'single source', 'SMSID of the ARM64 unknown-computer object'],
  ['_SMSTSHTTPPort', 'documented', 'client port for HTTP'],
  ['_SMSTSHTTPSPort', 'documented', 'client port for HTTPS'],
  ['_SMSTSIISSSLState', 'documented', 'bit mask of how the site uses TLS, for example 448'],
  ['_SMSTSUseSSL', 'documented', 'true: the management point is reached by HTTPS'],
  ['_SMSTSUseCRL', 'documented', 'true: certificate revocation lists are consulted'],
  ['_SMSTSUseFirstCert', 'documented', 'take the first matching certificate'],
  ['_SMSTSPreferredMPEnabled', 'public', 'preferred management points are in use'],
  ['_SMSTSBootMediaPackageID', 'documented', 'boot image package on the medium'],
  ['_SMSTSBootMediaSourceVersion', 'documented', 'source version of that package'],
  ['_SMSTSBrandingTitle', 'public', 'title shown to the user'],
  ['_SMSTSStandAloneMedia', 'public', 'true: the medium needs no network'],
  ['_SMSTSMediaExpire', 'single source', 'end of validity as "HIGH;LOW", decimal halves of a UTC FILETIME'],
  [
    'SMSTSAssignUsersMode',
    'documented',
    'user device affinity: Auto, Pending or Disabled (that media set it is ours)',
  ],
  ['SMSTSUDAUsers', 'documented', 'users to be associated with the device'],
  ['SMSTSPreferredAdvertID', 'documented', 'deployment to run without asking'],
  [
    '_TSMBMediaToken',
    'ours',
    'media token of internet-based media; the real name and form are not public',
    'secret',
  ],
  ['_TSMBPrestartCommand', 'ours', 'prestart command line; the real name is not public', 'secret'],
  ['_TSMBPrestartPackageID', 'ours', 'package below SMS/PKG whose files the prestart command uses'],
  ['_TSMBUnattended', 'ours', 'true: only the password is asked for; the same as in TsmBootstrap.ini'],
  ['_TSMBUnknownComputers', 'ours', 'true: computers without a record may use the medium'],
  [
    '_TSMBMediaManagement',
    'ours',
    'dynamic, site-based or internet-based as chosen; the last is stored as site-based',
  ],
  ['_TSMBHiddenVariables', 'ours', 'names of custom variables whose values are never shown, joined with ";"'],
  [FORMAT_VARIABLE, 'ours', 'version of our additions, 1'],
  [CHECKSUM_VARIABLE, 'ours', 'SHA-256 over the text before it; the format has no checksum of its own'],
];

/** All known variables in the order of the table. */
export const knownVariables: readonly VariableDescription[] = rows.map(
  ([name, certainty, meaning, secrecy]) => ({ name, certainty, meaning, isSecret: secrecy === 'secret' }),
);

const byName = new Map(knownVariables.map((known) => [known.name.toUpperCase(), known]));

/** What is known of a variable; undefined for custom ones. Names are compared without case. */
export function describeVariable(name: string): VariableDescription | undefined {
  return byName.get(name.toUpperCase());
}

/** True when the value of this variable must never be shown or logged. Custom hidden ones are not known here. */
export function isSecretVariable(name: string): boolean {
  return describeVariable(name)?.isSecret ?? false;
}
