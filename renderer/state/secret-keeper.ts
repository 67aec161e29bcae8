/**
 * Passwords and hidden values while a wizard is open. They are in no store, so no dump of the state, no persisted draft
 * and no React tree holds them; who needs one asks here. They are gone when a run has begun or the wizard is reset.
 */
export interface SecretKeeper {
  set(name: string, value: string): void;
  /** undefined: never set, or forgotten. */
  get(name: string): string | undefined;
  has(name: string): boolean;
  forget(name: string): void;
  forgetAll(): void;
}

export const MEDIA_PASSWORD = 'password';
export const MEDIA_PASSWORD_AGAIN = 'password-again';
export const CERTIFICATE_PASSWORD = 'certificate-password';
export const hiddenValueName = (rowId: string): string => `hidden:${rowId}`;

export function createSecretKeeper(): SecretKeeper {
  const secrets = new Map<string, string>();
  return {
    set(name, value) {
      if (value === '') secrets.delete(name);
      else secrets.set(name, value);
    },
    get: (name) => secrets.get(name),
    has: (name) => secrets.has(name),
    forget(name) {
      secrets.delete(name);
    },
    forgetAll() {
      secrets.clear();
    },
  };
}
