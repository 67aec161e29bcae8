/** Dutch advice for the client in the installed system. */
import type { Advice } from '../advice.ts';
import type { clientCodes } from '../client-codes.ts';

export const clientAdviceNl = {
  E_RT_CLIENT_SETUP: {
    cause: 'De instellingen van het beheerprogramma op deze computer ontbreken of zijn beschadigd.',
    remedy: 'Geef de tekst hieronder door aan de helpdesk; deze computer moet opnieuw worden geïnstalleerd.',
  },
  E_TS_UPGRADE: {
    cause: 'Dit systeem kan niet worden bijgewerkt naar het systeem in het upgradepakket.',
    remedy:
      'Er is niets gewijzigd, de computer kan als voorheen worden gebruikt. Geef de tekst hieronder door aan de helpdesk; er is een ander upgradepakket nodig.',
  },
  E_TS_UPGRADE_APPLY: {
    cause: 'Het nieuwe systeem kon niet naast het actieve systeem worden geplaatst.',
    remedy:
      'De computer start als voorheen. Probeer het opnieuw; gebeurt het weer, geef dan de tekst hieronder door aan de helpdesk.',
  },
  E_TS_BOOT_IMAGE_STAGE: {
    cause:
      'De opstartinstallatiekopie van de takenreeks kon niet op de schijf van deze computer worden geplaatst.',
    remedy:
      'Er is niets gewijzigd, de computer kan als voorheen worden gebruikt. Probeer het opnieuw; gebeurt het weer, geef dan de tekst hieronder door aan de helpdesk.',
  },
} as const satisfies Readonly<Record<keyof typeof clientCodes, Advice>>;
