/** Calls of the area "prerequisites": the table C01 to C28 for what the wizard has chosen so far. */
import { isMediaError } from '#base/errors/media-error.ts';
import type { CallArgument } from '#contract/contract.ts';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';
import { checkPrerequisites } from '#site/prerequisites/check-prerequisites.ts';
import { describeRow } from '#site/prerequisites/describe-row.ts';
import type { MediumQuestion, PrerequisiteQuestion } from '#site/prerequisites/facts.ts';
import { openWay } from '#site/reach-gateway.ts';
import type { CallContext, Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';
import { reachFromHere } from './site.ts';

type PrerequisiteHandlers = Pick<Handlers, 'prerequisites.check'>;
type Question = CallArgument<'prerequisites.check'>;

export function prerequisiteHandlers(ports: ServicePorts): PrerequisiteHandlers {
  return {
    'prerequisites.check': async (question, context) => await check(ports, question, context),
  };
}

async function check(
  ports: ServicePorts,
  question: Question,
  { signal }: CallContext,
): Promise<PrerequisiteTable> {
  const reach = await reachOf(ports, question, signal);
  const table = await ports.sites.ask(
    question.site,
    ({ client }) =>
      checkPrerequisites(client, { ...questionOf(question), reach }, { signal, clock: ports.clock }),
    signal,
  );
  return {
    checkedAt: table.checkedAt,
    rows: table.rows.map((row) => {
      const { id, state, isMandatory, isBlocking, evidence } = row;
      return {
        id,
        state,
        isMandatory,
        isBlocking,
        evidence: evidence.map((one) => ({ ...one })),
        ...describeRow(row, question.language),
      };
    }),
  };
}

/** Unknown when the gateway is none of the site; its own condition says so. */
async function reachOf(
  ports: ServicePorts,
  { site, cmg }: Question,
  signal: AbortSignal,
): Promise<PrerequisiteQuestion['reach']> {
  try {
    return openWay(await reachFromHere(ports, { site, gateway: cmg }, signal));
  } catch (error) {
    if (isMediaError(error) && error.code === 'E_CHOICE_UNKNOWN') return undefined;
    throw error;
  }
}

function questionOf({ cmg, taskSequenceId, bootImageId, medium }: Question): PrerequisiteQuestion {
  return { cmg, taskSequenceId, bootImageId, medium: mediumOf(medium) };
}

function mediumOf(medium: Question['medium']): MediumQuestion {
  const kind = KINDS[medium.kind];
  const mediaManagement = MANAGEMENTS[medium.mediaManagement];
  return {
    kind: kind ?? 'bootable',
    mediaManagement,
    hasPassword: medium.hasPassword,
    passwordIsStrong: medium.passwordIsStrong,
    certificate: medium.certificate === 'self-signed' ? 'self-signed' : medium.certificateFacts,
    unknownComputers: medium.unknownComputers,
  };
}

const KINDS: Readonly<Record<string, MediumQuestion['kind']>> = {
  bootable: 'bootable',
  standalone: 'stand-alone',
  prestaged: 'prestaged',
  capture: 'capture',
};

const MANAGEMENTS: Readonly<Record<string, NonNullable<MediumQuestion['mediaManagement']>>> = {
  dynamic: 'dynamic',
  'site-based': 'site-based',
  'internet-based': 'internet-based',
};
