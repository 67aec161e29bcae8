/**
 * Values of Apply Windows Settings as answers (Microsoft-Windows-Shell-Setup, -International-Core). Pure.
 * Trap: Windows reads a password as Base64 of the UTF-16 text with "AdministratorPassword" behind it. That hides it from
 * a glance only; Windows deletes it from its copy of the file at the end of set-up.
 */
import { encodeUtf16le, toBase64 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { Unattend, UnattendElement } from './unattend.ts';

export interface WindowsSettings {
  readonly computerName: string;
  readonly registeredOwner: string | undefined;
  readonly registeredOrganization: string | undefined;
  readonly productKey: string | undefined;
  readonly timeZone: string | undefined;
  /** Of the local administrator. */
  readonly adminPassword: string;
  readonly inputLocale: string | undefined;
  readonly systemLocale: string | undefined;
  readonly userLocale: string | undefined;
  readonly uiLanguage: string | undefined;
  readonly uiLanguageFallback: string | undefined;
}

const SHELL = 'Microsoft-Windows-Shell-Setup';
const INTERNATIONAL = 'Microsoft-Windows-International-Core';

const PRODUCT_KEY = /^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$/i;
const LOCALE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** A locale, or keyboards as "0407:00000407;0409:00000409". */
const INPUT_LOCALE =
  /^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|[0-9A-Fa-f]{4}:[0-9A-Fa-f]{8})(;([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|[0-9A-Fa-f]{4}:(\{[0-9A-Fa-f-]{36}\}){2}|[0-9A-Fa-f]{4}:[0-9A-Fa-f]{8}))*$/;
/** Windows' names of time zones: "W. Europe Standard Time", "UTC+12", "Mountain Standard Time (Mexico)". */
const TIME_ZONE = /^[A-Za-z][A-Za-z0-9 .+\-()]{1,126}$/;

/** A name Windows takes: 1 to 15 letters, digits and hyphens, not digits only. */
export function isComputerName(name: string): boolean {
  return /^[A-Za-z0-9-]{1,15}$/.test(name) && !/^\d+$/.test(name) && !/^-|-$/.test(name);
}

/** Writes all values. @throws MediaError E_TS_UNATTEND naming the first one Windows would refuse. */
export function setWindowsSettings(answers: Unattend, settings: WindowsSettings): void {
  const { computerName, productKey, timeZone, registeredOwner, registeredOrganization } = settings;
  check('computer name (OSDComputerName)', computerName, isComputerName(computerName));
  checkPattern('product key (OSDProductKey)', productKey, PRODUCT_KEY);
  checkPattern('time zone (OSDTimeZone)', timeZone, TIME_ZONE);
  checkPattern('input locale', settings.inputLocale, INPUT_LOCALE);
  checkPattern('system locale', settings.systemLocale, LOCALE);
  checkPattern('user locale', settings.userLocale, LOCALE);
  checkPattern('UI language', settings.uiLanguage, LOCALE);
  checkPattern('UI language fallback', settings.uiLanguageFallback, LOCALE);
  for (const name of [registeredOwner, registeredOrganization]) {
    check('registered name', name ?? 'x', (name ?? 'x').length <= 64);
  }

  const shell = (name: string, value: string | undefined): void => {
    if (value !== undefined) answers.set('specialize', SHELL, { name, value });
  };
  shell('ComputerName', computerName);
  shell('ProductKey', productKey?.toUpperCase());
  shell('RegisteredOrganization', registeredOrganization);
  shell('RegisteredOwner', registeredOwner);
  shell('TimeZone', timeZone);

  const oobe = (name: string, value: UnattendElement['value']): void => {
    answers.set('oobeSystem', SHELL, { name, value });
  };
  if (registeredOrganization !== undefined) oobe('RegisteredOrganization', registeredOrganization);
  if (registeredOwner !== undefined) oobe('RegisteredOwner', registeredOwner);
  if (timeZone !== undefined) oobe('TimeZone', timeZone);
  oobe('OOBE', [
    { name: 'HideEULAPage', value: 'true' },
    { name: 'HideOnlineAccountScreens', value: 'true' },
    { name: 'ProtectYourPC', value: '3' },
  ]);
  oobe('UserAccounts', [
    {
      name: 'AdministratorPassword',
      value: [
        { name: 'Value', value: encodedPassword(settings.adminPassword) },
        { name: 'PlainText', value: 'false' },
      ],
    },
  ]);
  const locales: readonly (readonly [name: string, value: string | undefined])[] = [
    ['InputLocale', settings.inputLocale],
    ['SystemLocale', settings.systemLocale],
    ['UILanguage', settings.uiLanguage],
    ['UILanguageFallback', settings.uiLanguageFallback],
    ['UserLocale', settings.userLocale],
  ];
  for (const [name, value] of locales) {
    if (value !== undefined) answers.set('oobeSystem', INTERNATIONAL, { name, value });
  }
}

/** The form Windows System Image Manager writes. */
export function encodedPassword(password: string): string {
  return toBase64(encodeUtf16le(`${password}AdministratorPassword`));
}

function checkPattern(what: string, value: string | undefined, pattern: RegExp): void {
  if (value !== undefined) check(what, value, pattern.test(value));
}

function check(what: string, value: string, isRight: boolean): void {
  if (!isRight) throw new MediaError('E_TS_UNATTEND', `${what}: "${value.slice(0, 80)}" is not one`);
}
