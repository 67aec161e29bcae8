/**
 * What is wrong with a draft, page by page: the rules of the request's own schema, and what only a wizard knows (no output
 * chosen, passwords that differ). Pure; secrets come in as facts, never as texts.
 */
import type { CertificateReport, PasswordRating } from '#contract/security.ts';
import { judgeRequest, VARIABLE_LIMITS } from '#contract/media-request.ts';
import type { RuleId, RuleValues } from '#contract/rules/rule.ts';
import { toRequest, type Draft } from './draft.ts';
import { judgeChosenDrive, type DriveProblem } from './drive-choice.ts';
import { NOTHING_KNOWN, type FileField, type OutputFacts } from './output-facts.ts';
import { pageOfField, pagesOf, type PageId } from './pages.ts';
import { variableUse } from './variables.ts';

/** What is known of the secrets without having them. */
export interface SecretFacts {
  readonly hasPassword: boolean;
  readonly isPasswordRepeated: boolean;
  readonly rating: PasswordRating | null;
  /** Ids of the rows whose hidden value was given. */
  readonly hiddenValues: readonly string[];
  /** Characters of each of them, by id of the row: hidden values count for the documented room, too. */
  readonly hiddenLengths?: Readonly<Record<string, number>>;
  readonly hasCertificatePassword: boolean;
  /** What was found in the certificate file; absent or null: not looked at yet. */
  readonly certificate?: CertificateReport | null;
}

/** Rules of the wizard itself; sentences in text/<language>/problems.ts. */
export type WizardRule =
  | 'no-output'
  | DriveProblem
  | 'password-missing'
  | 'password-weak'
  | 'password-differs'
  | 'hidden-value-missing'
  | 'hidden-value-length'
  | 'variables-too-long'
  | 'certificate-unusable'
  | 'iso-extension'
  | 'image-extension'
  | 'wim-extension'
  | 'path-not-absolute'
  | 'no-folder'
  | 'not-writable'
  | 'is-folder'
  | 'prerequisite-blocks';

export interface PageProblem {
  readonly page: PageId;
  /** "cmg", "variables.0.name": where the page shows it. */
  readonly field: string;
  readonly rule:
    { readonly of: 'request'; readonly id: RuleId } | { readonly of: 'wizard'; readonly id: WizardRule };
  readonly values: RuleValues;
}

/** Everything that is wrong, in the order of the pages. */
export function judgeDraft(
  draft: Draft,
  secrets: SecretFacts,
  outputs: OutputFacts = NOTHING_KNOWN,
): readonly PageProblem[] {
  const { problems } = judgeRequest(toRequest(draft));
  const all: PageProblem[] = problems.map(({ path, rule, values }) => ({
    page: pageOfField(String(path[0] ?? '')),
    field: path.join('.'),
    rule: { of: 'request', id: rule },
    values,
  }));
  all.push(...outputProblems(draft, outputs), ...secretProblems(draft, secrets));
  for (const id of outputs.blocking ?? []) {
    all.push({ ...wizard('prerequisites', id, 'prerequisite-blocks'), values: { id } });
  }
  const pages = pagesOf(draft.kind);
  // Where the visible variables alone are too long, the request's own rule has said so.
  const isSaid = problems.some(({ rule }) => rule === 'variables-length');
  return all
    .filter(({ page, rule }) => pages.includes(page) && !(isSaid && rule.id === 'variables-too-long'))
    .sort((a, b) => pages.indexOf(a.page) - pages.indexOf(b.page));
}

function wizard(page: PageId, field: string, id: WizardRule): PageProblem {
  return { page, field, rule: { of: 'wizard', id }, values: {} };
}

function* outputProblems(draft: Draft, outputs: OutputFacts): Generator<PageProblem> {
  if (draft.kind === 'prestaged') {
    if (draft.wimPath === '') yield wizard('properties', 'wimPath', 'no-output');
    else yield* pathProblems('properties', { wimPath: draft.wimPath }, outputs);
    return;
  }
  const { drives, isoPath, imagePath } = draft;
  if (drives.length === 0 && isoPath === '' && imagePath === '')
    yield wizard('outputs', 'drives', 'no-output');
  for (const [index, drive] of drives.entries()) {
    const id = judgeChosenDrive(drive, outputs.drives, outputs.driveBytes);
    if (id !== undefined)
      yield { ...wizard('outputs', `drives.${index}`, id), values: { drive: drive.name } };
  }
  yield* pathProblems('outputs', { isoPath, imagePath }, outputs);
}

const EXTENSIONS = { isoPath: /\.iso$/i, imagePath: /\.(img|raw|bin|dd)$/i, wimPath: /\.wim$/i } as const;
const EXTENSION_RULES = {
  isoPath: 'iso-extension',
  imagePath: 'image-extension',
  wimPath: 'wim-extension',
} as const;

function* pathProblems(
  page: PageId,
  paths: Readonly<Partial<Record<FileField, string>>>,
  { checks }: OutputFacts,
): Generator<PageProblem> {
  for (const field of ['isoPath', 'imagePath', 'wimPath'] as const) {
    const path = paths[field] ?? '';
    if (path === '') continue;
    const known = checks[field];
    const found = known?.path === path ? known.check.state : undefined;
    if (!/^(\/|[a-z]:[\\/]|\\\\)/i.test(path)) yield wizard(page, field, 'path-not-absolute');
    else if (!EXTENSIONS[field].test(path)) yield wizard(page, field, EXTENSION_RULES[field]);
    else if (found === 'no-folder' || found === 'not-writable' || found === 'is-folder')
      yield wizard(page, field, found);
  }
}

function* secretProblems(draft: Draft, secrets: SecretFacts): Generator<PageProblem> {
  if (draft.kind === 'capture') return;
  if (!draft.allowNoPassword) {
    if (!secrets.hasPassword) yield wizard('security', 'password', 'password-missing');
    else if (secrets.rating?.verdict === 'weak') yield wizard('security', 'password', 'password-weak');
    if (secrets.hasPassword && !secrets.isPasswordRepeated) {
      yield wizard('security', 'passwordAgain', 'password-differs');
    }
  }
  const isImported = draft.kind !== 'standalone' && draft.certificateSource === 'pfx';
  if (isImported && secrets.certificate?.isUsable === false) {
    yield wizard('security', 'certificate.path', 'certificate-unusable');
  }
  yield* hiddenValueProblems(draft, secrets);
}

/** Hidden values are not in the request, so its schema can neither miss nor measure them. */
function* hiddenValueProblems(
  { variables }: Draft,
  { hiddenValues, hiddenLengths = {} }: SecretFacts,
): Generator<PageProblem> {
  const { valueLength, environmentLength: limit } = VARIABLE_LIMITS;
  for (const [index, { id, isHidden }] of variables.entries()) {
    if (!isHidden) continue;
    const field = `variables.${index}.value`;
    const found = hiddenLengths[id] ?? 0;
    if (!hiddenValues.includes(id)) yield wizard('customization', field, 'hidden-value-missing');
    else if (found > valueLength) {
      yield {
        ...wizard('customization', field, 'hidden-value-length'),
        values: { limit: valueLength, found },
      };
    }
  }
  const { used, isTooMuch } = variableUse(variables, (id) => hiddenLengths[id] ?? 0);
  if (isTooMuch) {
    yield { ...wizard('customization', 'variables', 'variables-too-long'), values: { limit, found: used } };
  }
}
