/** All German words, one namespace for each area. */
import { ruleTextsDe as rules } from '#contract/rules/de.ts';
import { common } from './de/common.ts';
import { names } from './de/names.ts';
import { problems } from './de/problems.ts';
import { mediaType } from './de/media-type.ts';
import { management } from './de/management.ts';
import { outputs } from './de/outputs.ts';
import { properties } from './de/properties.ts';
import { security } from './de/security.ts';
import { taskSequence } from './de/task-sequence.ts';
import { bootImage } from './de/boot-image.ts';
import { content } from './de/content.ts';
import { knownVariables } from './de/known-variables.ts';
import { customization } from './de/customization.ts';
import { prerequisites } from './de/prerequisites.ts';
import { summary } from './de/summary.ts';
import { progress } from './de/progress.ts';
import { completion } from './de/completion.ts';
import { drives } from './de/drives.ts';
import { inspect } from './de/inspect.ts';
import { verify } from './de/verify.ts';
import { update } from './de/update.ts';
import { writeImage } from './de/write-image.ts';
import { history } from './de/history.ts';
import { sites } from './de/sites.ts';
import { settings } from './de/settings.ts';

export const de = {
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
