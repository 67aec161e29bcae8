/**
 * Apply Windows Settings: names, key, time zone, languages and the local administrator's password into the answer file.
 * The password is random and kept nowhere unless the step gives one (OSDRandomAdminPassword, on by default).
 */
import { randomBytes, randomInt } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import { changeAnswerFile } from '../../unattend/answer-file.ts';
import { isComputerName, setWindowsSettings } from '../../unattend/windows-settings.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

const NAME_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export async function applyWindowsSettings(_step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { settings, variables, ports } = context;
  const computerName = computerNameOf(context);
  const settingsOfWindows = {
    computerName,
    registeredOwner: settings.text('OSDRegisteredUserName', 'RegisteredUserName'),
    registeredOrganization: settings.text('OSDRegisteredOrgName', 'RegisteredOrgName'),
    productKey: settings.text('OSDProductKey', 'ProductKey'),
    timeZone: settings.text('OSDTimeZone', 'TimeZone'),
    adminPassword: adminPassword(context),
    inputLocale: settings.text('OSDWindowsSettingsInputLocale', 'InputLocale'),
    systemLocale: settings.text('OSDWindowsSettingsSystemLocale', 'SystemLocale'),
    userLocale: settings.text('OSDWindowsSettingsUserLocale', 'UserLocale'),
    uiLanguage: settings.text('OSDWindowsSettingsUILanguage', 'UILanguage'),
    uiLanguageFallback: settings.text('OSDWindowsSettingsUILanguageFallback', 'UILanguageFallback'),
  };
  await changeAnswerFile({ disks: ports.disks, variables }, (answers) => {
    setWindowsSettings(answers, settingsOfWindows);
  });
  variables.setInternal('OSDComputerName', computerName);
  ports.log(`The computer will be called ${computerName}`);
  return { exitCode: 0 };
}

/** OSDComputerName, the name the site knows, or a name as Windows PE makes them ("MININT-1A2B3C4"). */
function computerNameOf({ settings, variables }: StepContext): string {
  const asked = settings.text('OSDComputerName', 'ComputerName');
  if (asked !== undefined) return asked.trim();
  const known = variables.get('_SMSTSMachineName');
  if (known !== undefined && isComputerName(known)) return known;
  return `MININT-${Array.from({ length: 7 }, () => NAME_LETTERS.charAt(randomInt(NAME_LETTERS.length))).join('')}`;
}

function adminPassword({ settings }: StepContext): string {
  if (settings.flag('OSDRandomAdminPassword', 'RandomAdminPassword', true))
    return `${randomBytes(18).toString('base64')}aA1!`;
  const password = settings.text('OSDLocalAdminPassword', 'AdminPassword');
  if (password !== undefined) return password;
  throw new MediaError(
    'E_TS_UNATTEND',
    'the local administrator is to be enabled, and there is no password (OSDLocalAdminPassword)',
  );
}
