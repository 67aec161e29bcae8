/** Cause and remedy in Dutch: errors of formats, images and messages of the site. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { formatCodes } from '../format-codes.ts';
import type { imageCodes } from '../image-codes.ts';
import type { wireCodes } from '../wire-codes.ts';

export const formatsAdviceNl = {
  E_FORMAT_TRUNCATED: {
    cause: 'De gegevens eindigen voordat de structuur die er moet staan, af is.',
    remedy: 'Kopieer het bestand of schrijf de media nog eens; de bron is onvolledig.',
  },
  E_FORMAT_MAGIC: {
    cause: 'De gegevens beginnen niet met het kenmerk van de verwachte indeling.',
    remedy:
      'Controleer of het juiste bestand of station is genoemd; zo ja, dan is het beschadigd en moet het opnieuw worden gemaakt.',
  },
  E_FORMAT_VALUE: {
    cause: 'Een veld bevat een waarde die de indeling niet toestaat of die dit programma niet kan weergeven.',
    remedy: 'Controleer de waarde in het bericht; kwam ze uit een bestand, dan is dat beschadigd.',
  },
  E_TREE_NAME: {
    cause: 'Een bestandsnaam heeft tekens, een einde of een lengte die Windows niet toestaat.',
    remedy: 'Hernoem het bestand in de bron en distribueer het pakket opnieuw.',
  },
  E_TREE_DEPTH: {
    cause: 'Een bestand zit in te veel mappen in elkaar, of het pad is langer dan Windows kan openen.',
    remedy: 'Verplaats de map uit het bericht in de bron naar boven en distribueer het pakket opnieuw.',
  },
  E_TREE_DUPLICATE: {
    cause:
      'Twee bestanden van de media hebben hetzelfde pad als hoofdletters en kleine letters niet worden onderscheiden.',
    remedy: 'Hernoem een van de twee bestanden uit het bericht.',
  },
  E_VARIABLES_PASSWORD: {
    cause: 'Met dit wachtwoord zijn de mediavariabelen niet versleuteld.',
    remedy:
      'Typ het wachtwoord nog eens; let op de toetsenbordindeling en Caps Lock. Het is uit de media niet te herstellen.',
  },
  E_VARIABLES_DAMAGED: {
    cause: 'Het wachtwoord klopt, maar de versleutelde mediavariabelen zijn na het schrijven gewijzigd.',
    remedy: 'Controleer de media en maak ze opnieuw; gebeurt het twee keer, neem dan een ander station.',
  },
  E_VARIABLES_TRUNCATED: {
    cause: 'Het bestand met mediavariabelen is korter dan het zegt.',
    remedy: 'Maak de media opnieuw of kopieer het bestand nog eens uit de bron.',
  },
  E_VARIABLES_LENGTH: {
    cause: 'De lengten aan het begin van het bestand met mediavariabelen spreken elkaar tegen.',
    remedy:
      'Maak de media opnieuw; het bestand is beschadigd of komt van een programma met een andere indeling.',
  },
  E_VARIABLES_ALGORITHM: {
    cause: 'Het versleutelingsalgoritme van de mediavariabelen kan dit programma niet lezen of schrijven.',
    remedy: 'Gebruik AES-256, of AES-128 voor opstartinstallatiekopieën van vóór 2025.',
  },
  E_VARIABLES_MAGIC: {
    cause: 'Het bestand is geen versleuteld bestand met mediavariabelen.',
    remedy:
      'Controleer of de juiste media of het juiste bestand is genoemd; het hoort SMS/data/Variables.dat te zijn.',
  },
  E_VARIABLES_VALUE: {
    cause: 'De naam of waarde van een mediavariabele kan niet worden opgeslagen, of het wachtwoord is leeg.',
    remedy: 'Verbeter de variabele uit het bericht.',
  },
  E_BOOTSTRAP: {
    cause: 'In TsmBootstrap.ini op de media ontbreekt een waarde of is er een onbekend.',
    remedy: 'Maak de media opnieuw; bewerk het bestand niet met de hand.',
  },
  E_IMAGE_PLAN: {
    cause:
      'Het plan van de kopie spreekt zichzelf tegen: een fout van ons, gevonden voordat de eerste byte was geschreven.',
    remedy:
      'Meld het bericht en wat u daarvoor hebt gedaan; de opdrachtregel bevat geen geheim en mag worden meegestuurd.',
  },
  E_IMAGE_TOO_LARGE: {
    cause: 'De media hebben meer ruimte nodig dan het doel heeft.',
    remedy: 'Neem een groter station of kies minder inhoud.',
  },
  E_IMAGE_CONTENT_CHANGED: {
    cause: 'Een bronbestand is niet meer wat het bij het plannen was: de grootte of de controlesom wijkt af.',
    remedy:
      'Zorg dat niets de bron wijzigt terwijl media worden gemaakt, vernieuw de inhoud en start opnieuw.',
  },
  E_IMAGE_CONTENT_READ: {
    cause: 'Een bronbestand kon tijdens het schrijven van de media niet worden geopend of gelezen.',
    remedy: 'Controleer of het bestand uit het bericht bestaat en mag worden gelezen, en start opnieuw.',
  },
  E_IMAGE_SOURCE: {
    cause:
      'Een bronmap bevat iets wat geen bestand en geen map is, zoals een symbolische koppeling of een pipe.',
    remedy: 'Vervang wat het bericht noemt door het bedoelde bestand, of verwijder het uit de map.',
  },
  E_IMAGE_VERIFY_MISMATCH: {
    cause:
      'Wat is teruggelezen, is niet wat is geschreven: het station is versleten, nep of slecht aangesloten, of iets heeft erop geschreven.',
    remedy:
      'Probeer een andere poort zonder hub; gebeurt het weer, gooi het station dan weg en neem een ander.',
  },
  E_IMAGE_INCOMPLETE: {
    cause:
      'De media zijn onvolledig: het schrijven is onderbroken, dus ze starten niet op en zijn niet te lezen.',
    remedy: 'Maak de media opnieuw; is het station kapot, dan zegt de nieuwe poging dat.',
  },
  E_IMAGE_UNKNOWN: {
    cause: 'Het bestand of station bevat geen ISO 9660-disc en geen FAT32-partitie.',
    remedy:
      'Controleer of het juiste bestand of station is genoemd; zo ja, dan moeten de media opnieuw worden gemaakt.',
  },
  E_FAT_FILE_TOO_LARGE: {
    cause:
      'Een bestand is 4 GiB of groter; FAT32, dat sticks moeten hebben om op elke computer te starten, kan het niet bevatten.',
    remedy: 'Splits het bestand (een kopie in .swm-delen), of maak een ISO-bestand in plaats van een stick.',
  },
  E_FAT_VOLUME_TOO_SMALL: {
    cause: 'De inhoud heeft meer ruimte nodig dan het FAT32-volume heeft.',
    remedy: 'Neem een groter station of een grotere kopie, of kies minder inhoud.',
  },
  E_FAT_VOLUME_SIZE: {
    cause:
      'Een volume met deze grootte en sectorgrootte kan geen FAT32 zijn (64 MB tot 2 TB met sectoren van 512 bytes).',
    remedy: 'Kies een andere grootte; stations met sectoren van 4096 bytes hebben minstens 300 MB nodig.',
  },
  E_FAT_DIRECTORY_TOO_LARGE: {
    cause:
      'Een map bevat meer namen dan een FAT32-map kan bevatten (65.536 vermeldingen; een lange naam neemt er meer).',
    remedy: 'Verdeel de bestanden van de map uit het bericht over meerdere mappen.',
  },
  E_FAT_LABEL: {
    cause: 'Het volumelabel heeft meer dan 11 tekens of tekens die FAT niet toestaat.',
    remedy: 'Gebruik hoogstens 11 letters, cijfers, spaties of koppeltekens.',
  },
  E_FAT_DAMAGED: {
    cause:
      'Het FAT32-bestandssysteem op de media spreekt zichzelf tegen: het is beschadigd of achteraf gewijzigd.',
    remedy: 'Maak de media opnieuw; gebeurt het weer met hetzelfde station, gooi het dan weg.',
  },
  E_DISK_TOO_SMALL: {
    cause: 'Het station of de kopie is te klein voor de partities van de media.',
    remedy: 'Neem een groter station of een grotere kopie.',
  },
  E_DISK_LAYOUT: {
    cause:
      'De gevraagde partities overlappen, steken buiten de schijf uit of passen niet bij de partitiestijl.',
    remedy: 'Verbeter de aanvraag zoals het bericht zegt; een station boven 2 TB heeft de GPT-stijl nodig.',
  },
  E_DISK_BOOT_CODE: {
    cause:
      'Het BIOS-opstartprogramma van de opstartinstallatiekopie is niet wat het moet zijn of past niet bij het station.',
    remedy:
      'Bereid de opstartinstallatiekopie opnieuw voor; stations met sectoren van 4096 bytes starten alleen met UEFI.',
  },
  E_DISK_TABLE_DAMAGED: {
    cause: 'De partitietabel spreekt zichzelf tegen of haar controlesom is onjuist.',
    remedy: 'Maak de media opnieuw; gebeurt het weer met hetzelfde station, gooi het dan weg.',
  },
  E_ISO_NAME: {
    cause: 'Een bestandsnaam is geen geldig Unicode: er staat een half teken in.',
    remedy: 'Hernoem het bestand in de bron en distribueer het pakket opnieuw.',
  },
  E_ISO_TOO_MANY_FOLDERS: {
    cause: 'De inhoud heeft meer mappen dan een disc kan nummeren.',
    remedy: 'Maak in plaats daarvan een schijfkopie of station, of pak mappen in één bestand.',
  },
  E_ISO_TOO_LARGE: {
    cause: 'De inhoud heeft meer blokken nodig dan een disc kan nummeren (8 TiB).',
    remedy: 'Kies minder inhoud of maak meerdere media.',
  },
  E_ISO_BOOT_IMAGE: {
    cause: 'Een opstartprogramma van de opstartinstallatiekopie heeft niet de grootte die GRUB eraan geeft.',
    remedy: 'Bouw de opstartinstallatiekopie opnieuw; de bestanden horen niet bij elkaar of zijn beschadigd.',
  },
  E_ISO_DAMAGED: {
    cause: 'De disckopie spreekt zichzelf tegen: ze is beschadigd, onvolledig of van een onbekend programma.',
    remedy: 'Kopieer of download de kopie opnieuw, of maak haar opnieuw.',
  },
  E_WIRE_FRAMING: {
    cause: 'Een bericht van het beheerpunt of de gateway is afgebroken of heeft niet de verwachte vorm.',
    remedy: 'Probeer het opnieuw; herhaalt het zich, zoek dan een proxy of firewall die antwoorden wijzigt.',
  },
  E_WIRE_XML: {
    cause:
      'Een bericht bevat XML die beschadigd of te groot is of die om veiligheidsredenen niet wordt gelezen.',
    remedy: 'Probeer het opnieuw; herhaalt het zich, zoek dan een proxy of firewall die antwoorden wijzigt.',
  },
  E_WIRE_MESSAGE: {
    cause: 'Een bericht is volledig, maar er ontbreekt iets wat erin moet staan.',
    remedy: 'Controleer of het adres een beheerpunt of gateway van een ondersteunde versie is.',
  },
  E_WIRE_CIPHER: {
    cause:
      'Een versleuteld deel van een beleid kan met het certificaat van deze media niet worden ontsleuteld.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_CERTIFICATE_MISSING: {
    cause: 'De media hebben hun certificaat niet aan de gateway getoond.',
    remedy: 'Controleer dat geen proxy de versleutelde verbinding openbreekt; maak anders de media opnieuw.',
  },
  E_WIRE_CERTIFICATE_UNREGISTERED: {
    cause: 'Het certificaat van deze media is niet op de site geregistreerd.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_CERTIFICATE_EXPIRED: {
    cause: 'Het certificaat van deze media is verlopen.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_CERTIFICATE_NOT_YET_VALID: {
    cause: 'Het certificaat van deze media is nog niet geldig.',
    remedy: 'Controleer de begindatum van de media en de klokken van apparaat en site.',
  },
  E_WIRE_CERTIFICATE_BLOCKED: {
    cause:
      'Een beheerder heeft het certificaat van deze media geblokkeerd, zoals bij verloren of verouderde media gebeurt.',
    remedy: 'Gebruik deze media niet meer; vraag de helpdesk om nieuwe.',
  },
  E_WIRE_CERTIFICATE_MISMATCH: {
    cause: 'Het getoonde certificaat is een ander dan de site voor deze media heeft geregistreerd.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_SIGNATURE: {
    cause: 'Een aanvraag is niet met het certificaat van deze media ondertekend of onderweg gewijzigd.',
    remedy: 'Controleer dat geen proxy aanvragen wijzigt; maak anders de media opnieuw.',
  },
  E_WIRE_CLOCK: {
    cause: 'De klok van het apparaat en die van de site verschillen te veel.',
    remedy: 'Verbeter datum en tijd in de firmware van het apparaat en start opnieuw.',
  },
  E_WIRE_TOKEN_MISSING: {
    cause: 'De gateway vraagt een token en de aanvraag had er geen.',
    remedy: 'Controleer dat geen proxy headers verwijdert; maak anders de media opnieuw voor deze gateway.',
  },
  E_WIRE_TOKEN_INVALID: {
    cause: 'Het token is beschadigd of niet door deze site ondertekend.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_TOKEN_EXPIRED: {
    cause:
      'Het mediatoken is verlopen; het leeft ongeveer een half jaar, korter dan het certificaat kan gelden.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_TOKEN_FOREIGN: {
    cause: 'Het token hoort bij een andere site of is voor een ander doel gemaakt.',
    remedy: 'Gebruik media die op de site van deze gateway zijn gemaakt.',
  },
  E_WIRE_TOKEN_BLOCKED: {
    cause: 'Een beheerder heeft het token van deze media geblokkeerd.',
    remedy: 'Gebruik deze media niet meer; vraag de helpdesk om nieuwe.',
  },
  E_WIRE_TOKEN_WRONG_CERTIFICATE: {
    cause: 'Het token is uitgegeven voor een ander mediacertificaat dan dat van deze media.',
    remedy: 'Vraag de helpdesk om nieuwe media; maak ze opnieuw op dezelfde site.',
  },
  E_WIRE_REPLAYED: {
    cause: 'De site heeft precies dit bericht al aangenomen; het kwam een tweede keer.',
    remedy: 'Verstuur het opnieuw; gebeurt het weer, dan herhaalt iets tussen apparaat en gateway berichten.',
  },
  E_WIRE_TOKEN_KIND: {
    cause:
      'Het token is echt maar voor iets anders bedoeld: een registratietoken opent geen beleid van een client.',
    remedy: 'Laat de client zijn sitetoken ophalen; een registratietoken is alleen voor de registratie.',
  },
  E_WIRE_TOKEN_USED: {
    cause: 'Het registratietoken van de media heeft al een andere client geregistreerd.',
    remedy: 'Voer de takenreeks opnieuw uit, zodat de media een nieuw registratietoken krijgen.',
  },
  E_WIRE_CLIENT_UNREGISTERED: {
    cause: 'Onder deze id is geen client geregistreerd, of de site heeft hem verwijderd.',
    remedy: 'Registreer de client opnieuw met een token voor bulkregistratie.',
  },
  E_WIRE_REGISTRATION: {
    cause: 'De registratie is geweigerd: handtekening of certificaat is niet wat de site aanneemt.',
    remedy: 'Start de client opnieuw, zodat hij een nieuwe sleutel maakt en zich opnieuw registreert.',
  },
  E_WIRE_GATEWAY_NOT_ALLOWED: {
    cause: 'De clientinstellingen staan dit apparaat geen cloudbeheergateway toe.',
    remedy:
      'Zet in de clientinstellingen van de verzameling "Clients mogen een cloudbeheergateway gebruiken" op Ja.',
  },
  E_WIRE_CLIENT_UNKNOWN: {
    cause: 'De site kent dit apparaat niet en de media ondersteunen geen onbekende computers.',
    remedy: 'Maak de media met ondersteuning voor onbekende computers, of importeer het apparaat op de site.',
  },
  E_WIRE_CONTENT_ACCESS: {
    cause: 'De toestemming om inhoud te downloaden past niet bij de inhoud of is gewijzigd.',
    remedy: 'Start opnieuw, zodat een nieuwe toestemming wordt gevraagd.',
  },
  E_WIRE_CONTENT_ACCESS_EXPIRED: {
    cause: 'De toestemming om inhoud te downloaden is verlopen; ze geldt 24 uur.',
    remedy: 'Start opnieuw, zodat een nieuwe toestemming wordt gevraagd.',
  },
  E_WIRE_GATEWAY_STOPPED: {
    cause: 'De cloudbeheergateway is gestopt.',
    remedy: 'Start de gateway in de console, of maak de media voor een andere.',
  },
  E_WIRE_NOT_FOUND: {
    cause: 'De gateway of het beheerpunt kent dit adres niet.',
    remedy: 'Controleer het gatewayadres op de media; misschien is de gateway vervangen.',
  },
  E_WIRE_REFUSED: {
    cause: 'Het beheerpunt of de gateway weigerde zonder een reden die te lezen is.',
    remedy: 'Kijk voor dit tijdstip in MP_Policy.log, CCM_STS.log en de gatewaylogboeken van de site.',
  },
  E_WIRE_EMPTY_REPLY: {
    cause: 'Het beheerpunt antwoordde met niets; zo weigert een echt beheerpunt media of een handtekening.',
    remedy:
      'Controleer op de site of het certificaat van de media is geregistreerd, geldig is en niet is geblokkeerd.',
  },
} as const satisfies Readonly<
  Record<keyof typeof formatCodes | keyof typeof imageCodes | keyof typeof wireCodes, Advice>
>;
