/** The secrets of an update lie in the keeper under names of their own, so those of an open wizard stay what they are. */
import { useEffect, useState } from 'react';
import type { MediaRequest } from '#contract/media-request.ts';
import type { PasswordRating } from '#contract/security.ts';
import type { SecretKeeper } from '../../state/secret-keeper.ts';
import { secretNeeds } from '../../state/update-choice.ts';
import { useStores } from '../../ui/stores-context.tsx';

export const UPDATE_VIEW = 'update';
export const PASSWORD = 'update:password';
export const PASSWORD_AGAIN = 'update:password-again';
export const CERTIFICATE = 'update:certificate-password';
export const hiddenName = (variable: string): string => `update:hidden:${variable}`;

export interface GivenSecrets {
  readonly password?: string;
  readonly certificatePassword?: string;
  readonly hiddenValues: Record<string, string>;
}

/** What is handed to the core when the run begins. */
export function takeSecrets(keeper: SecretKeeper, request: MediaRequest): GivenSecrets {
  const needs = secretNeeds(request);
  const password = needs.password ? keeper.get(PASSWORD) : undefined;
  const certificatePassword = needs.certificatePassword ? keeper.get(CERTIFICATE) : undefined;
  return {
    ...(password === undefined ? {} : { password }),
    ...(certificatePassword === undefined ? {} : { certificatePassword }),
    hiddenValues: Object.fromEntries(needs.hidden.map((name) => [name, keeper.get(hiddenName(name)) ?? ''])),
  };
}

export function forgetSecrets(keeper: SecretKeeper, request: MediaRequest): void {
  const { hidden } = secretNeeds(request);
  for (const name of [PASSWORD, PASSWORD_AGAIN, CERTIFICATE, ...hidden.map(hiddenName)]) keeper.forget(name);
}

const RATE_AFTER_MS = 250;

/** The core's opinion of the password. `change` counts what was typed; the secrets themselves are in no state. */
export function usePasswordRating(change: number): PasswordRating | null {
  const { client, keeper } = useStores();
  const [rating, setRating] = useState<PasswordRating | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      const password = keeper.get(PASSWORD) ?? '';
      void client.call('password.rate', { password }).then((reply) => {
        if (isCurrent) setRating(reply.ok ? reply.value : null);
      });
    }, RATE_AFTER_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, keeper, change]);
  return rating;
}
