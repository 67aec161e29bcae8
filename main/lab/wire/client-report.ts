/**
 * What a client tells about itself: the heartbeat (a discovery data record, to MP_DdrEndpoint) and the hardware
 * inventory (to MP_HinvEndpoint). One form for both, told apart by the inventory action.
 * Public: endpoints, <Report>, <ReportHeader>, the ids of the two actions, instances by class.
 * Ours: only full reports, only properties that are texts.
 * Trap: names of classes and properties become element names, so they are checked on both sides.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody, textAt } from './message.ts';
import { clientGuid } from './signature.ts';
import { childOf, childrenOf, descend, renderXml, requireAttribute, xml } from './xml.ts';

export type ReportKind = 'heartbeat' | 'hardware-inventory';

/** Which endpoint takes which report. */
export const reportEndpoints: Readonly<Record<ReportKind, string>> = {
  heartbeat: 'MP_DdrEndpoint',
  'hardware-inventory': 'MP_HinvEndpoint',
};

const ACTIONS: Readonly<Record<ReportKind, { readonly id: string; readonly description: string }>> = {
  heartbeat: { id: '{00000000-0000-0000-0000-000000000003}', description: 'Discovery' },
  'hardware-inventory': { id: '{00000000-0000-0000-0000-000000000001}', description: 'Hardware Inventory' },
};

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MAX_INSTANCES = 5000;
const MAX_VALUE = 4000;

/** One instance of a WMI class: Win32_OperatingSystem, Win32_ComputerSystem, SMS_InstalledSoftware, … */
export interface ReportInstance {
  readonly className: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface ClientReport {
  readonly kind: ReportKind;
  readonly clientId: string;
  /** Computer name. */
  readonly name: string;
  /** Version of the client program. */
  readonly clientVersion: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Counts up by one from 1 for every report of this kind. */
  readonly number: number;
  readonly instances: readonly ReportInstance[];
}

/** @throws MediaError E_WIRE_MESSAGE for names that cannot be written */
export function renderClientReport(report: ClientReport): string {
  const action = ACTIONS[report.kind];
  const machine = xml('Machine', {}, [
    xml('ClientInstalled', {}, '1'),
    xml('ClientType', {}, '1'),
    xml('ClientID', {}, clientGuid(report.clientId)),
    xml('ClientVersion', {}, report.clientVersion),
    xml('NetBIOSName', {}, report.name),
  ]);
  const header = xml('ReportHeader', {}, [
    xml('Identification', {}, [machine]),
    xml('ReportDetails', {}, [
      xml('ReportContent', {}, 'Inventory Data'),
      xml('ReportType', {}, 'Full'),
      xml('Date', {}, report.time),
      xml('Version', {}, String(report.number)),
      xml('Format', {}, '1.1'),
    ]),
    xml('InventoryAction', { ActionType: 'Predefined' }, [
      xml('InventoryActionID', {}, action.id),
      xml('Description', {}, action.description),
    ]),
  ]);
  const instances = report.instances.map(({ className, properties }) =>
    xml('Instance', { ParentClass: className, Class: className, Content: 'New' }, [
      xml(
        checkedName(className),
        {},
        Object.entries(properties).map(([name, value]) =>
          xml(checkedName(name), {}, value.slice(0, MAX_VALUE)),
        ),
      ),
    ]),
  );
  return renderXml(xml('Report', {}, [header, xml('ReportBody', {}, instances)]));
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseClientReport(body: string): ClientReport {
  const root = parseBody(body, 'Report');
  const header = childOf(root, 'ReportHeader') ?? root;
  const actionId = textAt(header, 'InventoryAction', 'InventoryActionID');
  // Sound: the keys of the table are exactly the kinds.
  const kind = (Object.keys(ACTIONS) as ReportKind[]).find((one) => ACTIONS[one].id === actionId);
  const instances = childrenOf(childOf(root, 'ReportBody'), 'Instance');
  if (kind === undefined || instances.length > MAX_INSTANCES)
    throw new MediaError(
      'E_WIRE_MESSAGE',
      `a report with action "${actionId.slice(0, 60)}" and ${instances.length} instances`,
    );
  return {
    kind,
    clientId: textAt(header, 'Identification', 'Machine', 'ClientID'),
    name: textAt(header, 'Identification', 'Machine', 'NetBIOSName'),
    clientVersion: textAt(header, 'Identification', 'Machine', 'ClientVersion'),
    time: textAt(header, 'ReportDetails', 'Date'),
    number: Number(textAt(header, 'ReportDetails', 'Version')),
    instances: instances.map((instance) => {
      const className = checkedName(requireAttribute(instance, 'Class'));
      const properties = descend(instance, className)?.children ?? [];
      return {
        className,
        properties: Object.fromEntries(
          properties.map((one) => [checkedName(one.name), one.text.slice(0, MAX_VALUE)]),
        ),
      };
    }),
  };
}

function checkedName(name: string): string {
  if (!NAME.test(name))
    throw new MediaError('E_WIRE_MESSAGE', `"${name.slice(0, 100)}" is no name of a class`);
  return name;
}
