/** The site connections, for choosing one. */
import { useEffect, useState } from 'react';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionView } from '#contract/site.ts';
import { useStores } from './stores-context.tsx';

export interface Connections {
  readonly connections: readonly ConnectionView[];
  readonly error: ErrorData | null;
}

export function useConnections(): Connections {
  const { client } = useStores();
  const [found, setFound] = useState<Connections>({ connections: [], error: null });
  useEffect(() => {
    let isCurrent = true;
    void client.call('site.list', {}).then((reply) => {
      if (!isCurrent) return;
      setFound(
        reply.ok ? { connections: reply.value.connections, error: null } : { connections: [], error: reply },
      );
    });
    return () => {
      isCurrent = false;
    };
  }, [client]);
  return found;
}
