/**
 * Software Center as data: what it shows, where it stands, and what a key changes. Pure; the screen is made by views.ts
 * and the work is done by center.ts.
 */
import type { Key } from '../../console/keys.ts';

export interface Offer {
  /** Id of the deployment. */
  readonly id: string;
  readonly packageId: string;
  readonly name: string;
  readonly version: string;
  readonly kind: 'operating-system' | 'application';
  readonly isRequired: boolean;
  /** The task sequence has a boot image: the computer leaves this system for a while, or for good. */
  readonly startsBootImage: boolean;
  readonly download: 'when-needed' | 'before-start' | 'never';
  readonly state: 'available' | 'installing' | 'installed' | 'failed';
}

export interface HistoryRow {
  readonly id: string;
  readonly name: string;
  readonly result: 'running' | 'succeeded' | 'failed';
  /** ISO 8601 */
  readonly started: string;
  readonly ended: string | undefined;
  readonly detail: string;
}

export interface DeviceFacts {
  readonly name: string;
  readonly systemName: string;
  readonly systemVersion: string;
  readonly workgroup: string;
  readonly siteCode: string;
  readonly gateway: string;
  readonly clientId: string;
  /** ISO 8601, undefined without a token. */
  readonly tokenExpires: string | undefined;
  readonly lastPolicy: string | undefined;
  readonly lastInventory: string | undefined;
  readonly address: string | undefined;
}

export interface CenterData {
  readonly offers: readonly Offer[];
  readonly history: readonly HistoryRow[];
  readonly device: DeviceFacts;
  /** A sentence about what is going on or went wrong, below the list. */
  readonly notice: string | undefined;
  /** Policy is being asked for. */
  readonly isRefreshing: boolean;
}

export const tabs = ['operating-systems', 'applications', 'history', 'device'] as const;
export type Tab = (typeof tabs)[number];

export interface Place {
  readonly tab: Tab;
  /** Row chosen in each list. */
  readonly selected: Readonly<Record<Tab, number>>;
  readonly page: 'list' | 'details' | 'confirm';
  /**
   * Offer or row of the history that details and confirmation are about: rows move when policy brings others. Undefined in
   * a list.
   */
  readonly of?: string | undefined;
}

export const firstPlace: Place = {
  tab: 'operating-systems',
  selected: { 'operating-systems': 0, applications: 0, history: 0, device: 0 },
  page: 'list',
};

/** What a key asks the program to do. */
export type Wish = { readonly kind: 'refresh' } | { readonly kind: 'install'; readonly offer: Offer };

export interface Step {
  readonly place: Place;
  readonly wish?: Wish;
}

/** Offers of a list tab. */
export function offersOn(data: CenterData, tab: Tab): readonly Offer[] {
  const kind = tab === 'operating-systems' ? 'operating-system' : 'application';
  return tab === 'operating-systems' || tab === 'applications'
    ? data.offers.filter((one) => one.kind === kind)
    : [];
}

/** The offer that details or the confirmation are about. */
export function chosenOffer(data: CenterData, place: Place): Offer | undefined {
  return offersOn(data, place.tab).find((one) => one.id === place.of);
}

/** The row of the history that details are about. */
export function chosenHistory(data: CenterData, place: Place): HistoryRow | undefined {
  return place.tab === 'history' ? data.history.find((one) => one.id === place.of) : undefined;
}

/** The chosen row of a list, which a shorter list moves up. */
export function rowOf(data: CenterData, place: Place): number {
  return Math.max(0, Math.min(place.selected[place.tab], idsOn(data, place.tab).length - 1));
}

/** The same place among other data: the row of what is looked at, or the list when it is gone. */
export function placeIn(data: CenterData, place: Place): Place {
  if (place.page === 'list') return place;
  const row = idsOn(data, place.tab).indexOf(place.of ?? '');
  return row < 0 ? toList(place) : { ...place, selected: { ...place.selected, [place.tab]: row } };
}

function toList(place: Place): Place {
  return { ...place, page: 'list', of: undefined };
}

function idsOn(data: CenterData, tab: Tab): readonly string[] {
  return (tab === 'history' ? data.history : offersOn(data, tab)).map((one) => one.id);
}

/** Where a key leads. */
export function press(data: CenterData, from: Place, key: Key): Step {
  const place = placeIn(data, from);
  // The key was meant for a page that is no longer there.
  if (place.page !== from.page) return { place };
  if (isLetter(key, 'r') && place.page === 'list') return { place, wish: { kind: 'refresh' } };
  if (place.page === 'list') return inList(data, place, key);
  return place.page === 'details' ? inDetails(data, place, key) : inConfirmation(data, place, key);
}

function inList(data: CenterData, place: Place, key: Key): Step {
  const by =
    key.kind === 'tab' || key.kind === 'right' ? 1 : key.kind === 'back-tab' || key.kind === 'left' ? -1 : 0;
  if (by !== 0) {
    const index = (tabs.indexOf(place.tab) + by + tabs.length) % tabs.length;
    return { place: { ...place, tab: tabs[index] ?? place.tab } };
  }
  const ids = idsOn(data, place.tab);
  const count = ids.length;
  const row = rowOf(data, place);
  const moved = movedRow(key, row, count);
  if (moved !== undefined && count > 0)
    return { place: { ...place, selected: { ...place.selected, [place.tab]: moved } } };
  if (key.kind === 'enter' && count > 0) return { place: { ...place, page: 'details', of: ids[row] } };
  return { place };
}

function movedRow(key: Key, row: number, count: number): number | undefined {
  switch (key.kind) {
    case 'up':
      return (row + count - 1) % Math.max(1, count);
    case 'down':
      return (row + 1) % Math.max(1, count);
    case 'home':
      return 0;
    case 'end':
      return Math.max(0, count - 1);
    case 'text': {
      const number = Number(key.text);
      return /^[1-9]$/.test(key.text) && number <= count ? number - 1 : undefined;
    }
    default:
      return undefined;
  }
}

function inDetails(data: CenterData, place: Place, key: Key): Step {
  if (isBack(key)) return { place: toList(place) };
  const offer = chosenOffer(data, place);
  if (key.kind !== 'enter' || offer === undefined || isBusy(data)) return { place };
  // Replacing the system is asked for twice; an application is not.
  return offer.kind === 'operating-system'
    ? { place: { ...place, page: 'confirm' } }
    : { place: toList(place), wish: { kind: 'install', offer } };
}

function inConfirmation(data: CenterData, place: Place, key: Key): Step {
  const offer = chosenOffer(data, place);
  if (isLetter(key, 'i') && offer !== undefined && !isBusy(data))
    return { place: toList(place), wish: { kind: 'install', offer } };
  return isBack(key) ? { place: { ...place, page: 'details' } } : { place };
}

/** One thing is installed at a time. */
export function isBusy(data: CenterData): boolean {
  return data.offers.some((one) => one.state === 'installing');
}

function isLetter(key: Key, letter: string): boolean {
  return key.kind === 'text' && key.text.toLowerCase() === letter;
}

function isBack(key: Key): boolean {
  return key.kind === 'escape' || key.kind === 'backspace' || key.kind === 'left';
}
