/** Cause and remedy in Dutch: errors of media and the site. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { mediaCodes } from '../media-codes.ts';
import type { siteCodes } from '../site-codes.ts';

export const mediaAdviceNl = {
  E_MEDIA_REQUEST: {
    cause: 'De aanvraag noemt iets wat ontbreekt, buiten zijn grenzen valt of een ander veld tegenspreekt.',
    remedy: 'Verbeter de velden die in het bericht staan; het schema van aanvraagbestanden noemt elk veld.',
  },
  E_MEDIA_KIND: {
    cause: 'Media van deze soort kunnen worden beschreven en gecontroleerd, maar nog niet gemaakt.',
    remedy:
      'Maak opstartbare media, of bewaar de aanvraag: ze blijft geldig voor een versie die deze soort kan maken.',
  },
  E_MEDIA_HIDDEN_VALUE: {
    cause:
      'Een verborgen variabele van de aanvraag kreeg geen waarde, of er is een waarde voor een variabele die niet verborgen is.',
    remedy: 'Zet precies de verborgen variabelen van de aanvraag in het bestand met verborgen variabelen.',
  },
  E_MEDIA_PASSWORD_MISSING: {
    cause:
      'Er zouden op internet gebaseerde media zonder wachtwoord worden gemaakt; wie er een vindt, zou alles erop kunnen lezen.',
    remedy:
      'Geef een wachtwoord op. Moeten de media toch open zijn, stel dan allowNoPassword in de aanvraag in.',
  },
  E_MEDIA_PASSWORD_WEAK: {
    cause:
      'De versleuteling van takenreeksmedia kent geen salt en geen herhaling, dus dit wachtwoord is door proberen te vinden.',
    remedy:
      'Laat het programma een wachtwoord maken, of gebruik 14 willekeurige afdrukbare tekens, 16 willekeurige letters en cijfers of 7 willekeurige woorden.',
  },
  E_MEDIA_PASSWORD_SHOWN: {
    cause: 'Een tekst die op de media zonder wachtwoord leesbaar is, bevat het wachtwoord.',
    remedy: 'Kies een ander label of een ander wachtwoord.',
  },
  E_MEDIA_SITE_FACTS: {
    cause: 'De site leverde iets niet wat deze soort media nodig heeft.',
    remedy:
      'Controleer in de console wat het bericht noemt; media voor HTTPS worden op een primaire site gemaakt.',
  },
  E_MEDIA_TOKEN_MISSING: {
    cause:
      'Op internet gebaseerde media hebben een mediatoken van de site nodig; het is er niet of geldt nu niet.',
    remedy: 'Controleer of het account media mag maken en of de gateway gereed is, en maak de media opnieuw.',
  },
  E_MEDIA_BOOT_IMAGE: {
    cause:
      'Het pakket met de opstartinstallatiekopie is onvolledig of zijn beschrijving past niet bij de bestanden.',
    remedy: 'Distribueer het pakket opnieuw of bouw het opnieuw, en maak daarna de media.',
  },
  E_MEDIA_CONTENT_HASH: {
    cause: 'Een bestand voor de media kwam zonder SHA-256, dus het manifest kon het niet noemen.',
    remedy: 'Distribueer het pakket uit het bericht opnieuw.',
  },
  E_MEDIA_FILE_TOO_LARGE: {
    cause: 'Een bestand is groter dan 4 GiB min één byte; meer past niet op stations met FAT32.',
    remedy: 'Gebruik een kleiner bestand; het splitsen van grote kopieën kan nog niet.',
  },
  E_MEDIA_CERTIFICATE_FILE: {
    cause: 'Het certificaatbestand is geen PKCS #12-bestand (.pfx, .p12) of is beschadigd.',
    remedy: 'Exporteer het certificaat nog eens met de persoonlijke sleutel als .pfx-bestand.',
  },
  E_MEDIA_CERTIFICATE_PASSWORD: {
    cause: 'Het wachtwoord opent het certificaatbestand niet.',
    remedy:
      'Controleer het wachtwoord van het certificaat; een regeleinde aan het eind van het wachtwoordbestand telt niet.',
  },
  E_MEDIA_CERTIFICATE_KEY: {
    cause:
      'Het certificaatbestand bevat geen passende persoonlijke sleutel, of het is geen RSA-sleutel van hoogstens 2.048 bits.',
    remedy:
      'Exporteer het certificaat met de persoonlijke sleutel; media hebben een RSA-sleutel van 2.048 bits nodig.',
  },
  E_MEDIA_CERTIFICATE_USE: {
    cause: 'Het certificaat is niet bedoeld voor clientverificatie.',
    remedy: 'Gebruik een certificaat van de sjabloon Werkstationverificatie (doel Clientverificatie).',
  },
  E_MEDIA_CERTIFICATE_EXPIRED: {
    cause:
      'Het certificaat is niet geldig als de media worden gemaakt, of begint pas na het einde van het mediatoken.',
    remedy: 'Gebruik een certificaat dat nu geldig is, of verbeter de datums of de klok van deze computer.',
  },
  E_MEDIA_MANIFEST: {
    cause: 'Het manifest van de media is beschadigd of heeft een vorm die deze versie niet kent.',
    remedy: 'Gebruik een nieuwere versie van het programma of maak de media opnieuw.',
  },
  E_MEDIA_SIGNATURE: {
    cause:
      'De handtekening van het manifest ontbreekt, is beschadigd of is niet met het certificaat van deze media gezet.',
    remedy: 'Gebruik deze media niet; maak ze opnieuw.',
  },
  E_MEDIA_FOREIGN: {
    cause:
      'Het station of bestand bevat geen takenreeksmedia, of media die een ander programma heeft gemaakt.',
    remedy:
      "Controleer of het juiste station of bestand is genoemd. Media van andere programma's kunnen worden bekeken, niet gecontroleerd.",
  },
  E_MEDIA_INCOMPLETE: {
    cause: 'Het schrijven van deze media is niet voltooid; ze starten niet op.',
    remedy: 'Maak de media opnieuw.',
  },
  E_MEDIA_FILE_MISSING: {
    cause: 'Een bestand dat op de media hoort, is er niet.',
    remedy: 'Maak de media opnieuw.',
  },
  E_MEDIA_FILE_CHANGED: {
    cause:
      'Een bestand op de media is niet wat is geschreven: het station faalt, of iemand heeft het gewijzigd.',
    remedy: 'Maak de media opnieuw; gebeurt het twee keer, neem dan een ander station.',
  },
  E_MEDIA_FILE_EXTRA: {
    cause: 'Op de media staat een bestand dat dit programma niet heeft geschreven.',
    remedy: 'Zoek uit wie het heeft toegevoegd; weet niemand het, maak de media dan opnieuw.',
  },
  E_SITE_UNAUTHORIZED: {
    cause: 'De site heeft de gebruikersnaam, het wachtwoord of het token niet geaccepteerd.',
    remedy:
      'Controleer de referenties; gebruik op echte sites de vorm DOMEIN\\gebruiker en de naam van de SMS-provider, nooit het adres.',
  },
  E_SITE_REFUSED: {
    cause:
      'De site heeft de query geweigerd: het account heeft geen rechten in Configuration Manager, of het item bestaat niet.',
    remedy:
      'Geef het account de rol Analist met alleen-lezentoegang (om media te maken Implementatiebeheerder voor besturingssystemen), of controleer de id in het bericht.',
  },
  E_SITE_NOT_PROVIDER: {
    cause: 'Er antwoordde een server, maar daar draait geen AdminService: het is geen SMS-provider.',
    remedy: 'Gebruik de naam van een server met de rol SMS-provider.',
  },
  E_SITE_UNTRUSTED: {
    cause:
      'Het certificaat van de server is niet uitgegeven door het basiscertificaat van deze verbinding, of niet voor deze naam.',
    remedy:
      'Exporteer het basiscertificaat van de site opnieuw (Beheer, Beveiliging, Certificaten) en controleer de servernaam; ga niet verder met een server die zich niet kan bewijzen.',
  },
  E_SITE_ROOT_UNKNOWN: {
    cause:
      'De server toont een certificaat dat door geen basiscertificaat is uitgegeven dat deze computer vertrouwt; bij siteservers is dat gewoon.',
    remedy:
      'Vergelijk de vingerafdruk in het bericht met die van het basiscertificaat van de site (Beheer, Beveiliging, Certificaten), die u langs een andere weg opvraagt, en bevestig hem (opdrachtregel: --root-fingerprint).',
  },
  E_SITE_FINGERPRINT: {
    cause:
      'Geen van de certificaten die de server toont, heeft de vertrouwde vingerafdruk: de site kreeg een nieuw certificaat, of er zit iemand tussen.',
    remedy:
      'Vraag de beheerder van de site om de nieuwe vingerafdruk; is het die uit het bericht, verwijder dan de verbinding en voeg haar opnieuw toe. Ga anders niet verder.',
  },
  E_SITE_CONNECTION: {
    cause: 'Er is geen siteverbinding met deze naam, ze bestaat al, of de naam is niet mogelijk.',
    remedy:
      'De namen staan onder Siteverbindingen (opdrachtregel: "media-builder site list"); daar voegt u ook een verbinding toe.',
  },
  E_SITE_CREDENTIALS: {
    cause:
      'Het wachtwoord of token van deze verbinding is niet opgeslagen: de wachtwoordopslag van het systeem werkt hier niet, is het kwijt, of het was voor een ander adres opgeslagen.',
    remedy:
      'Meld u opnieuw aan in het venster, of noem het bij de opdracht (--site-token-file, of --site-user en --site-password-file).',
  },
  E_SITE_UNREACHABLE: {
    cause:
      'De server was niet bereikbaar: de naam is onbekend, er luistert niets, of de verbinding viel weg.',
    remedy: 'Controleer de naam, het netwerk en de firewall (TCP 443); start het lab als de site het lab is.',
  },
  E_SITE_TIMEOUT: {
    cause: 'De server deed er langer over dan is toegestaan.',
    remedy:
      'Probeer het opnieuw; gebeurt het vaak, dan is de SMS-provider overbelast of de verbinding heel traag.',
  },
  E_SITE_FAILED: {
    cause: 'De siteserver meldde een eigen fout, ook na meerdere pogingen.',
    remedy: 'Kijk in adminservice.log en SMS_REST_PROVIDER.log op de SMS-provider.',
  },
  E_SITE_ANSWER: {
    cause: 'Het antwoord van de site is niet wat de documentatie belooft.',
    remedy:
      'Controleer of de URL eindigt op /AdminService en of geen proxy antwoorden wijzigt; meld anders het bericht.',
  },
  E_SITE_CONTENT: {
    cause: 'Een pakket kon niet van het distributiepunt worden gelezen of veranderde tijdens het lezen.',
    remedy: 'Controleer of het pakket naar dit distributiepunt is gedistribueerd en start opnieuw.',
  },
} as const satisfies Readonly<Record<keyof typeof mediaCodes | keyof typeof siteCodes, Advice>>;
