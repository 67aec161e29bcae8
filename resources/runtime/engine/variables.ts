/**
 * The task sequence environment. Names are compared without case; names that begin with "_" belong to the program and
 * are refused from steps. Traps: a variable with an empty value counts as not existing (ours: the product's script
 * object gives an empty text for both), and a hidden value must not reach a log or a screen: use `describe` there.
 * Limits of Configuration Manager: name 256, value 4,000 characters, environment 8 KB. The first two are enforced for
 * what steps set; the third is only logged by the engine, since the media certificate alone takes more than that.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { SavedVariable } from './state.ts';

export const MAX_NAME_LENGTH = 256;
export const MAX_VALUE_LENGTH = 4000;
const MASK = '********';
const NAME = /^[A-Za-z0-9_.-]+$/;

type Entry = SavedVariable;

export class VariableStore {
  readonly #entries = new Map<string, Entry>();

  /** Value of a variable, undefined when it does not exist or is empty. */
  get(name: string): string | undefined {
    const value = this.#entries.get(name.toLowerCase())?.value;
    return value === '' ? undefined : value;
  }

  /** A whole number of up to five digits; `otherwise` when there is none, or something else. */
  wholeNumber(name: string, otherwise: number): number {
    const value = this.get(name)?.trim();
    return value !== undefined && /^\d{1,5}$/.test(value) ? Number(value) : otherwise;
  }

  /** True when the name was ever set, also to an empty value (such variables are asked for before the start). */
  isDefined(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  isHidden(name: string): boolean {
    return this.#entries.get(name.toLowerCase())?.isHidden === true;
  }

  /** Sets a variable on behalf of the program: any name, no limits. A name once hidden stays hidden. */
  setInternal(name: string, value: string, options: { readonly isHidden?: boolean } = {}): void {
    const isHidden = options.isHidden === true || this.isHidden(name);
    this.#entries.set(name.toLowerCase(), { name, value, isHidden });
  }

  /**
   * Sets a variable on behalf of a step or a person.
   * @throws MediaError E_TS_VARIABLE_READ_ONLY, E_TS_VARIABLE_LIMIT
   */
  set(name: string, value: string, options: { readonly isHidden?: boolean } = {}): void {
    if (name.startsWith('_')) {
      throw new MediaError('E_TS_VARIABLE_READ_ONLY', `"${name}" is read-only: its name begins with "_"`);
    }
    if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
      throw new MediaError(
        'E_TS_VARIABLE_LIMIT',
        `"${name.slice(0, 60)}" is not a variable name (letters, digits, ". _ -", up to ${MAX_NAME_LENGTH})`,
      );
    }
    if (value.length > MAX_VALUE_LENGTH) {
      throw new MediaError(
        'E_TS_VARIABLE_LIMIT',
        `the value of "${name}" has ${value.length} characters, at most ${MAX_VALUE_LENGTH} are allowed`,
      );
    }
    this.setInternal(name, value, options);
  }

  /** Text with every %NAME% replaced; names that do not exist are left as they stand, as the product does. */
  expand(text: string): string {
    return this.#replace(text, (entry) => entry.value);
  }

  /** As `expand`, but hidden values are masked: the form for logs and screens. */
  describe(text: string): string {
    return this.#replace(text, (entry) => (entry.isHidden ? MASK : entry.value));
  }

  /** `text` with every hidden value that occurs in it masked; for the output of commands. */
  redact(text: string): string {
    // Very short values would blank half of every line and are no secret worth the name.
    const secrets = [...this.#entries.values()].filter((entry) => entry.isHidden && entry.value.length >= 4);
    // Longest first: a value that is part of another one would leave the other's rest behind.
    secrets.sort((a, b) => b.value.length - a.value.length);
    return secrets.reduce((result, entry) => result.replaceAll(entry.value, MASK), text);
  }

  /** Values of a list: NAME01, NAME02, … (or NAME001, …) until the first gap. */
  list(baseName: string, digits: number): readonly string[] {
    const values: string[] = [];
    for (let index = 1; ; index++) {
      const value = this.get(`${baseName}${String(index).padStart(digits, '0')}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }

  /** Everything, hidden values too: for the state only. */
  snapshot(): readonly SavedVariable[] {
    return [...this.#entries.values()];
  }

  /** Names in order of first setting, as they were first written. */
  names(): readonly string[] {
    return [...this.#entries.values()].map((entry) => entry.name);
  }

  /** Size of the environment in bytes as UTF-16, name and value with their terminators. */
  get sizeBytes(): number {
    let units = 0;
    for (const entry of this.#entries.values()) units += entry.name.length + entry.value.length + 2;
    return units * 2;
  }

  #replace(text: string, show: (entry: Entry) => string): string {
    return text.replace(/%([^%\s]+)%/g, (whole, name: string) => {
      const entry = this.#entries.get(name.toLowerCase());
      return entry === undefined ? whole : show(entry);
    });
  }
}

/** The environment as it was saved. */
export function restoreVariables(saved: readonly SavedVariable[]): VariableStore {
  const store = new VariableStore();
  for (const { name, value, isHidden } of saved) store.setInternal(name, value, { isHidden });
  return store;
}
