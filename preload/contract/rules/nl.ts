/** What the rules of a request say, in Dutch; a rule without a sentence does not compile. */
import type { RuleTexts } from './rule.ts';

export const ruleTextsNl: RuleTexts = {
  required: 'is nodig',
  invalid: 'is geen waarde die dit veld kan hebben',
  'one-of': 'moet een van deze waarden zijn: {values}',
  'unknown-field': 'is geen veld van zo’n aanvraag',
  'package-id': 'een pakket-id bestaat uit drie letters of cijfers van de site en vijf hexadecimale cijfers',
  'host-name': 'een DNS-naam zoals mp1.contoso.test, zonder https:// en pad',
  instant: 'een tijdstip in UTC zoals 2026-11-20T12:00:00Z',
  'variable-read-only':
    'namen die met "_" beginnen, zijn alleen-lezen en worden door het programma ingesteld',
  'variable-name': 'letters, cijfers, "_" en "-", met een letter aan het begin, hoogstens 256 tekens',
  'variable-twice': 'staat er twee keer (hoofdletters tellen niet)',
  'variable-of-builder': 'volgt uit de andere velden van de aanvraag',
  'variable-value-length': 'een waarde heeft hoogstens 4000 tekens',
  'variables-length': 'namen en waarden mogen samen {limit} tekens hebben',
  label: 'een label heeft 1 tot 255 tekens, geen daarvan een besturingsteken',
  'prestart-command': 'een opdracht heeft 1 tot 4000 tekens',
  'cmg-missing': 'op internet gebaseerde media hebben een cloudbeheergateway nodig',
  'cmg-unused': 'media van de soort {kind} gebruiken geen gateway',
  'management-point-unused': 'op internet gebaseerde media gaan via de gateway en noemen geen beheerpunt',
  'management-point-one': 'op site gebaseerde media hebben er precies één nodig',
  'management-point-some': 'dynamische media hebben er minstens één nodig',
  'expires-before-start': 'moet na de begindatum {start} liggen',
  'created-by': 'hoogstens 50 tekens',
  version: 'hoogstens 32 tekens',
  comment: 'hoogstens 127 tekens',
  'image-index': 'een index is een geheel getal vanaf 1',
  'content-twice': 'is twee keer gekozen',
};
