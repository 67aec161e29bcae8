/** Media for the on-device runtime as the builder plans them, against the real lab over TLS. */
import { randomBytes, generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LookupFunction } from 'node:net';
import { encodeTsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import { decodeVariablesDat, encodeVariablesDat, type MediaVariable } from '#formats/variables-dat/index.ts';
import { issueMediaToken } from '#lab/management-point/tokens.ts';
import { createMediaIdentity, type MediaIdentity } from '#media/certificate.ts';
import { VariableStore } from '../../resources/runtime/engine/variables.ts';
import { readTrust, type GatewayTrust } from '../../resources/runtime/gateway/trust.ts';
import { tempFolder } from '../support/temp.ts';
import { CMG, DAY_MS, type TestLab } from './gateway-support.ts';

export const PASSWORD = 'Birch-7-Lantern';

let key: string | undefined;

export interface DeviceMedium {
  readonly folder: string;
  readonly identity: MediaIdentity;
}

export interface MediumOptions {
  readonly gateway?: string;
  /** Added behind the builder's variables; an entry of the same name replaces one. */
  readonly variables?: readonly MediaVariable[];
  readonly isUnattended?: boolean;
  readonly password?: string | undefined;
  readonly unknown?: boolean;
  readonly isRegistered?: boolean;
  /** With a key that no other medium of the test has. */
  readonly hasOwnKey?: boolean;
  readonly tokenLifeMs?: number;
}

/** Resolves every name to loopback, where the lab listens. */
export const loopback: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

/** A folder with SMS/data of internet-based bootable media, registered at the lab. */
export async function makeDeviceMedium(lab: TestLab, options: MediumOptions = {}): Promise<DeviceMedium> {
  const identity = await createMediaIdentity({
    mediaId: crypto.randomUUID(),
    start: new Date(Date.now() - DAY_MS),
    random: (count) => new Uint8Array(randomBytes(count)),
    generateKey: (bits) => {
      const make = (): string =>
        generateKeyPairSync('rsa', { modulusLength: bits })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString();
      if (options.hasOwnKey === true) return Promise.resolve(make());
      key ??= make();
      return Promise.resolve(key);
    },
  });
  if (options.isRegistered !== false) {
    await lab.site.store.saveCertificate({
      smsId: identity.mediaGuid,
      certificateDer: identity.certificateDer,
      thumbprint: identity.thumbprint,
      type: 1,
      issuedTo: 'test',
      validFrom: identity.start,
      validUntil: identity.expires,
      isBlocked: false,
      keyType: 1,
      udaSetting: 0,
      allowUnknownComputers: options.unknown ?? true,
    });
  }
  const token = await issueMediaToken(lab.site, {
    mediaId: identity.mediaGuid,
    thumbprint: identity.thumbprint,
    ...(options.tokenLifeMs === undefined ? {} : { lifeMs: options.tokenLifeMs }),
  });
  const variables = mediaVariables(lab, identity, { ...options, token: token.token });
  const folder = await tempFolder('medium');
  const password = 'password' in options ? options.password : PASSWORD;
  await mkdir(join(folder, 'SMS/data'), { recursive: true });
  await writeFile(
    join(folder, 'SMS/data/TsmBootstrap.ini'),
    encodeTsmBootstrap({
      mediaType: 'BootMedia',
      isPasswordRequired: password !== undefined,
      isUnattended: options.isUnattended ?? false,
    }),
  );
  await writeFile(
    join(folder, 'SMS/data/Variables.dat'),
    encodeVariablesDat(variables, { password, algorithm: 'aes-256' }),
  );
  return { folder, identity };
}

function mediaVariables(
  lab: TestLab,
  identity: MediaIdentity,
  options: MediumOptions & { readonly token: string },
): readonly MediaVariable[] {
  const gateway = options.gateway ?? CMG;
  const roleId = lab.site.world.gateways.find((one) => one.hostName === gateway)?.roleId ?? '0';
  const unknown = lab.site.world.unknownComputers.find((one) => one.cpuType === 'x64')?.guid ?? '';
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
  const builder: readonly MediaVariable[] = [
    { name: 'SMSTSMP', value: `https://${gateway}:${lab.server.port}/CCM_Proxy_MutualAuth/${roleId}` },
    { name: '_TSMBMediaToken', value: options.token },
    { name: '_SMSMediaGuid', value: identity.mediaGuid },
    { name: '_SMSTSMediaPFX', value: hex(identity.pfx) },
    { name: '_SMSTSMediaType', value: 'BootMedia' },
    { name: '_SMSTSSiteCode', value: lab.site.siteCode },
    { name: '_SMSTSRootCACerts', value: hex(lab.site.pki.rootCertificateDer) },
    { name: '_SMSTSx64UnknownMachineGUID', value: unknown },
  ];
  const own = options.variables ?? [];
  return [...builder.filter((one) => own.every((other) => other.name !== one.name)), ...own];
}

/** Trust and identity of a medium, read as the device does. */
export async function trustOf(medium: DeviceMedium): Promise<GatewayTrust> {
  const bytes = new Uint8Array(await readFile(join(medium.folder, 'SMS/data/Variables.dat')));
  const variables = new VariableStore();
  for (const { name, value } of decodeVariablesDat(bytes, PASSWORD).variables)
    variables.setInternal(name, value);
  return readTrust(variables);
}
