/**
 * Medium, device and network: C14-C19, C23, C24. Nothing of it but the gateway's root can be seen at a site; what the
 * caller does not know stays "could not determine".
 * Trap: a probe from this computer proves nothing about the network the device will be in, and says so.
 */
import { isNamed, type CertificateFacts, type PrerequisiteFacts } from './facts.ts';
import { variableOf } from './sequence-steps.ts';
import { fail, judge, pass, seen, unknown, warn, type Verdict } from './verdict.ts';

const MAX_KEY_BITS = 2048;
const READINESS = 'SMS_TaskSequence_PrestartCheckAction';

/** C14: constant internet connection. */
export function deviceIsOnline({ question }: PrerequisiteFacts): Verdict {
  const isOnline = question.device?.isOnline;
  if (isOnline === undefined) return unknown('C14.unknown');
  return isOnline ? pass('C14.pass') : fail('C14.fail');
}

/** C15: wired network. */
export function deviceIsWired({ question, taskSequence }: PrerequisiteFacts): Verdict {
  const isWired = question.device?.isWired;
  if (isWired !== undefined) return isWired ? pass('C15.pass') : fail('C15.fail');
  if (!('known' in taskSequence)) return unknown('C15.unknown');
  const { packageId, steps } = taskSequence.known;
  const check = steps.find(
    (one) => one.type === READINESS && variableOf(one, 'CheckNetworkWired').toLowerCase() === 'true',
  );
  if (check === undefined) return unknown('C15.unknown');
  const source = `SMS_TaskSequencePackage('${packageId}').Sequence, step "${check.name}", CheckNetworkWired`;
  return unknown('C15.checked', { step: check.name }, [seen(source, true)]);
}

const OTHER_KINDS = {
  'stand-alone': 'C16.standAlone',
  prestaged: 'C16.prestaged',
  capture: 'C16.capture',
} as const;

/** C16: bootable media for the gateway. Any other kind is useless on the internet. */
export function mediumIsForGateway({ question, gateway }: PrerequisiteFacts): Verdict {
  const { medium, cmg, managementPoint = '' } = question;
  if (medium === undefined) return unknown('noMedium');
  const { kind, mediaManagement } = medium;
  if (kind !== 'bootable') return { ...fail(OTHER_KINDS[kind]), isBlocking: true };
  switch (mediaManagement) {
    case undefined:
      return unknown('noMedium');
    case 'internet-based':
      return pass('C16.pass', { cmg });
    case 'dynamic':
      return { ...fail('C16.dynamic', { cmg }), isBlocking: true };
    case 'site-based':
      return isNamed('known' in gateway ? gateway.known : { hostName: cmg, name: cmg }, managementPoint)
        ? pass('C16.pass', { cmg })
        : { ...fail('C16.managementPoint', { cmg, managementPoint }), isBlocking: true };
  }
}

/** C17: strong password. */
export function mediumHasPassword({ question }: PrerequisiteFacts): Verdict {
  const { hasPassword, passwordIsStrong } = question.medium ?? {};
  if (hasPassword === undefined) return unknown('C17.unknown');
  if (!hasPassword) return fail('C17.none');
  if (passwordIsStrong === undefined) return unknown('C17.unrated');
  return passwordIsStrong ? pass('C17.pass') : warn('C17.weak');
}

/** C18: the medium trusts the root of a gateway of a private PKI. */
export function mediumTrustsGateway({ question, gateway, bootImages }: PrerequisiteFacts): Verdict {
  return judge(gateway, ({ hostName: host, name: gatewayName, rootCertificateThumbprint }) => {
    const thumbprint = plainHex(rootCertificateThumbprint);
    const evidence = [
      seen(`SMS_AzureService "${gatewayName}".RootCertThumbprint`, thumbprint === '' ? "''" : thumbprint),
    ];
    if (thumbprint === '') return unknown('C18.noRoot', { host }, evidence);
    const roots = question.medium?.trustedRoots;
    const verdict =
      roots === undefined
        ? judge(bootImages, ([image]) => {
            if (image === undefined) return unknown('noBootImage');
            const values = { thumbprint, id: image.packageId, name: image.name };
            return image.family === 'linux'
              ? pass('C18.ours', values, evidence)
              : unknown('C18.windowsPe', values, evidence);
          })
        : (roots.map(plainHex).includes(thumbprint) ? pass : fail)(
            roots.map(plainHex).includes(thumbprint) ? 'C18.pass' : 'C18.fail',
            { thumbprint },
            [...evidence, seen('trusted roots', roots.length === 0 ? '0' : roots.map(plainHex).join(', '))],
          );
    return { ...verdict, isMandatory: true };
  });
}

/** Thumbprints are copied with blanks, colons and in either case. */
function plainHex(text: string): string {
  return text.replaceAll(/[^0-9a-f]/gi, '').toUpperCase();
}

/** C19: an imported certificate is one that media and Windows PE can use. */
export function certificateFits({ question }: PrerequisiteFacts): Verdict {
  const certificate = question.medium?.certificate;
  if (certificate === undefined) return unknown('C19.unknown');
  if (certificate === 'self-signed') return pass('C19.selfSigned');
  return { ...importedFits(certificate), isMandatory: true };
}

function importedFits({ hash, keyBits: bits, provider = '' }: CertificateFacts): Verdict {
  const evidence = [seen('PKCS #12', `${hash}, ${bits}${provider === '' ? '' : `, "${provider}"`}`)];
  const values = { hash, bits, provider };
  if (/sha-?1\b|sha1|md5|md2/i.test(hash)) return fail('C19.hash', values, evidence);
  if (bits > MAX_KEY_BITS) return fail('C19.bits', values, evidence);
  // Key storage providers (CNG) are fine, and a provider is a recommendation only: a file need not name one.
  const isRecommended = provider === '' || /RSA and AES|Key Storage Provider/i.test(provider);
  return isRecommended ? pass('C19.pass', values, evidence) : warn('C19.provider', values, evidence);
}

/** C23: port 443 of the gateway. */
export function gatewayIsReachable({ question, gateway }: PrerequisiteFacts): Verdict {
  const { reach } = question;
  const cmg = 'known' in gateway ? gateway.known.hostName : question.cmg;
  if (reach === undefined) return unknown('C23.unknown', { cmg });
  const { detail } = reach;
  const evidence = [seen(`https://${cmg}:443`, detail)];
  return reach.state === 'reached'
    ? pass('C23.pass', { cmg, detail }, evidence)
    : fail('C23.fail', { cmg, detail }, evidence);
}

/** C24: not IPv6 alone. */
export function deviceHasIpv4({ question }: PrerequisiteFacts): Verdict {
  const hasIpv4 = question.device?.hasIpv4;
  if (hasIpv4 === undefined) return unknown('C24.unknown');
  return hasIpv4 ? pass('C24.pass') : fail('C24.fail');
}
