/** Cause and remedy in Dutch: errors of drives and files. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { deviceCodes } from '../device-codes.ts';

export const deviceAdviceNl = {
  E_DEVICE_FULL: {
    cause: 'De schijf van de uitvoer heeft geen ruimte meer.',
    remedy: 'Maak zoveel ruimte als het bericht noemt, of kies een andere schijf, en start opnieuw.',
  },
  E_DEVICE_ACCESS: {
    cause: 'Dit account mag het bestand of station niet openen.',
    remedy: 'Kies een plaats waar u mag schrijven; start het programma voor stations met beheerdersrechten.',
  },
  E_DEVICE_READ_ONLY: {
    cause:
      'Het bestandssysteem of station is alleen-lezen; een kaart of stick kan een schuifje tegen schrijven hebben.',
    remedy: 'Verzet het schuifje of kies een ander station of een andere map.',
  },
  E_DEVICE_MISSING: {
    cause: 'Het bestand, de map of het station is er niet (meer); misschien is een station losgekoppeld.',
    remedy: 'Controleer het pad; sluit het station opnieuw aan zonder hub en start opnieuw.',
  },
  E_DEVICE_TARGET: {
    cause: 'Het pad noemt iets anders dan verwacht, zoals een map in plaats van een bestand.',
    remedy:
      'Noem voor ISO-bestanden en schijfkopieën een bestand en voor stations een heel station (geen partitie).',
  },
  E_DEVICE_FILE_LIMIT: {
    cause:
      'Het bestandssysteem van de uitvoer kan geen bestand van deze grootte bevatten (FAT32 eindigt bij 4 GB).',
    remedy: 'Kies een uitvoermap op NTFS, exFAT, ext4 of een vergelijkbaar bestandssysteem.',
  },
  E_DEVICE_IO: {
    cause: 'Het besturingssysteem meldde bij lezen of schrijven een fout van het station.',
    remedy: 'Probeer een andere poort zonder hub; gebeurt het weer, dan is het station versleten.',
  },
  E_DEVICE_IN_USE: {
    cause:
      'Het station is in gebruik: er is een bestandssysteem van gekoppeld, of een ander programma houdt het open.',
    remedy: "Ontkoppel alles op het genoemde station, sluit programma's die het gebruiken en start opnieuw.",
  },
  E_DEVICE_SYSTEM: {
    cause: 'Het station bevat het draaiende systeem of zijn wisselgeheugen; het wordt nooit beschreven.',
    remedy: 'Kies een ander station.',
  },
  E_DEVICE_FIXED: {
    cause: 'Het station is niet verwisselbaar: het kan de interne schijf van deze computer zijn.',
    remedy: 'Kies een USB-station; is dit echt bedoeld, bevestig het dan zoals de opdracht of wizard vraagt.',
  },
  E_DEVICE_LARGE: {
    cause: 'Het station is veel groter dan stations voor media meestal zijn; het kan een back-upschijf zijn.',
    remedy: 'Controleer de naam en de grootte van het station voordat u verdergaat.',
  },
  E_DEVICE_LOOP: {
    cause: 'Het pad is een loop-apparaat; dat wordt alleen beschreven als er uitdrukkelijk om is gevraagd.',
    remedy:
      'Schrijf in plaats daarvan een schijfkopie, of sta loop-apparaten uitdrukkelijk toe (zoals tests doen).',
  },
  E_DEVICE_EMPTY: {
    cause: 'Het station meldt een grootte van nul: een kaartlezer zonder kaart of een kapot station.',
    remedy: 'Plaats de kaart of neem een ander station.',
  },
  E_DEVICE_CHANGED: {
    cause: 'Achter het pad zit nu niet wat was gekozen: een station is verwisseld of een bestand vervangen.',
    remedy: 'Laat de stations opnieuw tonen, kies, en start opnieuw.',
  },
  E_DEVICE_PLATFORM: {
    cause: 'Op dit besturingssysteem kunnen stations nog niet rechtstreeks worden beschreven.',
    remedy:
      'Maak een ISO-bestand of een schijfkopie en schrijf die met een hulpmiddel van het besturingssysteem.',
  },
  E_DEVICE_MEDIA: {
    cause:
      'Het station kon één plaats ondanks meerdere pogingen niet lezen of schrijven: het is versleten of beschadigd.',
    remedy: 'Gooi het station weg; wat erop staat, start niet op en is als onvolledig gemarkeerd.',
  },
  E_DEVICE_GONE: {
    cause: 'Het station is tijdens het werk losgekoppeld of heeft zichzelf uitgeschakeld.',
    remedy: 'Sluit het opnieuw aan zonder hub of verlengkabel en beschrijf het opnieuw.',
  },
  E_DEVICE_HANGS: {
    cause: 'Het station antwoordt niet meer: één aanvraag kwam minutenlang niet terug.',
    remedy: 'Koppel het los, sluit het zonder hub aan op een andere poort en beschrijf het opnieuw.',
  },
  E_DEVICE_SHORT_WRITE: {
    cause:
      'Het station nam minder aan dan het kreeg en zei niet waarom; vaak is het kleiner dan het beweert.',
    remedy: 'Beschrijf het opnieuw op een andere poort; gebeurt het weer, gooi het dan weg.',
  },
  E_DEVICE_COUNTERFEIT: {
    cause:
      'Het station beweert meer ruimte te hebben dan het heeft: wat achter het echte einde wordt geschreven, vervangt wat verder vooraan staat.',
    remedy: 'Het is een vervalsing. Gebruik het nergens voor; geef het terug aan de verkoper.',
  },
  E_DEVICE_CONTROLLED: {
    cause:
      'Windows weigerde het programma toegang tot het station: beheerde mappentoegang of een ander beveiligingsprogramma staat aan.',
    remedy:
      'Sta dit programma toe in Windows-beveiliging (Beveiliging tegen ransomware, Een app toestaan via beheerde mappentoegang) en start opnieuw.',
  },
  E_DEVICE_TOO_SMALL: {
    cause: 'Op het station past minder dan de media nodig hebben.',
    remedy: 'Neem een groter station; beide grootten staan in het bericht.',
  },
  E_DEVICE_SOURCE: {
    cause: 'Een bestand dat moet worden geschreven, staat op het station dat moet worden beschreven.',
    remedy: 'Kopieer het bestand naar een andere schijf of kies een ander station.',
  },
  E_DEVICE_DATA: {
    cause: 'Het station heeft meerdere partities met gegevens; stations voor media hebben er meestal één.',
    remedy:
      'Controleer de naam van het station en wat erop staat voordat u verdergaat; alles erop gaat verloren.',
  },
  E_DEVICE_LIST: {
    cause: 'Het besturingssysteem zei niet welke stations er zijn.',
    remedy:
      'Het bericht noemt het programma of bestand dat faalde; herstel dat en laat de stations opnieuw tonen.',
  },
  E_DEVICE_RUNTIME: {
    cause:
      'De Node.js waarop dit programma draait, kan geen stations openen; sommige versies wijzigen op Windows de paden.',
    remedy: 'Gebruik de Node.js die bij dit programma hoort, of een latere versie dan die in het bericht.',
  },
} as const satisfies Readonly<Record<keyof typeof deviceCodes, Advice>>;
