/** The knobs of the lab's management point and gateway, with their defaults and where they come from. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface WireSettings {
  /** How far a signed time may be from the lab's clock. Ours; within it a signature can be replayed. */
  readonly clockToleranceMs: number;
  /** SHA-1 signatures are refused, as by sites that demand SHA-256. */
  readonly allowSha1: boolean;
  /** The gateway's path says "MutualAuth": the media certificate is wanted as TLS client certificate too. */
  readonly requireTlsCertificate: boolean;
  /** Header that carries the registration token; the real name is not public. */
  readonly tokenHeader: string;
  /** Ours, after the half year that users report for media tokens of real sites. */
  readonly mediaTokenLifeMs: number;
  /** Ours: long enough for a slow download of policies; content has its own permission. */
  readonly registrationTokenLifeMs: number;
  /** 90 days, documented; renewed monthly. */
  readonly siteTokenLifeMs: number;
  /** 24 hours, documented for content access over a gateway. */
  readonly contentAccessLifeMs: number;
  /** How long the addresses of single files are good; asking for the list again gives new ones. Also 24 hours. */
  readonly blobAccessLifeMs: number;
}

export const defaultWireSettings: WireSettings = {
  clockToleranceMs: 10 * MINUTE_MS,
  allowSha1: false,
  requireTlsCertificate: true,
  tokenHeader: 'authorization',
  mediaTokenLifeMs: 183 * DAY_MS,
  registrationTokenLifeMs: 8 * HOUR_MS,
  siteTokenLifeMs: 90 * DAY_MS,
  contentAccessLifeMs: 24 * HOUR_MS,
  blobAccessLifeMs: 24 * HOUR_MS,
};
