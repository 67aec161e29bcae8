import type { mediaType as en } from '../en/media-type.ts';

export const mediaType: typeof en = {
  title: 'Medientyp auswählen',
  help: {},
};
