/**
 * Answer of `GET /SMS_MP/.sms_aut?MPKEYINFORMATIONMEDIA`: site code and the unknown computer objects.
 * Source: reference facts 3.1; public readers look for exactly these two children, the root's name is inferred.
 * Trap: it proves nothing about the sender. Trust comes from TLS against the roots on the medium.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { childOf, parseXml, renderXml, xml } from './xml.ts';

export interface KeyInformation {
  readonly siteCode: string;
  /** SMSIDs as the management point writes them; empty when the site has no such object. */
  readonly x64UnknownMachineGuid: string;
  readonly x86UnknownMachineGuid: string;
}

export function renderKeyInformation(information: KeyInformation): string {
  const unknown = xml('UnknownMachines', {
    x64UnknownMachineGUID: information.x64UnknownMachineGuid,
    x86UnknownMachineGUID: information.x86UnknownMachineGuid,
  });
  return renderXml(xml('MPKEYINFORMATIONMEDIA', {}, [xml('SITECODE', {}, information.siteCode), unknown]));
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseKeyInformation(text: string): KeyInformation {
  const root = parseXml(text);
  const siteCode = childOf(root, 'SITECODE')?.text.trim() ?? '';
  const unknown = childOf(root, 'UnknownMachines');
  if (!/^\w{3}$/.test(siteCode))
    throw new MediaError('E_WIRE_MESSAGE', `key information with site code "${siteCode.slice(0, 20)}"`);
  return {
    siteCode,
    x64UnknownMachineGuid: unknown?.attributes['x64UnknownMachineGUID'] ?? '',
    x86UnknownMachineGuid: unknown?.attributes['x86UnknownMachineGUID'] ?? '',
  };
}
