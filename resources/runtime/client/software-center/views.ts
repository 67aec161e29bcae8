/**
 * The pages of Software Center as views of the console. Pure.
 * Trap: names come from the site, so each goes through `printable` before it is shown.
 */
import { printable, type Line, type View } from '../../console/terminal.ts';
import {
  chosenHistory,
  chosenOffer,
  isBusy,
  offersOn,
  rowOf,
  tabs,
  type CenterData,
  type HistoryRow,
  type Offer,
  type Place,
} from './model.ts';
import { shownDate, text } from './text.ts';

/** Labels of a table of facts are as wide as the longest of them. */
const LABEL_WIDTH = 19;

export function viewOf(data: CenterData, place: Place): View {
  const offer = chosenOffer(data, place);
  if (place.page === 'confirm' && offer !== undefined) return confirmation(offer);
  if (place.page === 'details' && offer !== undefined) return offerDetails(offer, data, place);
  const row = chosenHistory(data, place);
  if (place.page === 'details' && row !== undefined) return historyDetails(row, place);
  return list(data, place);
}

function frame(place: Place): Pick<View, 'heading' | 'tabs'> {
  return {
    heading: text.heading,
    tabs: { items: tabs.map((tab) => text.tabs[tab]), active: tabs.indexOf(place.tab) },
  };
}

function list(data: CenterData, place: Place): View {
  const { tab } = place;
  const ticker = data.isRefreshing ? text.refreshing : data.notice;
  const common = { ...frame(place), ...(ticker === undefined ? {} : { ticker: printable(ticker) }) };
  if (tab === 'device')
    return { ...common, lines: [text.listIntro.device, '', ...deviceLines(data)], keys: text.keysEmpty };
  const items =
    tab === 'history'
      ? data.history.map((one) => `${shownDate(one.started)}  ${printable(one.name)}`)
      : offersOn(data, tab).map((one) => printable(one.name));
  if (items.length === 0) return { ...common, lines: [text.empty[tab]], keys: text.keysEmpty };
  const notes =
    tab === 'history'
      ? data.history.map((one) => text.results[one.result])
      : offersOn(data, tab).map((one) =>
          one.state === 'available' && one.isRequired ? text.required : text.states[one.state],
        );
  return {
    ...common,
    lines: [text.listIntro[tab]],
    choices: { items, notes, selected: rowOf(data, place) },
    keys: text.keysList,
  };
}

function offerDetails(offer: Offer, data: CenterData, place: Place): View {
  const lines: Line[] = [
    fact(text.labelName, offer.name),
    ...(offer.version === '' ? [] : [fact(text.labelVersion, offer.version)]),
    fact(text.labelState, text.states[offer.state]),
    fact(text.labelPurpose, offer.isRequired ? text.purposeRequired : text.purposeAvailable),
    fact(text.labelDeployment, `${offer.id} (${offer.packageId})`),
    fact(text.labelDownload, text.download[offer.download]),
  ];
  if (offer.kind === 'operating-system')
    lines.push('', offer.startsBootImage ? text.whatHappensBootImage : text.whatHappensUpgrade);
  if (isBusy(data)) return { ...frame(place), lines: [...lines, '', text.busy], keys: text.keysBack };
  return { ...frame(place), lines, keys: text.keysDetails };
}

function confirmation(offer: Offer): View {
  return {
    heading: text.confirmHeading,
    tone: 'error',
    lines: [
      { label: text.confirmQuestion(printable(offer.name)), text: '' },
      '',
      offer.startsBootImage ? text.confirmWipe : text.confirmUpgrade,
    ],
    keys: text.keysConfirm,
  };
}

function historyDetails(row: HistoryRow, place: Place): View {
  return {
    ...frame(place),
    lines: [
      fact(text.labelName, row.name),
      fact(text.historyResult, text.results[row.result]),
      fact(text.historyStarted, shownDate(row.started)),
      ...(row.ended === undefined ? [] : [fact(text.historyEnded, shownDate(row.ended))]),
      ...(row.detail === '' ? [] : [fact(text.historyDetail, row.detail)]),
    ],
    keys: text.keysBack,
  };
}

function deviceLines({ device }: CenterData): readonly Line[] {
  const date = (iso: string | undefined): string => (iso === undefined ? text.none : shownDate(iso));
  return [
    fact(text.deviceName, device.name),
    fact(text.deviceSystem, `${device.systemName} ${device.systemVersion}`),
    fact(text.deviceWorkgroup, device.workgroup),
    fact(text.deviceAddress, device.address ?? text.none),
    '',
    fact(text.deviceSite, device.siteCode),
    fact(text.deviceGateway, device.gateway),
    fact(text.deviceClient, device.clientId === '' ? text.none : device.clientId),
    fact(text.deviceToken, date(device.tokenExpires)),
    fact(text.devicePolicy, date(device.lastPolicy)),
    fact(text.deviceInventory, date(device.lastInventory)),
  ];
}

function fact(label: string, value: string): Line {
  return { label: label.padEnd(LABEL_WIDTH), text: printable(value) };
}
