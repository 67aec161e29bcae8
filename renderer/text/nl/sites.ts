import type { sites as en } from '../en/sites.ts';

export const sites: typeof en = {
  title: 'Siteverbindingen',
  help: {},
};
