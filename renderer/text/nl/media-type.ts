import type { mediaType as en } from '../en/media-type.ts';

export const mediaType: typeof en = {
  title: 'Mediatype selecteren',
  help: {},
};
