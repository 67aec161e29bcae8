/**
 * Reads what belongs to the chosen task sequence: itself, its deployments, what its devices are set to, and what the
 * gateway has of its content.
 * Traps: the XML and the agent settings are lazy and come by key only; the flat list of references walks into child task
 * sequences but has no source versions, so those are asked for with the ids the flat list names.
 */
import type { RunOptions } from '#base/progress.ts';
import { quoted, type AdminServiceClient, type SiteRow } from '../admin-service-client.ts';
import { flagOf, objectsOf, optionalText, requiredNumber, requiredText } from '../row-reader.ts';
import { deploymentOf, DEPLOYMENT_PROPERTIES, readDeployments, type Deployment } from '../task-sequence.ts';
import {
  mapFact,
  type CloudSettings,
  type CollectionFacts,
  type ContentItem,
  type Fact,
  type GatewayFacts,
  type PrerequisiteFacts,
  type PrerequisiteQuestion,
  type TaskSequenceFacts,
} from './facts.ts';
import { readNext as read } from './read-fact.ts';
import { enabledSteps } from './sequence-steps.ts';
import { hasBit, listOf } from './verdict.ts';

type OfSequence = Pick<
  PrerequisiteFacts,
  'taskSequence' | 'content' | 'deployments' | 'deployment' | 'collection' | 'cloudSettings'
>;

const CLOUD_AGENT = 22;
/** Ids in one filter; URLs of the AdminService have a limit nobody documents. */
const IDS_A_QUERY = 20;

/** @throws MediaError what `read` does not turn into a fact. */
export async function gatherTaskSequence(
  client: AdminServiceClient,
  about: {
    readonly question: PrerequisiteQuestion;
    readonly gateway: Fact<GatewayFacts>;
  },
  options: RunOptions,
): Promise<OfSequence> {
  const { question, gateway } = about;
  const { taskSequenceId, deploymentId } = question;
  const named =
    deploymentId === undefined
      ? undefined
      : flat(await read('SMS_Advertisement', () => readDeployment(client, deploymentId, options)));
  const id = taskSequenceId ?? (named !== undefined && 'known' in named ? named.known.packageId : undefined);
  if (id === undefined) {
    const nothing = named !== undefined && 'unknown' in named ? named : NO_SEQUENCE;
    return {
      taskSequence: nothing,
      content: nothing,
      deployments: nothing,
      deployment: nothing,
      collection: nothing,
      cloudSettings: nothing,
    };
  }
  const [taskSequence, deployments, content] = await Promise.all([
    read('SMS_TaskSequencePackage', () => readTaskSequence(client, id, options)).then(flat),
    read('SMS_Advertisement', () => readDeployments(client, id, options)),
    'known' in gateway
      ? read('SMS_PackageStatusDistPointsSummarizer', () =>
          readContent(client, { packageId: id, nalPath: gateway.known.nalPath }, options),
        )
      : gateway,
  ]);
  const deployment = named ?? mapFact(deployments, (all) => onlyOne(all, id));
  if (!('known' in deployment)) {
    const nothing = deployment;
    return { taskSequence, content, deployments, deployment, collection: nothing, cloudSettings: nothing };
  }
  const { collectionId } = deployment.known;
  const [collection, cloudSettings] = await Promise.all([
    read('SMS_Collection', () => readCollection(client, collectionId, options)).then(flat),
    read('SMS_ClientSettings', () => readCloudSettings(client, collectionId, options)).then(flat),
  ]);
  return { taskSequence, content, deployments, deployment, collection, cloudSettings };
}

const NO_SEQUENCE = { unknown: { key: 'noTaskSequence', values: {} } } as const;

function flat<T>(fact: Fact<Fact<T>>): Fact<T> {
  return mapFact(fact, (inner) => inner);
}

function absent(
  source: string,
  name: string,
): { readonly unknown: { key: 'absent'; values: Record<string, string> } } {
  return { unknown: { key: 'absent', values: { source, name } } };
}

function onlyOne(all: readonly Deployment[], packageId: string): Fact<Deployment> {
  const [first, second] = all;
  if (first === undefined) return { unknown: { key: 'notDeployed', values: { name: packageId } } };
  if (second === undefined) return { known: first };
  const names = listOf(all.map((one) => one.advertisementId));
  return { unknown: { key: 'severalDeployments', values: { names } } };
}

async function readDeployment(
  client: AdminServiceClient,
  id: string,
  options: RunOptions,
): Promise<Fact<Deployment>> {
  const filter = `AdvertisementID eq ${quoted(id)}`;
  const [row] = await client.list('SMS_Advertisement', { filter, select: DEPLOYMENT_PROPERTIES }, options);
  return row === undefined ? absent('SMS_Advertisement', id) : { known: deploymentOf(row) };
}

async function readTaskSequence(
  client: AdminServiceClient,
  id: string,
  options: RunOptions,
): Promise<Fact<TaskSequenceFacts>> {
  // By key a missing one is refused like one without rights; the list tells the two apart as far as anything does.
  const filter = `PackageID eq ${quoted(id)}`;
  const found = await client.list('SMS_TaskSequencePackage', { filter, select: ['PackageID'] }, options);
  const row = found.length === 0 ? undefined : await client.get('SMS_TaskSequencePackage', id, options);
  if (row === undefined) return absent('SMS_TaskSequencePackage', id);
  return {
    known: {
      packageId: requiredText(row, 'PackageID'),
      name: requiredText(row, 'Name'),
      type: requiredNumber(row, 'Type'),
      isEnabled: flagOf(row, 'TsEnabled'),
      isDangling: hasBit(requiredNumber(row, 'TaskSequenceFlags'), 1),
      bootImageId: optionalText(row, 'BootImageID'),
      dependentProgram: optionalText(row, 'DependentProgram'),
      steps: enabledSteps(requiredText(row, 'Sequence')),
    },
  };
}

