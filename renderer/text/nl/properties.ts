import type { properties as en } from '../en/properties.ts';

export const properties: typeof en = {
  title: 'Media-eigenschappen',
  help: {},
};
