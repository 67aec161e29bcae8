/**
 * The options of `create bootable` that make up a request: one table for the command line, which reads them, and for the
 * wizard's "show the command line", which writes them. Pure.
 * Trap: whoever adds a field to the request adds its option here, or a printed line makes another medium; a test prints
 * lines of all kinds of requests and reads them back.
 */
import type { BootableMediaRequest } from '#contract/media-request.ts';

export interface CreateOption {
  /** As commander takes it: "--label <text>". */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly isRepeatable?: true;
  /** What a request puts there: values, the bare flag (true), or nothing; absent: the request says nothing of it. */
  readonly valuesOf?: (request: BootableMediaRequest) => readonly string[] | string | boolean | undefined;
}

/** Files with secrets, which the user makes; they are named in a printed line, never their content. */
export const SECRET_FILES = {
  password: 'password.txt',
  hiddenVariables: 'hidden-variables.txt',
  certificatePassword: 'certificate-password.txt',
} as const;

const unless = (value: string, usual: string): string | undefined => (value === usual ? undefined : value);

export const createOptionTable: readonly CreateOption[] = [
  {
    flags: '--media-management <kind>',
    description: 'how the medium finds its management point',
    choices: ['dynamic', 'site-based', 'internet-based'],
    valuesOf: (request) => request.mediaManagement,
  },
  {
    flags: '--boot-image <id>',
    description: 'package ID of the boot image',
    valuesOf: (request) => request.bootImageId,
  },
  {
    flags: '--distribution-point <fqdn>',
    description: 'distribution point that holds the boot image (default: the first ready one)',
    valuesOf: (request) => request.distributionPoint,
  },
  {
    flags: '--management-point <fqdn>',
    description: 'management point; repeatable for dynamic media',
    isRepeatable: true,
    valuesOf: (request) => request.managementPoints,
  },
  {
    flags: '--cmg <name>',
    description: 'cloud management gateway of internet-based media',
    valuesOf: (request) => request.cmg,
  },
  {
    flags: '--password-file <file>',
    description: 'file with the media password, or - for standard input',
    valuesOf: (request) => (request.allowNoPassword ? undefined : SECRET_FILES.password),
  },
  {
    flags: '--generate-password <file>',
    description: 'make a strong password and write it into this new file',
  },
  {
    flags: '--allow-no-password',
    description: 'make a medium everybody can use and read',
    valuesOf: (request) => request.allowNoPassword,
  },
  {
    flags: '--certificate <file.pfx>',
    description: 'PKI certificate of the medium (default: self-signed, made anew)',
    valuesOf: ({ certificate }) =>
      certificate.source === 'pfx' ? certificateFile(certificate.path) : undefined,
  },
  {
    flags: '--certificate-password-file <file>',
    description: 'file with the password of the certificate file',
    valuesOf: ({ certificate }) =>
      certificate.source === 'pfx' ? SECRET_FILES.certificatePassword : undefined,
  },
  {
    flags: '--start <date>',
    description: 'the self-signed certificate is valid from here on (UTC)',
    valuesOf: ({ certificate }) => (certificate.source === 'self-signed' ? certificate.start : undefined),
  },
  {
    flags: '--expires <date>',
    description: 'and until here (default: one year later)',
    valuesOf: ({ certificate }) => (certificate.source === 'self-signed' ? certificate.expires : undefined),
  },
  {
    flags: '--unknown-computers',
    description: 'allow deployment to computers the site does not know',
    valuesOf: (request) => request.unknownComputers,
  },
  {
    flags: '--user-device-affinity <kind>',
    description: 'whether the user of the device is recorded',
    choices: ['auto', 'pending', 'none'],
    valuesOf: (request) => unless(request.userDeviceAffinity, 'none'),
  },
  {
    flags: '--unattended',
    description: 'ask nothing on the device but the password',
    valuesOf: (request) => request.unattended,
  },
  {
    flags: '--variable <name=value>',
    description: 'media variable; repeatable',
    isRepeatable: true,
    valuesOf: (request) =>
      request.variables.flatMap((one) => (one.hidden ? [] : [`${one.name}=${one.value}`])),
  },
  {
    flags: '--hidden-variable-file <file>',
    description: 'file with one NAME=VALUE a line whose values stay hidden',
    valuesOf: (request) =>
      request.variables.some((one) => one.hidden) ? SECRET_FILES.hiddenVariables : undefined,
  },
  {
    flags: '--prestart-command <text>',
    description: 'command that runs before policy is requested',
    valuesOf: (request) => request.prestart?.command,
  },
  {
    flags: '--prestart-package <id>',
    description: 'package with the files of the prestart command',
    valuesOf: (request) => request.prestart?.packageId,
  },
  {
    flags: '--label <text>',
    description: 'label of the medium',
    valuesOf: (request) => unless(request.label, 'Configuration Manager'),
  },
  {
    flags: '--autorun',
    description: 'put an autorun.inf on the medium',
    valuesOf: (request) => request.autorun,
  },
  {
    flags: '--partition-style <style>',
    description: 'of disk images and drives (default: gpt)',
    choices: ['gpt', 'mbr'],
    valuesOf: (request) => unless(request.partitionStyle, 'gpt'),
  },
  {
    flags: '--algorithm <name>',
    description: 'encryption of the media variables (default: aes-256)',
    choices: ['aes-256', 'aes-128'],
    valuesOf: (request) => unless(request.algorithm, 'aes-256'),
  },
];

/** The word "self-signed" names no file on the command line. */
function certificateFile(path: string): string {
  return path === 'self-signed' ? './self-signed' : path;
}

/** Arguments of the table's options for a request: "--label", "Contoso", … */
export function requestArguments(request: BootableMediaRequest): readonly (readonly string[])[] {
  return createOptionTable.flatMap(({ flags, valuesOf }) => {
    const [name = ''] = flags.split(' ');
    const values = valuesOf?.(request);
    if (values === undefined || values === false) return [];
    if (values === true) return [[name]];
    return (typeof values === 'string' ? [values] : values).map((value) => [name, value]);
  });
}
