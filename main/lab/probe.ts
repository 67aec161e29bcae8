/** Asks whether the lab described by a `lab.json` is really there: its own root, its own token, its own site code. */
import { request } from 'node:https';

/** A lab on the same machine answers in milliseconds; a port taken by something silent must not hold up a command. */
const PROBE_TIMEOUT_MS = 5000;

export interface ProbeTarget {
  readonly adminServiceUrl: string;
  readonly rootCertificatePem: string;
  readonly siteCode: string;
  readonly token: string;
}

/** True when the AdminService answers over TLS with the pinned root and names the site. Never throws. */
export function probeLab(target: ProbeTarget): Promise<boolean> {
  return new Promise((resolve) => {
    const no = (): void => {
      resolve(false);
    };
    try {
      const call = request(
        `${target.adminServiceUrl}/wmi/SMS_Identification?$select=ThisSiteCode`,
        {
          ca: target.rootCertificatePem,
          headers: { authorization: `Bearer ${target.token}` },
          timeout: PROBE_TIMEOUT_MS,
          agent: false,
        },
        (response) => {
          let body = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (body += part));
          response.on('error', no);
          response.on('end', () => {
            resolve(response.statusCode === 200 && body.includes(`"${target.siteCode}"`));
          });
        },
      );
      call.on('error', no);
      call.on('timeout', () => call.destroy());
      call.end();
    } catch {
      no();
    }
  });
}
