/**
 * Components that come in a bundle of their own. Trap: React's `lazy` suspends when it is first drawn, even when its bundle
 * has long been there, and what was suspended is shown 300 ms later at the earliest; so what is there is drawn at once.
 */
import { lazy, useState, type ComponentType } from 'react';

type Components<Name extends string> = Readonly<Record<Name, ComponentType>>;

export interface Bundle<Name extends string> {
  /** Loads it, once; a failure is tried again by the next call. */
  readonly load: () => Promise<Components<Name>>;
  /** Draws a component of it, behind the Suspense around it while it is loading. */
  readonly component: (name: Name) => ComponentType;
}

export function createBundle<Name extends string>(open: () => Promise<Components<Name>>): Bundle<Name> {
  let loaded: Components<Name> | undefined;
  const load = async (): Promise<Components<Name>> => (loaded ??= await open());
  return {
    load,
    component(name) {
      const Waiting = lazy<ComponentType>(async () => ({ default: (await load())[name] }));
      return function FromBundle() {
        // Chosen once: another type in the middle would begin anew and lose what was typed.
        const [Shown] = useState((): ComponentType => loaded?.[name] ?? Waiting);
        return <Shown />;
      };
    },
  };
}
