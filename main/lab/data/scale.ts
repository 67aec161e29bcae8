/**
 * Fills the site with more task sequences than anybody makes by hand, always the same ones from the same seed.
 * Trap: the numbers must not depend on the order in which rows are asked for; each row has its own generator.
 */
import { PILOT_COLLECTION } from './infrastructure.ts';
import { osDeployment, maintenance } from './sequences.ts';
import { referencesOf, sequenceXml, type SequenceNode } from './sequence-xml.ts';
import type { LabDeployment, LabTaskSequence } from './types.ts';

/** Numbers from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** A multiplicative generator (Park and Miller, 1988): good enough for names, the same on every machine. */
export function randomFrom(seed: number): Random {
  const modulus = 2_147_483_647;
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1;
  const next = (): number => (state = (state * 48_271) % modulus);
  // Neighbouring seeds start alike; a few rounds part them.
  for (let round = 0; round < 4; round += 1) next();
  return (below) => next() % below;
}

const WINDOWS = [
  ['Windows 11 24H2', 'PS100060'],
  ['Windows 11 23H2', 'PS100061'],
  ['Windows 10 LTSC 2021', 'PS100062'],
] as const;
const PLACES = ['Berlin', 'Utrecht', 'Vienna', 'Zurich', 'Antwerp', 'Köln', 'Łódź', 'São Paulo'] as const;
const ROLES = ['Office', 'Workshop', 'Kiosk', 'Classroom', 'Developer', 'Field', 'Reception'] as const;

/** `count` task sequences, PS101000 and on, each with one deployment. */
export function scaledTaskSequences(
  count: number,
  seed: number,
): { readonly taskSequences: readonly LabTaskSequence[]; readonly deployments: readonly LabDeployment[] } {
  const taskSequences: LabTaskSequence[] = [];
  const deployments: LabDeployment[] = [];
  for (let index = 0; index < count; index += 1) {
    const made = scaledTaskSequence(index, randomFrom(seed * 7919 + index));
    taskSequences.push(made);
    deployments.push({
      advertisementId: made.packageId.replace(/^PS10/, 'PS12'),
      name: `${made.name} to ${PILOT_COLLECTION}`,
      packageId: made.packageId,
      collectionId: PILOT_COLLECTION,
      offerType: 2,
      advertFlags: 0x84_0000,
      remoteClientFlags: 0xb00,
      presentTime: '2026-10-05T08:00:00Z',
      comment: '',
    });
  }
  return { taskSequences, deployments };
}

function scaledTaskSequence(index: number, random: Random): LabTaskSequence {
  const [windows, imageId] = pick(WINDOWS, random);
  const place = pick(PLACES, random);
  const role = pick(ROLES, random);
  const isDeployment = random(4) > 0;
  const join = random(3) === 0 ? 'domain' : 'workgroup';
  const nodes = (): readonly SequenceNode[] =>
    isDeployment ? osDeployment({ imageId, join }) : maintenance('PS100036', `job-${index}.cmd`);
  const number = String(index + 1).padStart(5, '0');
  const steps = referencesOf(nodes());
  const bootImageId = isDeployment ? 'PS100002' : '';
  return {
    packageId: `PS10${(0x1000 + index).toString(16).toUpperCase().padStart(4, '0')}`,
    name: isDeployment ? `${windows} - ${place} ${role} ${number}` : `Maintenance ${place} ${number}`,
    description: '',
    version: '',
    sourceVersion: 1 + random(9),
    sourceDate: `2026-${String(1 + random(10)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}T05:00:00Z`,
    type: isDeployment ? 2 : 1,
    bootImageId,
    isEnabled: random(20) > 0,
    dependentProgram: '',
    references: bootImageId === '' ? steps : [bootImageId, ...steps],
    xml: () => sequenceXml(nodes(), steps),
  };
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
