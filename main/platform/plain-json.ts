/**
 * JSON objects that may lie in a file: plain values, and nothing that is named like a secret, at any depth.
 * Trap: a name tells only what its author meant. A key that says "password" may hold a boolean ("allowNoPassword"), never
 * a text; and the value of a media variable marked hidden is a secret although its key is just "value".
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';

export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };
export type PlainObject = Readonly<Record<string, PlainValue>>;

/** Compared with the key in lower case and without anything but letters. */
const SECRET_KEYS =
  /pass(word|wort|phrase|code|wd)|secret|hiddenvalue|credential|token|privatekey|apikey|kennwort|wachtwoord|^(pwd|pin)$/;
/** "mediaTokenExpires" is a date, "passwordFile" a path. */
const SAID_ABOUT_SECRETS = /(expires|expiresat|path|file)$/;

/** A plain JSON object without secrets. */
export const plainObject: z.ZodType<PlainObject> = z.record(z.string(), z.json()).check((context) => {
  for (const { path, message } of secretsIn(context.value, [])) {
    context.issues.push({
      code: 'custom',
      input: undefined,
      path: [...path],
      message,
      params: { isSecret: true },
    });
  }
});

/**
 * A value as a plain JSON object; what is undefined is left out. `what` names it in errors.
 * @throws MediaError E_STORE_SECRET naming the key (not its value), E_STORE_VALUE for what is no JSON object
 */
export function asPlainObject(value: unknown, what: string): PlainObject {
  for (const { path, message } of secretsIn(value)) {
    throw new MediaError('E_STORE_SECRET', `${what}, ${path.map(String).join('.')}: ${message}`);
  }
  const result = plainObject.safeParse(withoutUndefined(value));
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const place = first === undefined ? '' : `, ${first.path.map(String).join('.')}: ${first.message}`;
  throw new MediaError('E_STORE_VALUE', `${what}${place}`);
}

/** As JSON does it, but without touching anything else: a Date or a function stays what it is and is refused. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const defined = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(defined.map(([key, one]) => [key, withoutUndefined(one)]));
}

interface SecretPlace {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const MAX_DEPTH = 100;

/** Every place in a value that looks like a secret. @throws MediaError E_STORE_VALUE for what has no end */
export function* secretsIn(value: unknown, path: readonly (string | number)[] = []): Generator<SecretPlace> {
  if (path.length > MAX_DEPTH) throw new MediaError('E_STORE_VALUE', `more than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* secretsIn(one, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const isHidden =
    ('hidden' in value && value.hidden === true) || ('isHidden' in value && value.isHidden === true);
  for (const [key, one] of Object.entries(value)) {
    const place = [...path, key];
    // A form keeps the empty place of a value it does not know.
    if (isHidden && key === 'value' && one !== '') {
      yield { path: place, message: 'the value of a hidden variable is never stored' };
    } else if (isSecretKey(key) && typeof one !== 'boolean') {
      yield { path: place, message: 'a name like that of a secret is never stored' };
    } else yield* secretsIn(one, place);
  }
}

function isSecretKey(key: string): boolean {
  const letters = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  return SECRET_KEYS.test(letters) && !SAID_ABOUT_SECRETS.test(letters);
}
