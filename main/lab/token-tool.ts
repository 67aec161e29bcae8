/**
 * Bulk registration tokens and the list of all tokens, of a lab that runs (asked over its AdminService) and of one that
 * does not (its data folder is opened).
 * Trap: a running lab holds its store in memory and would overwrite a change of the file, so its data folder is touched
 * only while no lab can start on it.
 */
import { access } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { HIERARCHY_ID } from './data/infrastructure.ts';
import { openPki } from './pki.ts';
import { findRunningLab, type FoundLab } from './server.ts';
import { whileStarting } from './start-lock.ts';
import { openStore, type IssuedToken, type LabStore } from './store.ts';
import { checkLifetime, TOKEN_CLASS, tokenOperations, type TokenTool } from './token-operations.ts';

/**
 * Runs an action on the tokens of a data folder's lab.
 * @throws MediaError E_LAB_ABSENT when there is no lab in the folder, E_LAB_START, E_LAB_STORE, E_USAGE
 */
export async function withTokens<T>(
  dataFolder: string,
  clock: () => Date,
  action: (tool: TokenTool) => Promise<T>,
): Promise<T> {
  const running = await findRunningLab(dataFolder);
  if (running !== undefined) return await action(remoteTool(running));
  await access(join(dataFolder, 'pki')).catch((cause: unknown) => {
    throw new MediaError('E_LAB_ABSENT', `no lab has ever run on ${dataFolder}`, { cause });
  });
  return await whileStarting(dataFolder, async () => {
    const store: LabStore = await openStore(dataFolder, clock);
    const pki = await openPki(dataFolder, clock);
    const result = await action(tokenOperations({ clock, pki, store, world: { hierarchyId: HIERARCHY_ID } }));
    await store.flush();
    return result;
  });
}

function remoteTool(lab: FoundLab): TokenTool {
  return {
    async create(lifetimeMinutes) {
      checkLifetime(lifetimeMinutes);
      const made = await call(lab, 'New', { LifetimeMinutes: lifetimeMinutes });
      return { id: String(made['id']), expires: String(made['expires']), token: String(made['token']) };
    },
    async list() {
      const { tokens } = await call(lab, 'List', {});
      // Sound: the lab answers as token-methods.ts says; it is the same program.
      return tokens as readonly IssuedToken[];
    },
    async block(id, isBlocked) {
      const { isFound } = await call(lab, 'Block', { Id: id, Blocked: isBlocked });
      return isFound === true;
    },
  };
}

function call(lab: FoundLab, method: string, body: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new MediaError('E_LAB_START', `the lab at ${lab.adminServiceUrl} did not answer`, { cause }));
    };
    const outgoing = request(
      `${lab.adminServiceUrl}/wmi/${TOKEN_CLASS}.${method}`,
      {
        method: 'POST',
        ca: lab.rootCertificatePem,
        headers: { authorization: `Bearer ${lab.token}`, 'content-type': 'application/json' },
        agent: false,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', fail);
        response.on('end', () => {
          if (response.statusCode !== 201 && response.statusCode !== 200) {
            fail(new Error(`HTTP ${response.statusCode ?? 0}`));
            return;
          }
          try {
            resolve(JSON.parse(text) as Record<string, unknown>);
          } catch (error) {
            fail(error);
          }
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(JSON.stringify(body));
  });
}
