/**
 * Conditions of the rules of Set Dynamic Variables, on facts that stand in the environment: make and model (with
 * wildcards), computer (asset tag, MAC address, serial number, UUID), location (default gateway).
 * Trap: a field that is left empty asks for nothing; a rule with nothing but empty fields holds for no computer.
 */
import { isLike } from './glob.ts';
import type { VariableStore } from './variables.ts';

type Fields = Readonly<Record<string, string>>;

/** Fields of each kind, with the variable that holds the fact. */
const FACTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SMS_TaskSequence_MakeModelConditionExpression: { make: '_SMSTSMake', model: '_SMSTSModel' },
  SMS_TaskSequence_ComputerConditionExpression: {
    assettag: '_SMSTSAssetTag',
    macaddress: '_SMSTSMacAddresses',
    serialnumber: '_SMSTSSerialNumber',
    uuid: '_SMSTSUUID',
  },
  SMS_TaskSequence_LocationConditionExpression: { defaultgateway: '_SMSTSDefaultGateways' },
};

export const RULE_KINDS: readonly string[] = Object.keys(FACTS);

/** Does the rule hold? undefined: the kind is not one of these. */
export function ruleHolds(type: string, fields: Fields, variables: VariableStore): boolean | undefined {
  const facts = Object.hasOwn(FACTS, type) ? FACTS[type] : undefined;
  if (facts === undefined) return undefined;
  const asked = Object.entries(fields)
    .map(([name, value]) => [name.toLowerCase(), variables.expand(value).trim()] as const)
    .filter(([name, value]) => value !== '' && Object.hasOwn(facts, name));
  return (
    asked.length > 0 && asked.every(([name, wanted]) => isFact(variables.get(facts[name] ?? ''), wanted))
  );
}

/** Some facts are lists: one of them is enough. MAC addresses are written with ":" or "-". */
function isFact(actual: string | undefined, wanted: string): boolean {
  const pattern = wanted.replaceAll('-', ':');
  return (actual ?? '')
    .split(',')
    .map((one) => one.trim().replaceAll('-', ':'))
    .some((one) => isLike(one, pattern));
}
