/** A question about prerequisites to which every answer is "pass" in the lab, and the short form of what is not. */
import { afterAll, expect } from 'vitest';
import { PASSING_TASK_SEQUENCE } from '#lab/data/prerequisite-cases.ts';
import type { LabOptions, RunningLab } from '#lab/server.ts';
import { createAdminServiceClient, type AdminServiceClient } from '#site/admin-service-client.ts';
import { checkPrerequisites, type PrerequisiteRow } from '#site/prerequisites/check-prerequisites.ts';
import type { MediumQuestion, PrerequisiteQuestion } from '#site/prerequisites/facts.ts';
import { connectionTo, runningLab } from './lab.ts';

export const CMG = 'contoso-cmg.contoso.test';

export const goodMedium: MediumQuestion = {
  kind: 'bootable',
  mediaManagement: 'internet-based',
  hasPassword: true,
  passwordIsStrong: true,
  certificate: 'self-signed',
  unknownComputers: true,
};

/** Everything known, everything right. */
export const passing: PrerequisiteQuestion = {
  cmg: CMG,
  taskSequenceId: PASSING_TASK_SEQUENCE,
  bootImageId: 'PS100001',
  medium: goodMedium,
  device: { isOnline: true, isWired: true, hasIpv4: true },
  reach: { state: 'reached', detail: 'TLSv1.3' },
};

export type Short = readonly [id: string, state: PrerequisiteRow['state'], finding: string];

/** The rows that do not pass. */
export async function notPassing(
  client: AdminServiceClient,
  question: PrerequisiteQuestion,
): Promise<readonly Short[]> {
  const { rows } = await checkPrerequisites(client, question);
  expect(rows).toHaveLength(28);
  return rows.flatMap((row): Short[] => (row.state === 'pass' ? [] : [[row.id, row.state, row.finding.key]]));
}

/** A lab and a client of it, both closed after the tests of this file. */
export async function labWithClient(
  options: Partial<LabOptions> = {},
): Promise<{ readonly lab: RunningLab; readonly client: AdminServiceClient }> {
  const lab = await runningLab(options);
  const client = createAdminServiceClient(connectionTo(lab), { attempts: 1 });
  afterAll(() => client.close());
  return { lab, client };
}
