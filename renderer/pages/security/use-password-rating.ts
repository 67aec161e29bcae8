/** Asks the core how strong the password in the keeper is; the newest text wins. */
import { useMemo } from 'react';
import { MEDIA_PASSWORD } from '../../state/secret-keeper.ts';
import { oneAtATime } from '../../state/one-at-a-time.ts';
import { useStores } from '../../ui/stores-context.tsx';

export function usePasswordRating(): () => void {
  const { client, keeper, wizard, questions } = useStores();
  const ask = useMemo(
    () =>
      oneAtATime(async () => {
        const password = keeper.get(MEDIA_PASSWORD) ?? '';
        if (password === '') {
          wizard.getState().refreshSecrets(null);
          return;
        }
        const reply = await client.call('password.rate', { password });
        // Without an answer nothing is claimed; the core judges again before anything is made.
        wizard.getState().refreshSecrets(reply.ok ? reply.value : null);
      }),
    [client, keeper, wizard],
  );
  return () => {
    wizard.getState().refreshSecrets();
    questions.watch(ask());
  };
}
