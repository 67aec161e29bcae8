/** What the rules of a request say, in German; a rule without a sentence does not compile. */
import type { RuleTexts } from './rule.ts';

export const ruleTextsDe: RuleTexts = {
  required: 'wird benötigt',
  invalid: 'ist kein möglicher Wert für dieses Feld',
  'one-of': 'muss einer dieser Werte sein: {values}',
  'unknown-field': 'ist kein Feld einer solchen Anforderung',
  'package-id':
    'eine Paket-ID besteht aus drei Buchstaben oder Ziffern des Standorts und fünf hexadezimalen Ziffern',
  'host-name': 'ein DNS-Name wie mp1.contoso.test, ohne https:// und Pfad',
  instant: 'ein Zeitpunkt in UTC wie 2026-11-20T12:00:00Z',
  'variable-read-only': 'Namen, die mit „_“ beginnen, sind schreibgeschützt und werden vom Programm gesetzt',
  'variable-name': 'Buchstaben, Ziffern, „_“ und „-“, am Anfang ein Buchstabe, höchstens 256 Zeichen',
  'variable-twice': 'ist zweimal da (Groß- und Kleinschreibung zählt nicht)',
  'variable-of-builder': 'ergibt sich aus den anderen Feldern der Anforderung',
  'variable-value-length': 'ein Wert hat höchstens 4000 Zeichen',
  'variables-length': 'Namen und Werte dürfen zusammen {limit} Zeichen haben',
  label: 'eine Bezeichnung hat 1 bis 255 Zeichen, keines davon ein Steuerzeichen',
  'prestart-command': 'ein Befehl hat 1 bis 4000 Zeichen',
  'cmg-missing': 'internetbasierte Medien brauchen ein Cloudverwaltungsgateway',
  'cmg-unused': 'Medien der Art {kind} verwenden kein Gateway',
  'management-point-unused':
    'internetbasierte Medien gehen über das Gateway und nennen keinen Verwaltungspunkt',
  'management-point-one': 'standortbasierte Medien brauchen genau einen',
  'management-point-some': 'dynamische Medien brauchen mindestens einen',
  'expires-before-start': 'muss nach dem Startdatum {start} liegen',
  'created-by': 'höchstens 50 Zeichen',
  version: 'höchstens 32 Zeichen',
  comment: 'höchstens 127 Zeichen',
  'image-index': 'ein Index ist eine ganze Zahl ab 1',
  'content-twice': 'ist zweimal gewählt',
};
