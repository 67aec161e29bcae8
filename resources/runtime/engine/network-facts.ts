/**
 * What the environment says of the network: _SMSTSMacAddresses, _SMSTSDefaultGateways. Lists are separated by commas.
 */
import type { FactsPort } from './ports.ts';
import type { VariableStore } from './variables.ts';

/** Sets the variables from the adapters; leaves them when the adapters are not known. */
export async function learnNetwork(variables: VariableStore, facts: FactsPort): Promise<void> {
  const rows = await facts.wmiRows('Win32_NetworkAdapterConfiguration');
  if (rows === undefined) return;
  const list = (property: string): string =>
    [...new Set(rows.map((row) => String(row[property] ?? '')).filter((value) => value !== ''))].join(',');
  variables.setInternal('_SMSTSMacAddresses', list('MACAddress'));
  variables.setInternal('_SMSTSDefaultGateways', list('DefaultIPGateway'));
}
