/**
 * From the media variables to the list of task sequences: trust, first contact, token, assignments, policies. Waiting and
 * retrying is shown in words.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { KeyInformation } from '#lab/wire/key-information.ts';
import { offeredTaskSequences, type TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { View } from './console/terminal.ts';
import { GatewayClient } from './gateway/client.ts';
import { busyWaitSeconds, isPassing } from './gateway/failures.ts';
import { HttpClient, shownTime } from './gateway/http.ts';
import { taskSequenceReferences } from './gateway/policy-reading.ts';
import { withRetries } from './gateway/retry.ts';
import { readTrust, type GatewayTrust } from './gateway/trust.ts';
import { sayNext, type Session } from './session.ts';
import { text } from './text.ts';

const LARGE_OFFSET_MS = 5 * 60_000;

export interface Gateway {
  readonly client: GatewayClient;
  readonly http: HttpClient;
  readonly host: string;
}

/** Connects and authenticates. @throws MediaError E_RT_… */
export async function connectGateway(session: Session): Promise<Gateway> {
  const { variables, log } = session;
  const trust = readTrust(variables);
  const points = [trust.gatewayUrl, ...trust.otherUrls];
  const step = stepper(session, text.gatewayContact(points.map((one) => one.host).join(', ')));
  const { gateway, information } = await step(async () => await firstAnswer(session, trust, points));
  const { client, host, http } = gateway;
  try {
    log.write('Gateway', `${host}: site ${information.siteCode}, site time ${shownTime(client.now())}`);
    if (Math.abs(client.clockOffsetMs) > LARGE_OFFSET_MS)
      log.write('Gateway', `The clock of this computer is off by ${client.clockOffsetMs} ms`, 'warning');
    await stepper(
      session,
      text.gatewayToken,
    )(async () => {
      await client.exchangeToken();
    });
    await identifyComputer(session, client, step);
    return gateway;
  } catch (error) {
    http.close();
    throw error;
  }
}

/**
 * Dynamic media name several management points, in the order of the first contact: the first that answers as one is
 * kept. Ours: it is not asked for another that is nearer (`MPLOCATION`), since the form of that answer is not public.
 */
async function firstAnswer(
  session: Session,
  trust: GatewayTrust,
  points: readonly URL[],
): Promise<{ readonly gateway: Gateway; readonly information: KeyInformation }> {
  const { variables, platform, log } = session;
  const known = variables.get('_SMSTSx64UnknownMachineGUID');
  let failure: unknown;
  for (const gatewayUrl of points) {
    const one = { ...trust, gatewayUrl };
    const http = new HttpClient(one, platform.lookup, platform.idleMs);
    const client = new GatewayClient(one, http, platform.clock);
    try {
      const information = await client.keyInformation(known);
      return { gateway: { client, http, host: gatewayUrl.host }, information };
    } catch (error) {
      http.close();
      if (points.length > 1 && error instanceof Error)
        log.write('Gateway', `${gatewayUrl.host}: ${error.message}`, 'warning');
      // A round in which somebody may answer next time is worth another one.
      if (failure === undefined || isPassing(error)) failure = error;
    }
  }
  throw failure;
}

/**
 * A computer the site knows gets its own deployments, any other one those of the unknown computer object.
 * Trap: the site decides by the GUID of the firmware; a computer without one is always unknown.
 */
async function identifyComputer(
  session: Session,
  client: GatewayClient,
  step: <T>(action: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { variables, platform, log } = session;
  const smbiosGuid = variables.get('_SMSTSUUID') ?? '';
  const adapters = await platform.listAdapters();
  const macAddresses = adapters.map((one) => one.macAddress);
  const known = await step(async () => await client.identify({ smbiosGuid, macAddresses }));
  if (known !== undefined) variables.setInternal('_SMSTSClientGUID', known.clientId);
  log.write(
    'Gateway',
    known === undefined ? 'The site does not know this computer' : `Known as "${known.name}"`,
  );
}

/** Task sequences this computer may run. @throws MediaError E_RT_NO_TASK_SEQUENCE, E_RT_PREFERRED_MISSING, … */
export async function offeredHere(
  session: Session,
  gateway: Gateway,
): Promise<readonly TaskSequencePolicy[]> {
  const { client } = gateway;
  const references = await stepper(session, text.gatewayPolicy)(async () => await client.assignments());
  session.log.write('Policy', `${references.length} assignment(s)`);
  const wanted = taskSequenceReferences(references);
  const policies: TaskSequencePolicy[] = [];
  const step = stepper(session, text.gatewayReading(wanted.length));
  for (const reference of wanted) {
    const policy = await step(async () => await client.taskSequence(reference));
    session.log.write(
      'Policy',
      `${reference.policyId}: ${policy === undefined ? 'no task sequence' : policy.name}`,
    );
    if (policy !== undefined) policies.push(policy);
  }
  const preferred = session.variables.get('SMSTSPreferredAdvertID');
  const offered = offeredTaskSequences(policies, preferred);
  if (preferred !== undefined && !offered.some((one) => isSame(one.advertisementId, preferred)))
    throw new MediaError(
      'E_RT_PREFERRED_MISSING',
      `deployment ${preferred} is not among ${policies.length} offered`,
    );
  if (offered.length === 0)
    throw new MediaError(
      'E_RT_NO_TASK_SEQUENCE',
      `${references.length} assignment(s), no task sequence to offer`,
    );
  return offered;
}

function isSame(a: string, b: string): boolean {
  return a.trim().toUpperCase() === b.trim().toUpperCase();
}

/** Shows what is done now, and the countdown while nobody answers. */
export function stepper(session: Session, line: string): <T>(action: () => Promise<T>) => Promise<T> {
  let view: View | undefined;
  return async (action) => {
    // One line for all actions of a kind; a countdown of the one before goes.
    if (view === undefined) view = sayNext(session, text.gatewayHeading, line);
    else session.console.show(view);
    const shown = view;
    return await withRetries(action, session.platform.clock, ({ attempt, attempts, secondsLeft, error }) => {
      if (error instanceof Error)
        session.log.write('Gateway', `${error.message}; attempt ${attempt} follows`);
      const ticker = busyWaitSeconds(error) === undefined ? text.gatewayRetry : text.gatewayBusy;
      session.console.show({ ...shown, ticker: ticker(attempt, attempts, secondsLeft) });
    });
  };
}
