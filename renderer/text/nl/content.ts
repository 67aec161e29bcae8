import type { content as en } from '../en/content.ts';

export const content: typeof en = {
  title: 'Inhoud',
  help: {},
};
