/** What an image file is, asked of the core once its path is no longer typed. */
import { useEffect, useState } from 'react';
import type { ErrorData } from '#contract/bridge.ts';
import type { ImageDescription } from '#contract/medium.ts';
import { useStores } from '../../ui/stores-context.tsx';

const ASK_AFTER_MS = 300;

export interface DescribedImage {
  readonly state: 'none' | 'loading' | 'ready' | 'error';
  readonly image: ImageDescription | null;
  readonly error: ErrorData | null;
}

const NONE: DescribedImage = { state: 'none', image: null, error: null };

export function useImage(path: string): DescribedImage {
  const { client } = useStores();
  const [found, setFound] = useState<{ readonly path: string; readonly answer: DescribedImage } | null>(null);
  useEffect(() => {
    if (path === '') return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void client.call('image.describe', { path }).then((reply) => {
        if (!isCurrent) return;
        const answer: DescribedImage = reply.ok
          ? { state: 'ready', image: reply.value, error: null }
          : { state: 'error', image: null, error: reply };
        setFound({ path, answer });
      });
    }, ASK_AFTER_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, path]);
  if (path === '') return NONE;
  return found?.path === path ? found.answer : { ...NONE, state: 'loading' };
}