async function readContent(
  client: AdminServiceClient,
  about: { readonly packageId: string; readonly nalPath: string },
  options: RunOptions,
): Promise<readonly ContentItem[]> {
  const flatRows = await client.list(
    'SMS_TaskSequencePackageReference_Flat',
    {
      filter: `PackageID eq ${quoted(about.packageId)}`,
      select: ['RefPackageID', 'ObjectName', 'ObjectType', 'SourceID'],
    },
    options,
  );
  const sources = [about.packageId, ...flatRows.map((row) => optionalText(row, 'SourceID'))];
  const versions = new Map<string, number>();
  const versionRows = await listAny(
    client,
    {
      className: 'SMS_TaskSequencePackageReference',
      property: 'PackageID',
      ids: sources.filter((id) => id !== ''),
      select: ['RefPackageID', 'SourceVersion'],
    },
    options,
  );
  for (const row of versionRows) {
    if (typeof row['SourceVersion'] === 'number')
      versions.set(optionalText(row, 'RefPackageID'), row['SourceVersion']);
  }
  const items = new Map(flatRows.map((row) => [requiredText(row, 'RefPackageID'), row]));
  const states = await listAny(
    client,
    {
      className: 'SMS_PackageStatusDistPointsSummarizer',
      property: 'PackageID',
      ids: [...items.keys()],
      select: ['PackageID', 'ServerNALPath', 'State', 'SourceVersion'],
    },
    options,
  );
  const onGateway = new Map(
    states
      .filter((row) => about.nalPath !== '' && sameText(optionalText(row, 'ServerNALPath'), about.nalPath))
      .map((row) => [
        requiredText(row, 'PackageID'),
        { state: requiredNumber(row, 'State'), sourceVersion: requiredNumber(row, 'SourceVersion') },
      ]),
  );
  return [...items].map(([packageId, row]) => ({
    packageId,
    name: optionalText(row, 'ObjectName'),
    objectType: requiredNumber(row, 'ObjectType'),
    sourceVersion: versions.get(packageId),
    onGateway: onGateway.get(packageId),
  }));
}

/** Rows whose property is any of the ids, a few ids a query. */
async function listAny(
  client: AdminServiceClient,
  query: {
    readonly className: string;
    readonly property: string;
    readonly ids: readonly string[];
    readonly select: readonly string[];
  },
  options: RunOptions,
): Promise<readonly SiteRow[]> {
  const ids = [...new Set(query.ids)];
  const rows: SiteRow[] = [];
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    const filter = ids
      .slice(start, start + IDS_A_QUERY)
      .map((id) => `${query.property} eq ${quoted(id)}`)
      .join(' or ');
    rows.push(...(await client.list(query.className, { filter, select: query.select }, options)));
  }
  return rows;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function readCollection(
  client: AdminServiceClient,
  collectionId: string,
  options: RunOptions,
): Promise<Fact<CollectionFacts>> {
  const filter = `CollectionID eq ${quoted(collectionId)}`;
  const select = ['CollectionID', 'Name', 'MemberCount'];
  const [row] = await client.list('SMS_Collection', { filter, select }, options);
  if (row === undefined) return absent('SMS_Collection', collectionId);
  return {
    known: { collectionId, name: optionalText(row, 'Name'), memberCount: requiredNumber(row, 'MemberCount') },
  };
}

/**
 * The custom device settings with the group Cloud services that win for the collection: the lowest priority number.
 * The default settings have no documented way to be read, so without custom ones it stays unknown.
 */
async function readCloudSettings(
  client: AdminServiceClient,
  collectionId: string,
  options: RunOptions,
): Promise<Fact<CloudSettings>> {
  const filter = `CollectionID eq ${quoted(collectionId)}`;
  const assigned = await client.list(
    'SMS_ClientSettingsAssignment',
    { filter, select: ['ClientSettingsID'] },
    options,
  );
  const settings: SiteRow[] = [];
  for (const row of assigned) {
    const one = await client.get('SMS_ClientSettings', requiredNumber(row, 'ClientSettingsID'), options);
    if (one !== undefined) settings.push(one);
  }
  settings.sort((a, b) => requiredNumber(a, 'Priority') - requiredNumber(b, 'Priority'));
  for (const row of settings) {
    if (row['Enabled'] === false) continue;
    const agent = objectsOf(row, 'AgentConfigurations').find(
      (one) => one['AgentID'] === CLOUD_AGENT || one['@odata.type'] === '#AdminService.SMS_CloudAgentConfig',
    );
    if (agent === undefined) continue;
    return {
      known: {
        settingsId: requiredNumber(row, 'SettingsID'),
        name: requiredText(row, 'Name'),
        allowCloudDp: flag(agent['AllowCloudDP']),
        allowCmg: flag(agent['AllowCMG']),
      },
    };
  }
  return { unknown: { key: 'C08.default', values: { collection: collectionId } } };
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
