import type { writeImage as en } from '../en/write-image.ts';

export const writeImage: typeof en = {
  title: 'Installatiekopie schrijven',
  help: {},
};
