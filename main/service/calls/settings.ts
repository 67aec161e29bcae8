/** Calls of the areas "settings" and "draft". */
import type { EventPayload } from '#contract/contract.ts';
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';
import type { Settings } from '../settings.ts';

type SettingsHandlers = Pick<Handlers, 'settings.read' | 'settings.write'>;
type DraftHandlers = Pick<Handlers, 'draft.read' | 'draft.write'>;

export function settingsHandlers({ settings, events }: ServicePorts): SettingsHandlers {
  return {
    'settings.read': async () => settingsView(await settings.read()),
    'settings.write': async (changes) => {
      const view = settingsView(await settings.update(changes));
      events.publish('settings', view);
      return view;
    },
  };
}

/** Without what only a host needs. */
export function settingsView(settings: Settings): EventPayload<'settings'> {
  const { windowState: _ofTheHost, ...view } = settings;
  return view;
}

export function draftHandlers({ draft }: ServicePorts): DraftHandlers {
  return {
    'draft.read': async () => ({ draft: (await draft.read()) ?? null }),
    'draft.write': async (input) => {
      await draft.write(input.draft ?? undefined);
      return {};
    },
  };
}
