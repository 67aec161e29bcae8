/**
 * Before the first step: does the deployment let a computer started from media fetch its content as it goes, and does the
 * gateway have every package the task sequence refers to? The product resolves all references before it starts, too; here
 * it also means that nothing on the disk is lost when a package is missing.
 * Trap: steps that are switched off and those whose condition will not hold count as well; the policy's list of
 * references knows nothing of them. Applications have no package id and are found in the installed system.
 */
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { deploymentFlags, type DeploymentFlags } from '#lab/wire/deployment-flags.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import { hasContent } from './content/local-files.ts';
import type { ContentFile } from './engine/content-port.ts';
import { numberSteps } from './engine/numbering.ts';
import { parseSequence, type TaskSequence } from './engine/sequence.ts';
import { refusalAtStart } from './engine/step-run.ts';
import { stepper, type Gateway } from './gateway-stage.ts';
import { mediumFiles } from './medium-manifest.ts';
import type { Session } from './session.ts';
import { text } from './text.ts';

const PACKAGE_ID = /^[A-Z0-9]{3}[0-9A-F]{5}$/i;

/** The options of the console that media cannot follow; the third one is "when needed". */
const REFUSED: Readonly<Partial<Record<DeploymentFlags['download'], string>>> = {
  'before-start':
    '"Download all content locally before starting task sequence"; a computer started from media has no disk for it yet',
  never:
    '"Access content directly from a distribution point when needed by the running task sequence"; a gateway is none',
};

/**
 * Refuses a task sequence whose content cannot be fetched, before it changes anything.
 * @throws MediaError E_RT_CONTENT_METHOD, E_RT_CONTENT_LOCATION, and what asking throws
 */
export async function checkContent(
  session: Session,
  gateway: Pick<Gateway, 'client'>,
  about: { readonly policy: TaskSequencePolicy; readonly packageFolder: string | undefined },
): Promise<void> {
  const { policy, packageFolder } = about;
  const why = REFUSED[deploymentFlags(policy).download];
  if (why !== undefined)
    throw new MediaError('E_RT_CONTENT_METHOD', `deployment ${policy.advertisementId} says ${why}`);
  const wanted = packagesOf(policy.sequence);
  if (wanted.length === 0) return;
  const step = stepper(session, text.gatewayContent(wanted.length));
  const listed = mediumFiles(session);
  for (const packageId of wanted) {
    const files = packageFolder === undefined ? undefined : listed(packageId);
    if (files !== undefined && (await hasAll(join(packageFolder ?? '', packageId), files))) continue;
    const locations = await step(async () => await gateway.client.contentLocations(packageId, ''));
    session.log.write('Content', `Package ${packageId}: ${locations.length} location(s)`);
    if (locations.length === 0)
      throw new MediaError('E_RT_CONTENT_LOCATION', `package ${packageId} is on no content-enabled gateway`);
  }
}

async function hasAll(folder: string, files: readonly ContentFile[]): Promise<boolean> {
  for (const file of files) if (!(await hasContent(folder, file))) return false;
  return true;
}

/** Packages to look for; none when the run will refuse the sequence for a reason that says more. */
function packagesOf(xml: string): readonly string[] {
  let sequence: TaskSequence;
  try {
    sequence = parseSequence(xml);
  } catch (error) {
    if (isMediaError(error)) return [];
    throw error;
  }
  const enabled = numberSteps(sequence.children).steps.filter((one) => !one.isOff);
  const refusal = refusalAtStart(
    enabled.map((one) => one.node),
    'media',
  );
  if (refusal !== undefined) return [];
  return [...new Set(sequence.references.filter((id) => PACKAGE_ID.test(id)))];
}
