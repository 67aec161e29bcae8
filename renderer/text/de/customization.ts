import type { customization as en } from '../en/customization.ts';

export const customization: typeof en = {
  title: 'Anpassung',
  help: {},
};
