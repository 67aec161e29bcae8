/**
 * ClientIDRequest at MP_ClientIdManager: media ask whether the site knows this computer, by its SMBIOS GUID and MAC
 * addresses. Public: endpoint, what is asked, the answer's <Identification Unknown="…"> with <ClientID>; the request's
 * element names are inferred.
 * Trap: what a computer says of itself is not proven. It decides which deployments are offered, never what is allowed.
 */
import { parseBody, textAt } from './message.ts';
import { clientGuid } from './signature.ts';
import { childOf, childrenOf, renderXml, xml } from './xml.ts';

export const CLIENT_ID_MANAGER = 'MP_ClientIdManager';

export interface ComputerIds {
  /** As the firmware has it; empty when it has none. */
  readonly smbiosGuid: string;
  /** "52:54:00:12:34:56" */
  readonly macAddresses: readonly string[];
}

/** What the site knows of the computer; undefined for an unknown one. */
export interface KnownComputer {
  /** "GUID:8AE6B618-…" */
  readonly clientId: string;
  readonly name: string;
}

export function renderClientIdRequest(ids: ComputerIds): string {
  const addresses = ids.macAddresses.map((address) => xml('MACAddress', {}, address));
  return renderXml(
    xml('ClientIDRequest', {}, [
      xml('Identification', {}, [
        xml('Machine', {}, [xml('SMBIOSGUID', {}, ids.smbiosGuid), xml('MACAddresses', {}, addresses)]),
      ]),
    ]),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseClientIdRequest(body: string): ComputerIds {
  const machine = childOf(childOf(parseBody(body, 'ClientIDRequest'), 'Identification'), 'Machine');
  return {
    smbiosGuid: machine === undefined ? '' : textAt(machine, 'SMBIOSGUID').slice(0, 64),
    macAddresses: childrenOf(childOf(machine, 'MACAddresses'), 'MACAddress')
      .map((one) => one.text.trim())
      .slice(0, 64),
  };
}

export function renderClientIdReply(known: KnownComputer | undefined): string {
  const machine = xml('Machine', {}, [
    xml('ClientID', {}, known?.clientId ?? ''),
    xml('NetbiosName', {}, known?.name ?? ''),
  ]);
  return renderXml(
    xml('ClientIDReply', {}, [
      xml(
        'Identification',
        { Unknown: known === undefined ? 1 : 0, DuplicateSMBIOS: 0, DuplicateMACAddress: 0 },
        [machine],
      ),
    ]),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseClientIdReply(body: string): KnownComputer | undefined {
  const identification = childOf(parseBody(body, 'ClientIDReply'), 'Identification');
  if (identification === undefined || identification.attributes['Unknown'] === '1') return undefined;
  const clientId = textAt(identification, 'Machine', 'ClientID');
  if (!/^GUID:[0-9A-Fa-f-]{36}$/i.test(clientId)) return undefined;
  return { clientId: clientGuid(clientId), name: textAt(identification, 'Machine', 'NetbiosName') };
}
