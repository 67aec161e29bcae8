import type { bootImage as en } from '../en/boot-image.ts';

export const bootImage: typeof en = {
  title: 'Installatiekopie voor opstarten',
  help: {},
};
