/** Has the core read the certificate file with the password of the keeper; the newest question wins. */
import { useCallback, useMemo, useState } from 'react';
import type { ErrorData } from '#contract/bridge.ts';
import { oneAtATime } from '../../state/one-at-a-time.ts';
import { CERTIFICATE_PASSWORD } from '../../state/secret-keeper.ts';
import { useStores } from '../../ui/stores-context.tsx';

export interface CertificateCheck {
  readonly check: () => void;
  readonly isChecking: boolean;
  /** Why it could not be asked; what is wrong with the file is in the report. */
  readonly error: ErrorData | null;
}

export function useCertificateCheck(): CertificateCheck {
  const { client, keeper, wizard, questions } = useStores();
  const [isChecking, setChecking] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const ask = useMemo(
    () =>
      oneAtATime(async () => {
        const path = wizard.getState().draft.certificatePath;
        // A path that is still being typed is not worth a message.
        if (!/\.(pfx|p12)$/i.test(path)) {
          wizard.getState().setCertificate(null);
          return;
        }
        const password = keeper.get(CERTIFICATE_PASSWORD) ?? '';
        const reply = await client.call('certificate.check', { path, password });
        if (wizard.getState().draft.certificatePath !== path) return;
        setError(reply.ok ? null : reply);
        wizard.getState().setCertificate(reply.ok ? reply.value : null);
      }),
    [client, keeper, wizard],
  );
  const check = useCallback(() => {
    setChecking(true);
    const asked = ask().finally(() => {
      setChecking(false);
    });
    questions.watch(asked);
  }, [ask, questions]);
  return { check, isChecking, error };
}
