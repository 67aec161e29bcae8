/**
 * What the client settings of a site allow a device: of all that are assigned to its collections the one with the lowest
 * priority number decides, otherwise the default client settings (configmgr-spec 5.2, C08 and C09).
 */
import type { LabWorld } from '../data/types.ts';

export interface CloudSettings {
  /** "Enable clients to use a cloud management gateway"; on by default. */
  readonly allowCmg: boolean;
  /** "Allow access to cloud distribution point"; off by default. */
  readonly allowCloudDp: boolean;
}

const DEFAULT_SETTINGS: CloudSettings = { allowCmg: true, allowCloudDp: false };

export function cloudSettings(
  world: Pick<LabWorld, 'clientSettings'>,
  collectionIds: readonly string[],
): CloudSettings {
  const [first] = world.clientSettings
    .filter((one) => one.hasCloudAgent && one.collectionIds.some((id) => collectionIds.includes(id)))
    .sort((a, b) => a.priority - b.priority);
  return first === undefined
    ? DEFAULT_SETTINGS
    : { allowCmg: first.allowCmg, allowCloudDp: first.allowCloudDp };
}
