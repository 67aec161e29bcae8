/**
 * Who may use the lab's AdminService: one user with a password (Basic) and one token (Bearer), both made at first start
 * and kept in files only their owner can read. Real sites speak Negotiate; the challenge and the refusal are alike.
 * Trap: every request is judged anew, as on real sites; nothing is remembered for a connection.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files.ts';

export interface LabCredentials {
  readonly userName: string;
  readonly password: string;
  readonly token: string;
}

export const LAB_USER = 'CONTOSO\\lab-admin';
export const TOKEN_FILE = 'admin-token';
export const PASSWORD_FILE = 'admin-password';

/** Reads or makes the credentials of a data folder. */
export async function openCredentials(dataFolder: string): Promise<LabCredentials> {
  return {
    userName: LAB_USER,
    password: await readOrMake(join(dataFolder, PASSWORD_FILE)),
    token: await readOrMake(join(dataFolder, TOKEN_FILE)),
  };
}

async function readOrMake(path: string): Promise<string> {
  try {
    const found = (await readFile(path, 'utf8')).trim();
    if (found !== '') return found;
  } catch {
    // Made below.
  }
  const made = randomBytes(24).toString('base64url');
  await writeFileAtomic(path, `${made}\n`);
  return made;
}

/** Is this `Authorization` header good? */
export function isAuthorized(header: string | undefined, credentials: LabCredentials): boolean {
  const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return isSame(value, credentials.token);
  if (scheme.toLowerCase() !== 'basic') return false;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  // User names have no case on Windows.
  const isUser = isSame(pair.slice(0, colon).toLowerCase(), credentials.userName.toLowerCase());
  return isSame(pair.slice(colon + 1), credentials.password) && isUser && colon > 0;
}

/** Compares in a time that does not depend on where the texts differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
