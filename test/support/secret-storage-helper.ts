/** Uses the system's secret storage in a process of its own, and prints as JSON what came back. */
import { openSecretStorage } from '#platform/secret-storage.ts';

const storage = await openSecretStorage();
const secrets = ['kQ7vWn3xTb9RmZs5Hd', 'eyJ0'.repeat(1500), 'ü😀'];
const cameBack: boolean[] = [];
for (const secret of secrets) {
  await storage.write('test (of the builder)', secret);
  cameBack.push((await storage.read('test (of the builder)')) === secret);
}
await storage.remove('test (of the builder)');
const afterwards = (await storage.read('test (of the builder)')) ?? null;
process.stdout.write(JSON.stringify({ ...storage.describe(), cameBack, afterwards }));
