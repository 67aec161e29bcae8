import type { bootImage as en } from '../en/boot-image.ts';

export const bootImage: typeof en = {
  title: 'Startimage',
  help: {},
};
