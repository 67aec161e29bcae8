/** Error codes of the area "site": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const siteCodes = {
  E_SITE_UNAUTHORIZED: {
    cause: 'The site did not accept the user name, password or token.',
    remedy:
      'Check the credentials; on real sites use the form DOMAIN\\user and the name of the SMS Provider, never its address.',
  },
  E_SITE_REFUSED: {
    cause:
      'The site refused the query: the account has no rights in Configuration Manager, or the item does not exist.',
    remedy:
      'Give the account the role Read-only Analyst (to create media: Operating System Deployment Manager), or check the id named in the message.',
  },
  E_SITE_NOT_PROVIDER: {
    cause: 'A server answered, but it runs no AdminService: it is not an SMS Provider.',
    remedy: 'Use the name of a server that has the role SMS Provider.',
  },
  E_SITE_UNTRUSTED: {
    cause:
      "The server's certificate was not issued by the root certificate of this connection, or not for this name.",
    remedy:
      "Export the site's root certificate again (Administration, Security, Certificates) and check the server name; do not go on with a server that cannot prove who it is.",
  },
  E_SITE_ROOT_UNKNOWN: {
    cause:
      'The server shows a certificate that no root this computer trusts has issued, as is usual for site servers.',
    remedy:
      "Compare the fingerprint in the message with what the site's administrator says (console: Administration, Security, Certificates), on another way than this connection, and trust it (--root-fingerprint); or take the site's root as a file (--root-certificate).",
  },
  E_SITE_FINGERPRINT: {
    cause:
      'None of the certificates the server shows has the fingerprint that is trusted: the site was given a new certificate, or somebody stands in between.',
    remedy:
      'Ask the administrator of the site for the new fingerprint; when it is the one in the message, remove the connection and add it again. Do not go on otherwise.',
  },
  E_SITE_CONNECTION: {
    cause: 'There is no site connection of this name, there is one already, or the name cannot be used.',
    remedy:
      'See the names with "media-builder site list"; a connection is made with "media-builder site add".',
  },
  E_SITE_CREDENTIALS: {
    cause:
      "The password or token of this connection is not stored: the system's secret storage does not work here, lost it, or it was stored for another address.",
    remedy:
      'Name it at the command (--site-token-file, or --site-user and --site-password-file), or sign in again in the window.',
  },
  E_SITE_UNREACHABLE: {
    cause:
      'The server could not be reached: its name is unknown, nothing listens there, or the connection broke.',
    remedy: 'Check the name, the network and the firewall (TCP 443); start the lab if the site is the lab.',
  },
  E_SITE_TIMEOUT: {
    cause: 'The server took longer than allowed to answer.',
    remedy: 'Try again; if it happens often, the SMS Provider is overloaded or the connection is very slow.',
  },
  E_SITE_FAILED: {
    cause: 'The site server reported an error of its own, also after several attempts.',
    remedy: 'Look at adminservice.log and SMS_REST_PROVIDER.log on the SMS Provider.',
  },
  E_SITE_ANSWER: {
    cause: 'The answer of the site is not what its documentation promises.',
    remedy:
      'Check that the URL ends in /AdminService and that no proxy changes answers; report the message otherwise.',
  },
  E_SITE_CONTENT: {
    cause: 'A package could not be read from the distribution point, or changed while it was read.',
    remedy: 'Check that the package is distributed to this distribution point, and start again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
