/** Error codes of the area "lab": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const labCodes = {} as const satisfies Record<`E_${string}`, Advice>;
