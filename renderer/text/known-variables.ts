/**
 * Names of task sequence variables that are suggested, in the order of how often media need them (Microsoft's reference of
 * task sequence variables); their meanings are in `<language>/known-variables.ts`. Those that the builder writes itself, and
 * the read-only ones that begin with "_", are not among them.
 */
import { knownVariables } from './en/known-variables.ts';

// Sound: the keys of an object literal that nothing adds to.
export const KNOWN_VARIABLES = Object.keys(knownVariables) as readonly (keyof typeof knownVariables)[];
