/** All English words, one namespace for each area. */
import { ruleTextsEn as rules } from '#contract/rules/en.ts';
import { common } from './en/common.ts';
import { names } from './en/names.ts';
import { problems } from './en/problems.ts';
import { mediaType } from './en/media-type.ts';
import { management } from './en/management.ts';
import { outputs } from './en/outputs.ts';
import { properties } from './en/properties.ts';
import { security } from './en/security.ts';
import { taskSequence } from './en/task-sequence.ts';
import { bootImage } from './en/boot-image.ts';
import { content } from './en/content.ts';
import { knownVariables } from './en/known-variables.ts';
import { customization } from './en/customization.ts';
import { prerequisites } from './en/prerequisites.ts';
import { summary } from './en/summary.ts';
import { progress } from './en/progress.ts';
import { completion } from './en/completion.ts';
import { drives } from './en/drives.ts';
import { inspect } from './en/inspect.ts';
import { verify } from './en/verify.ts';
import { update } from './en/update.ts';
import { writeImage } from './en/write-image.ts';
import { history } from './en/history.ts';
import { sites } from './en/sites.ts';
import { settings } from './en/settings.ts';

export const en = {
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
