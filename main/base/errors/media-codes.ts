/** Error codes of the area "media": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const mediaCodes = {} as const satisfies Record<`E_${string}`, Advice>;
