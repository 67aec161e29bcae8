/** Error codes of the area "wire": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

const NEW_MEDIA = 'Ask the help desk for a new medium; create it again from the same site.';

export const wireCodes = {
  E_WIRE_FRAMING: {
    cause: 'A message of the management point or the gateway was cut off or is not framed as expected.',
    remedy: 'Try again; if it repeats, look for a proxy or firewall that changes answers.',
  },
  E_WIRE_XML: {
    cause: 'A message holds XML that is damaged, too large or of a kind that is not read for safety.',
    remedy: 'Try again; if it repeats, look for a proxy or firewall that changes answers.',
  },
  E_WIRE_MESSAGE: {
    cause: 'A message is complete but something it must contain is missing.',
    remedy: 'Check that the address is a management point or gateway of a supported version.',
  },
  E_WIRE_CIPHER: {
    cause: 'An encrypted part of a policy can not be decrypted with the certificate of this medium.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_CERTIFICATE_MISSING: {
    cause: 'The medium did not show its certificate to the gateway.',
    remedy: 'Check that no proxy breaks the encrypted connection open; otherwise create the medium again.',
  },
  E_WIRE_CERTIFICATE_UNREGISTERED: {
    cause: 'The certificate of this medium is not registered at the site.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_CERTIFICATE_EXPIRED: {
    cause: 'The certificate of this medium has expired.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_CERTIFICATE_NOT_YET_VALID: {
    cause: 'The certificate of this medium is not valid yet.',
    remedy: 'Check the start date of the medium and the clocks of the device and the site.',
  },
  E_WIRE_CERTIFICATE_BLOCKED: {
    cause:
      'An administrator has blocked the certificate of this medium, as is done with lost or outdated media.',
    remedy: 'Do not use this medium again; ask the help desk for a new one.',
  },
  E_WIRE_CERTIFICATE_MISMATCH: {
    cause: 'The certificate shown is another one than the site has registered for this medium.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_SIGNATURE: {
    cause: 'A request was not signed with the certificate of this medium, or was changed on its way.',
    remedy: 'Check that no proxy changes requests; otherwise create the medium again.',
  },
  E_WIRE_CLOCK: {
    cause: 'The clock of the device and the clock of the site differ too much.',
    remedy: 'Correct date and time in the firmware set-up of the device, then start again.',
  },
  E_WIRE_TOKEN_MISSING: {
    cause: 'The gateway wants a token and the request carried none.',
    remedy: 'Check that no proxy removes headers; otherwise create the medium again for this gateway.',
  },
  E_WIRE_TOKEN_INVALID: {
    cause: 'The token is damaged or was not signed by this site.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_TOKEN_EXPIRED: {
    cause: 'The media token has expired; it lives about half a year, shorter than the certificate may.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_TOKEN_FOREIGN: {
    cause: 'The token belongs to another site or was made for another purpose.',
    remedy: 'Use a medium that was created at the site of this gateway.',
  },
  E_WIRE_TOKEN_BLOCKED: {
    cause: 'An administrator has blocked the token of this medium.',
    remedy: 'Do not use this medium again; ask the help desk for a new one.',
  },
  E_WIRE_TOKEN_WRONG_CERTIFICATE: {
    cause: 'The token was issued for another media certificate than the one of this medium.',
    remedy: NEW_MEDIA,
  },
  E_WIRE_REPLAYED: {
    cause: 'The site has already taken this very message; it came a second time.',
    remedy: 'Send it anew; if it repeats, something between device and gateway repeats messages.',
  },
  E_WIRE_TOKEN_KIND: {
    cause:
      'The token is genuine but was made for something else: a registration token does not open policies of a client.',
    remedy: 'Let the client get its site token; a registration token is for the registration only.',
  },
  E_WIRE_TOKEN_USED: {
    cause: 'The registration token of the medium has already registered another client.',
    remedy: 'Run the task sequence again, so that the medium gets a new registration token.',
  },
  E_WIRE_CLIENT_UNREGISTERED: {
    cause: 'No client is registered under this id, or the site has removed it.',
    remedy: 'Register the client anew with a bulk registration token.',
  },
  E_WIRE_REGISTRATION: {
    cause: 'The registration was refused: its signature or its certificate is not what the site accepts.',
    remedy: 'Start the client again, so that it makes a new key and registers anew.',
  },
  E_WIRE_GATEWAY_NOT_ALLOWED: {
    cause: 'The client settings do not allow this device to use a cloud management gateway.',
    remedy:
      'Set "Enable clients to use a cloud management gateway" to Yes in the client settings of its collection.',
  },
  E_WIRE_CLIENT_UNKNOWN: {
    cause: 'The site does not know this device and the medium has no unknown computer support.',
    remedy: 'Create the medium with unknown computer support, or import the device at the site.',
  },
  E_WIRE_CONTENT_ACCESS: {
    cause: 'The permission to download content does not fit the content, or was changed.',
    remedy: 'Start again, so that a new permission is asked for.',
  },
  E_WIRE_CONTENT_ACCESS_EXPIRED: {
    cause: 'The permission to download content has expired; it is valid for 24 hours.',
    remedy: 'Start again, so that a new permission is asked for.',
  },
  E_WIRE_GATEWAY_STOPPED: {
    cause: 'The cloud management gateway is stopped.',
    remedy: 'Start the gateway in the console, or create the medium for another one.',
  },
  E_WIRE_NOT_FOUND: {
    cause: 'The gateway or management point does not know this address.',
    remedy: 'Check the gateway address on the medium; the gateway may have been replaced.',
  },
  E_WIRE_REFUSED: {
    cause: 'The management point or gateway refused without a reason we can read.',
    remedy: 'Look into MP_Policy.log, CCM_STS.log and the gateway logs of the site at this time.',
  },
  E_WIRE_EMPTY_REPLY: {
    cause:
      'The management point answered with nothing, which is how a real one refuses a medium or signature it does not accept.',
    remedy: 'Check at the site whether the certificate of the medium is registered, valid and not blocked.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
