/** German advice for the client in the installed system. */
import type { Advice } from '../advice.ts';
import type { clientCodes } from '../client-codes.ts';

export const clientAdviceDe = {
  E_RT_CLIENT_SETUP: {
    cause: 'Die Einstellungen des Verwaltungsprogramms auf diesem Computer fehlen oder sind beschädigt.',
    remedy: 'Nennen Sie dem Helpdesk den Text unten; dieser Computer muss neu installiert werden.',
  },
  E_TS_UPGRADE: {
    cause: 'Dieses System kann nicht auf das System im Upgradepaket aktualisiert werden.',
    remedy:
      'Es wurde nichts geändert, der Computer ist wie bisher benutzbar. Nennen Sie dem Helpdesk den Text unten; es braucht ein anderes Upgradepaket.',
  },
  E_TS_UPGRADE_APPLY: {
    cause: 'Das neue System konnte nicht neben dem laufenden abgelegt werden.',
    remedy:
      'Der Computer startet wie bisher. Versuchen Sie es erneut; geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_BOOT_IMAGE_STAGE: {
    cause: 'Das Startimage der Tasksequenz konnte nicht auf den Datenträger dieses Computers gelegt werden.',
    remedy:
      'Es wurde nichts geändert, der Computer ist wie bisher benutzbar. Versuchen Sie es erneut; geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
} as const satisfies Readonly<Record<keyof typeof clientCodes, Advice>>;
