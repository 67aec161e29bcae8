/**
 * What the installed system is called and set to: system.json of the image, and the answer file that Apply Windows
 * Settings and Apply Network Settings merged (real component names). Read as the system would at its first start.
 * Trap: a value may stand in several components or passes; specialize and oobeSystem are the ones that count here.
 */
import { isMediaError } from '#base/errors/media-error.ts';
import { childrenOf, parseXml, walkXml, type XmlElement } from '#lab/wire/xml.ts';
import type { Files } from './files.ts';
import type { ClientFolders } from './folders.ts';

export interface Computer {
  readonly name: string;
  readonly workgroup: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly systemName: string;
  /** "10.0.26100.1" */
  readonly systemVersion: string;
  /** "257" stands in no image; the edition decides what an upgrade may replace. */
  readonly systemEdition: string;
}

const NO_NAME = 'MINWINPC';
const SHELL = 'Microsoft-Windows-Shell-Setup';
const JOIN = 'Microsoft-Windows-UnattendedJoin';
const LANGUAGE = 'Microsoft-Windows-International-Core';

export async function readComputer(
  files: Files,
  folders: Pick<ClientFolders, 'systemFacts' | 'unattend'>,
): Promise<Computer> {
  const facts = await readSystemFacts(files, folders.systemFacts);
  const answers = answersOf(await textOf(files, folders.unattend));
  const name = answers(SHELL, 'ComputerName');
  return {
    // "*" lets Windows make a name of its own; an empty one does, too.
    name: name === undefined || name === '*' ? NO_NAME : name.slice(0, 15),
    workgroup: answers(JOIN, 'JoinWorkgroup') ?? 'WORKGROUP',
    timeZone: answers(SHELL, 'TimeZone') ?? 'UTC',
    locale: answers(LANGUAGE, 'SystemLocale') ?? answers(LANGUAGE, 'UserLocale') ?? 'en-US',
    systemName: facts.name,
    systemVersion: facts.version,
    systemEdition: facts.edition,
  };
}

export interface SystemFacts {
  readonly name: string;
  readonly version: string;
  readonly edition: string;
}

/** system.json of a system; unknown parts are empty. */
export async function readSystemFacts(files: Files, path: string): Promise<SystemFacts> {
  const text = await textOf(files, path);
  let value: unknown;
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    // A damaged file tells nothing, which is what the empty texts say.
  }
  // Sound: a record of unknown members is all that is assumed.
  const facts = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const member = (name: string): string => {
    const found = facts[name];
    return typeof found === 'string' ? found : '';
  };
  return { name: member('name'), version: member('version'), edition: member('edition') };
}

/** Text of the first element of a name inside of a component. */
function answersOf(text: string | undefined): (component: string, element: string) => string | undefined {
  const components = componentsOf(text);
  return (component, element) => {
    const wanted = components.filter(
      (one) => (one.attributes['name'] ?? '').toLowerCase() === component.toLowerCase(),
    );
    for (const one of wanted) {
      for (const found of walkXml(one)) {
        const value = found.name === element ? found.text.trim() : '';
        if (value !== '') return value;
      }
    }
    return undefined;
  };
}

function componentsOf(text: string | undefined): readonly XmlElement[] {
  if (text === undefined) return [];
  try {
    const root = parseXml(text);
    return childrenOf(root, 'settings').flatMap((pass) => [...childrenOf(pass, 'component')]);
  } catch (error) {
    // A broken answer file must not keep the computer from its site; its values are simply not known.
    if (isMediaError(error)) return [];
    throw error;
  }
}

async function textOf(files: Files, path: string): Promise<string | undefined> {
  const data = await files.read(path);
  return data === undefined
    ? undefined
    : Buffer.from(data)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
}
