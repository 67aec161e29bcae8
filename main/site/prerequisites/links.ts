/** Microsoft's page for each condition, below learn.microsoft.com; the language is put before it. */
import type { ConditionId } from './rules.ts';

const INTERNET = 'osd/deploy-use/deploy-task-sequence-over-internet';
const STEPS = 'osd/understand/task-sequence-steps';
const DEPLOY = 'osd/deploy-use/deploy-a-task-sequence';
const CMG = 'core/clients/manage/cmg';

const PAGES: Readonly<Record<ConditionId, string>> = {
  C01: INTERNET,
  C02: `${CMG}/overview`,
  C03: `${CMG}/setup-cloud-management-gateway`,
  C04: 'core/plan-design/hierarchy/enhanced-http',
  C05: INTERNET,
  C06: `${CMG}/modify-cloud-management-gateway`,
  C07: 'core/servers/deploy/configure/deploy-and-manage-content',
  C08: 'core/clients/deploy/about-client-settings#cloud-services',
  C09: 'core/clients/deploy/about-client-settings#cloud-services',
  C10: `${STEPS}#BKMK_ApplyNetworkSettings`,
  C11: `${INTERNET}#allow-task-sequence-to-run-on-internet`,
  C12: DEPLOY,
  C13: `${DEPLOY}#bkmk_deploy-options`,
  C14: `${INTERNET}#deploy-an-os-over-cmg-using-bootable-media`,
  C15: `${INTERNET}#deploy-an-os-over-cmg-using-bootable-media`,
  C16: 'osd/deploy-use/create-bootable-media',
  C17: 'osd/plan-design/security-and-privacy-for-operating-system-deployment',
  C18: INTERNET,
  C19: INTERNET,
  C20: `${STEPS}#BKMK_SetupWindowsandConfigMgr`,
  C21: 'osd/deploy-use/create-task-sequence-media',
  C22: 'osd/deploy-use/create-bootable-media',
  C23: `${CMG}/data-flow`,
  C24: `${CMG}/supported-configurations`,
  C25: 'osd/deploy-use/manage-task-sequences-to-automate-tasks',
  C26: `${STEPS}#BKMK_EnableBitLocker`,
  C27: `${CMG}/supported-configurations`,
  C28: `${STEPS}#BKMK_ApplyWindowsSettings`,
};

const LOCALES = { en: 'en-us', de: 'de-de', nl: 'nl-nl' } as const;
export type Language = keyof typeof LOCALES;

/** The address in a language. */
export function documentationLink(id: ConditionId, language: Language): string {
  return `https://learn.microsoft.com/${LOCALES[language]}/mem/configmgr/${PAGES[id]}`;
}
