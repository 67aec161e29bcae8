/** All Dutch words, one namespace for each area. */
import { ruleTextsNl as rules } from '#contract/rules/nl.ts';
import { common } from './nl/common.ts';
import { names } from './nl/names.ts';
import { problems } from './nl/problems.ts';
import { mediaType } from './nl/media-type.ts';
import { management } from './nl/management.ts';
import { outputs } from './nl/outputs.ts';
import { properties } from './nl/properties.ts';
import { security } from './nl/security.ts';
import { taskSequence } from './nl/task-sequence.ts';
import { bootImage } from './nl/boot-image.ts';
import { content } from './nl/content.ts';
import { knownVariables } from './nl/known-variables.ts';
import { customization } from './nl/customization.ts';
import { prerequisites } from './nl/prerequisites.ts';
import { summary } from './nl/summary.ts';
import { progress } from './nl/progress.ts';
import { completion } from './nl/completion.ts';
import { drives } from './nl/drives.ts';
import { inspect } from './nl/inspect.ts';
import { verify } from './nl/verify.ts';
import { update } from './nl/update.ts';
import { writeImage } from './nl/write-image.ts';
import { history } from './nl/history.ts';
import { sites } from './nl/sites.ts';
import { settings } from './nl/settings.ts';

export const nl = {
  rules,
  common,
  problems,
  names,
  mediaType,
  management,
  outputs,
  properties,
  security,
  taskSequence,
  bootImage,
  content,
  customization,
  knownVariables,
  prerequisites,
  summary,
  progress,
  completion,
  drives,
  inspect,
  verify,
  update,
  writeImage,
  history,
  sites,
  settings,
};
