/** The image file of a package: one WIM, or a set of split parts (.swm) in their order. */
import { MediaError } from '#base/errors/media-error.ts';
import { splitCommandLine } from '../actions.ts';
import type { ContentFile } from '../content-port.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

export interface ImageSource {
  readonly packageId: string;
  /** Index of the image in the WIM. */
  readonly index: number;
  /** The first part first. */
  readonly parts: readonly ContentFile[];
  /** "install.wim of PS100064": for messages. */
  readonly name: string;
}

export interface ImageNames {
  /** Flag of the action: "image" of "/image:PS100064,1". */
  readonly flag: 'image' | 'data';
  readonly packageVariable: string;
  readonly packageProperty: string;
  readonly indexVariable: string;
}

/** Package and index as the step gives them, and the files there. @throws MediaError E_TS_ACTION, E_TS_IMAGE */
export async function imageSource(
  step: SequenceStep,
  context: StepContext,
  names: ImageNames,
): Promise<ImageSource> {
  const { settings, variables, ports } = context;
  const prefix = new RegExp(`^/${names.flag}:`, 'i');
  const word = splitCommandLine(step.action).find((one) => prefix.test(one));
  const [packageText, indexText] = (word ?? '').replace(prefix, '').split(',');
  const packageId =
    variables.expand(packageText ?? '').trim() ||
    (settings.text(names.packageVariable, names.packageProperty) ?? '');
  const index = settings.text(names.indexVariable, 'ImageIndex') ?? variables.expand(indexText ?? '').trim();
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(packageId)) {
    throw new MediaError(
      'E_TS_ACTION',
      `"${packageId.slice(0, 80)}" is not the id of a package with an image`,
    );
  }
  if (!/^[1-9]\d{0,5}$/.test(index)) {
    throw new MediaError(
      'E_TS_IMAGE',
      `"${index.slice(0, 40)}" is not the index of an image, which begin at 1`,
    );
  }
  const parts = imageParts(await ports.content.describe(packageId), packageId);
  const [first] = parts;
  return { packageId, index: Number(index), parts, name: `${first?.path ?? ''} of ${packageId}` };
}

/** @throws MediaError E_TS_IMAGE when the package holds no image, or several to choose from. */
export function imageParts(files: readonly ContentFile[], packageId: string): readonly ContentFile[] {
  const wims = files.filter((file) => /\.(wim|esd)$/i.test(file.path));
  const named = wims.filter((file) => /(^|\/)install\.wim$/i.test(file.path));
  const single = wims.length === 1 ? wims : named;
  if (single.length === 1) return single;
  if (wims.length > 1) {
    throw new MediaError(
      'E_TS_IMAGE',
      `${packageId} holds several images: ${wims.map((file) => file.path).join(', ')}`,
    );
  }
  // "install.swm", "install2.swm", … "install10.swm": the first part is the shortest name, numbers count as numbers.
  const split = files
    .filter((file) => /\.swm$/i.test(file.path))
    .sort((a, b) => a.path.length - b.path.length || a.path.localeCompare(b.path, 'en', { numeric: true }));
  if (split.length > 0) return split;
  throw new MediaError('E_TS_IMAGE', `${packageId} holds no .wim and no .swm file`);
}
