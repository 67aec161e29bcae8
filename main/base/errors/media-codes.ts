/** Error codes of the area "media": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const mediaCodes = {
  E_MEDIA_REQUEST: {
    cause: 'The request names something that is missing, out of its limits or contradicts another field.',
    remedy: 'Correct the fields named in the message; the schema of request files lists every field.',
  },
  E_MEDIA_KIND: {
    cause: 'Media of this kind can be described and checked, but not made yet.',
    remedy: 'Make bootable media, or keep the request: it stays valid for a version that can make this kind.',
  },
  E_MEDIA_HIDDEN_VALUE: {
    cause:
      'A hidden variable of the request got no value, or a value was given for a variable that is not hidden.',
    remedy: 'Put exactly the hidden variables of the request into the file of hidden variables.',
  },
  E_MEDIA_PASSWORD_MISSING: {
    cause:
      'Internet-based media were to be made without a password; whoever finds one could read everything on it.',
    remedy: 'Give a password file. To make an open medium nevertheless, set allowNoPassword in the request.',
  },
  E_MEDIA_PASSWORD_WEAK: {
    cause:
      'The encryption of task sequence media has no salt and no repetition, so this password can be found by trying.',
    remedy:
      'Let the program generate a password, or use 14 random printable characters, 16 random letters and digits, or 7 random words.',
  },
  E_MEDIA_PASSWORD_SHOWN: {
    cause: 'A text that is readable on the medium without the password contains the password.',
    remedy: 'Choose another label, or another password.',
  },
  E_MEDIA_SITE_FACTS: {
    cause: 'The site did not give something that this kind of medium needs.',
    remedy: 'Check in the console what the message names; media for HTTPS are made at a primary site.',
  },
  E_MEDIA_TOKEN_MISSING: {
    cause:
      'Internet-based media need a media token from the site, and there is none or it is not valid at this time.',
    remedy:
      'Check that the account may create media and that the gateway is ready, then create the medium again.',
  },
  E_MEDIA_BOOT_IMAGE: {
    cause: 'The boot image package is incomplete or its description does not fit its files.',
    remedy: 'Distribute the boot image package again, or build it again and then create the medium.',
  },
  E_MEDIA_CONTENT_HASH: {
    cause: 'A file for the medium came without its SHA-256, so the manifest could not name it.',
    remedy: 'Distribute the package named in the message again.',
  },
  E_MEDIA_FILE_TOO_LARGE: {
    cause: 'A file is larger than the 4 GiB less one byte that drives (FAT32) can hold.',
    remedy: 'Use a smaller file; splitting large images is not built yet.',
  },
  E_MEDIA_CERTIFICATE_FILE: {
    cause: 'The certificate file is not a PKCS #12 file (.pfx, .p12) or is damaged.',
    remedy: 'Export the certificate again, with its private key, as a .pfx file.',
  },
  E_MEDIA_CERTIFICATE_PASSWORD: {
    cause: 'The password does not open the certificate file.',
    remedy: 'Check the file that holds the password of the certificate; a line end at its end is ignored.',
  },
  E_MEDIA_CERTIFICATE_KEY: {
    cause:
      'The certificate file holds no private key that fits, or its key is not RSA of at most 2,048 bits.',
    remedy: 'Export the certificate with its private key; media need an RSA key of 2,048 bits.',
  },
  E_MEDIA_CERTIFICATE_USE: {
    cause: 'The certificate is not meant for client authentication.',
    remedy: 'Use a certificate of the template Workstation Authentication (purpose Client Authentication).',
  },
  E_MEDIA_CERTIFICATE_EXPIRED: {
    cause:
      'The certificate is not valid when the medium is made, or begins only after its media token has ended.',
    remedy: 'Use a certificate that is valid now, or correct the dates or the clock of this computer.',
  },
  E_MEDIA_MANIFEST: {
    cause: 'The manifest of the medium is damaged or of a form this version does not know.',
    remedy: 'Use a newer version of the media builder, or create the medium again.',
  },
  E_MEDIA_SIGNATURE: {
    cause:
      'The signature of the manifest is missing, damaged, or was not made with the certificate of this medium.',
    remedy: 'Do not use this medium; create it again.',
  },
  E_MEDIA_FOREIGN: {
    cause: 'The drive or file holds no task sequence media, or media that another program made.',
    remedy:
      'Check that the right drive or file was named. Media of other programs can be inspected, not verified.',
  },
  E_MEDIA_INCOMPLETE: {
    cause: 'Writing this medium was not finished; it does not start.',
    remedy: 'Create the medium again.',
  },
  E_MEDIA_FILE_MISSING: {
    cause: 'A file that belongs on the medium is not there.',
    remedy: 'Create the medium again.',
  },
  E_MEDIA_FILE_CHANGED: {
    cause: 'A file on the medium is not what was written: the drive is failing, or somebody changed it.',
    remedy: 'Create the medium again, on another drive if it happens twice.',
  },
  E_MEDIA_FILE_EXTRA: {
    cause: 'There is a file on the medium that the media builder did not write.',
    remedy: 'Find out who added it; create the medium again if nobody knows.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
