/** Cause and remedy in Dutch: errors of the program, the lab and the writer. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { usageCodes } from '../usage-codes.ts';
import type { callCodes } from '../call-codes.ts';
import type { choiceCodes } from '../choice-codes.ts';
import type { labCodes } from '../lab-codes.ts';
import type { bootCodes } from '../boot-codes.ts';
import type { storeCodes } from '../store-codes.ts';
import type { writerCodes } from '../writer-codes.ts';
import type { unpackCodes } from '../unpack-codes.ts';

export const programAdviceNl = {
  E_INTERNAL: {
    cause: 'Het programma kwam in een toestand die het niet kent: een fout van ons.',
    remedy:
      'Meld het bericht en wat u daarvoor hebt gedaan; de opdrachtregel bevat geen geheim en mag worden meegestuurd.',
  },
  E_USAGE: {
    cause: 'De opdrachtregel of de aanvraag is onvolledig of spreekt zichzelf tegen.',
    remedy: 'Verbeter de optie die in het bericht staat; --help toont alle opties met voorbeelden.',
  },
  E_PASSWORD_SOURCE: {
    cause: 'Het wachtwoord kon niet uit het bestand, de standaardinvoer of de vraag worden gelezen.',
    remedy:
      'Zet alleen het wachtwoord in een bestand dat alleen u kunt lezen en noem het met --password-file.',
  },
  E_CANCELLED: {
    cause: 'De bewerking is door de gebruiker geannuleerd.',
    remedy: 'Start opnieuw; half geschreven uitvoer is verwijderd of start niet op.',
  },
  E_PROGRAM_START: {
    cause: 'Een benodigd programma is niet geïnstalleerd, mag niet worden gestart of was niet op tijd klaar.',
    remedy:
      'Voer de installatie nog eens uit (npm run setup); die installeert wat ontbreekt of noemt de opdracht daarvoor.',
  },
  E_PROGRAM_FAILED: {
    cause: 'Een programma dat hier wordt gebruikt, is met een fout geëindigd.',
    remedy: 'Lees het eigen bericht van dat programma; het is deel van dit bericht.',
  },
  E_CALL_UNKNOWN: {
    cause: 'Het venster vroeg iets wat deze versie van het programma niet heeft.',
    remedy:
      'Laad het venster opnieuw; gebeurt het weer, dan horen venster en programma bij verschillende versies: installeer opnieuw.',
  },
  E_CALL_INPUT: {
    cause:
      'Het venster stuurde waarden die het programma niet aanneemt: een fout van ons, of een vreemde pagina die iets probeert.',
    remedy: 'Meld het bericht; het noemt de velden en bevat geen waarden.',
  },
  E_CALL_OUTPUT: {
    cause: 'Het programma zou hebben geantwoord met waarden die het venster niet aanneemt: een fout van ons.',
    remedy: 'Meld het bericht; het noemt de velden en bevat geen waarden.',
  },
  E_HOST_REFUSED: {
    cause: 'De aanvraag kwam niet uit het venster van het programma, of zonder zijn token.',
    remedy:
      'Druk op Enter in de terminal waarin het programma draait en open het nieuwe adres dat het toont.',
  },
  E_HOST_NO_DIALOG: {
    cause:
      'Het programma draait in een browser; daar zijn de bestandsvensters van het systeem niet te gebruiken.',
    remedy: 'Kies het bestand in het venster van het programma zelf of typ het pad.',
  },
  E_HOST_LINK: {
    cause: 'De koppeling leidt niet naar een pagina van de documentatie en wordt daarom niet geopend.',
    remedy: 'Kopieer het adres als u het vertrouwt en open het zelf.',
  },
  E_FILE_EXISTS: {
    cause: 'Er is al een bestand met deze naam.',
    remedy: 'Kies een andere naam of bevestig dat het bestand mag worden vervangen.',
  },
  E_JOB_UNKNOWN: {
    cause: 'Het genoemde werk is vergeten of hoort bij een eerdere start van het programma.',
    remedy: 'Kijk in de geschiedenis wat er is gemaakt.',
  },
  E_JOB_STATE: {
    cause: 'Het werk is niet in een toestand waarin dit kan.',
    remedy: 'Wacht tot het klaar is of start het opnieuw.',
  },
  E_CHOICE_UNKNOWN: {
    cause: 'De aanvraag noemt iets wat de site niet heeft of wat dit account niet ziet.',
    remedy:
      'Kies een van de namen in het bericht; ontbreekt de uwe, controleer dan de rechten van het account op de site.',
  },
  E_CHOICE_UNUSABLE: {
    cause: 'Wat de aanvraag noemt bestaat, maar media die ermee worden gemaakt, zouden niet kunnen werken.',
    remedy: 'Kies iets anders, of breng het in de toestand die het bericht vraagt en probeer het opnieuw.',
  },
  E_LAB_STORE: {
    cause: 'In de gegevensmap van het lab staat een bestand dat deze versie niet kan lezen.',
    remedy: 'Stop het lab en verwijder de gegevensmap; bij de volgende start wordt die opnieuw gemaakt.',
  },
  E_LAB_WAIT: {
    cause: 'Iets wat het lab had moeten zien, is niet op tijd gebeurd.',
    remedy: 'Lees het einde van het journaal van het lab; het noemt de laatste aanvragen.',
  },
  E_LAB_CONTENT: {
    cause: "Een pakket van het lab heeft zo'n bestand niet, of de inhoud is nog niet gebouwd.",
    remedy:
      'Voer de installatie uit (npm run setup), zodat de opstartinstallatiekopie wordt gebouwd, en start het lab opnieuw.',
  },
  E_LAB_ABSENT: {
    cause: 'In deze gegevensmap staat geen lab.',
    remedy: 'Controleer --data, of start het lab een keer: media-builder lab.',
  },
  E_LAB_START: {
    cause: 'De poort is bezet, of er draait of start al een ander lab met deze gegevensmap.',
    remedy:
      'Kies met --port een andere poort of met --data een andere map, of beëindig het programma dat hem gebruikt.',
  },
  E_BOOT_DOWNLOAD: {
    cause: 'Een pakket voor de opstartinstallatiekopie kon niet van Debian of npm worden gedownload.',
    remedy:
      'Controleer de netwerkverbinding (en de proxy-instellingen van apt en npm) en voer de opdracht opnieuw uit; er gaat niets verloren.',
  },
  E_BOOT_HOST_PROGRAM: {
    cause: 'Een programma dat de opstartinstallatiekopie bouwt, is niet op deze computer geïnstalleerd.',
    remedy:
      'Voer de installatie nog eens uit (npm run setup); die installeert wat ontbreekt of noemt de opdracht daarvoor.',
  },
  E_BOOT_RECIPE: {
    cause: 'De gedownloade pakketten bevatten niet wat het recept van de opstartinstallatiekopie verwacht.',
    remedy:
      'Verwijder .cache/boot-image en bouw opnieuw; blijft het zo, dan zijn de pakketten veranderd en moet resources/boot worden aangepast.',
  },
  E_BOOT_RUNTIME: {
    cause: 'Het programma voor het apparaat kon niet in de opstartinstallatiekopie worden opgenomen.',
    remedy: 'Lees het bericht van de bundelaar, verbeter het genoemde bestand en bouw opnieuw.',
  },
  E_STORE_BROKEN: {
    cause:
      'Een bestand van dit programma is beschadigd, of een andere versie van het programma heeft het geschreven.',
    remedy:
      'Het is bewaard onder de naam in het bericht en het programma gaat zonder verder; zet het terug als de juiste versie is geïnstalleerd, of verwijder het.',
  },
  E_STORE_BUSY: {
    cause: 'Een ander exemplaar van dit programma schreef de hele tijd in hetzelfde bestand.',
    remedy:
      'Probeer het opnieuw; is er geen ander exemplaar, verwijder dan het vergrendelingsbestand uit het bericht.',
  },
  E_STORE_UNUSABLE: {
    cause:
      'Een bestand van dit programma kan niet worden gelezen of geschreven: geen rechten, geen ruimte of een schijf die faalt.',
    remedy:
      'Maak ruimte of verbeter de rechten van de map in het bericht; wat eerder was opgeslagen, is ongewijzigd.',
  },
  E_STORE_VALUE: {
    cause: 'Een waarde heeft niet de vorm waarin ze mag worden opgeslagen.',
    remedy: 'Verbeter het veld dat het bericht noemt.',
  },
  E_STORE_SECRET: {
    cause:
      'Iets wat net zo heet als een wachtwoord of ander geheim, dreigde in een bestand te worden opgeslagen.',
    remedy: 'Meld het bericht: geheimen horen in de opslag van het systeem, nooit in een bestand.',
  },
  E_SECRET_STORAGE: {
    cause:
      'De wachtwoordopslag van het systeem (sleutelhanger, Referentiebeheer, Secret Service) weigerde of antwoordde niet.',
    remedy: 'Ontgrendel hem en probeer het opnieuw; noem anders bij elke opdracht het wachtwoordbestand.',
  },
  E_WRITER_START: {
    cause: 'Het proces dat stations beschrijft, kon niet worden gestart.',
    remedy:
      'Het bericht bevat de woorden van het systeem; start het programma opnieuw, zo nodig als beheerder.',
  },
  E_WRITER_DECLINED: {
    cause: 'De vraag om beheerdersrechten is met nee beantwoord of kon niet worden gesteld.',
    remedy: 'Start opnieuw en sta het toe; zonder die rechten kan geen station worden beschreven.',
  },
  E_WRITER_LOST: {
    cause: 'Het proces dat stations beschrijft, is geëindigd of antwoordt niet meer.',
    remedy:
      'Stations die het aan het beschrijven was, zijn onvolledig en starten niet op; beschrijf ze opnieuw.',
  },
  E_WRITER_MESSAGE: {
    cause: 'Een bericht tussen het programma en zijn schrijfproces was er geen van de toegestane.',
    remedy: 'De twee kunnen bij verschillende versies horen: installeer het programma opnieuw.',
  },
  E_UNPACK_DAMAGED: {
    cause: 'Het gecomprimeerde bestand is beschadigd of niet volledig gedownload.',
    remedy: 'Download of kopieer het nog eens en vergelijk de controlesom met die van de uitgever.',
  },
  E_UNPACK_FORMAT: {
    cause:
      'Het bestand is geen schijf- of disckopie en ook niet gecomprimeerd op een bekende manier (.gz, .xz, .zst, .zip).',
    remedy: 'Pak het uit met het programma waarmee het is gemaakt en schrijf daarna de kopie.',
  },
  E_UNPACK_CHOICE: {
    cause:
      'Het archief bevat meerdere bestanden die de kopie kunnen zijn, of geen; het is niet duidelijk wat moet worden geschreven.',
    remedy: 'Pak het uit en noem de kopie zelf.',
  },
  E_SPOOL: {
    cause:
      'De tijdelijke map heeft geen ruimte voor wat wordt gedownload of uitgepakt, of kan niet worden beschreven.',
    remedy:
      'Maak zoveel ruimte als het bericht noemt, of stel TMPDIR (op Windows TEMP) in op een map op een andere schijf.',
  },
} as const satisfies Readonly<
  Record<
    | keyof typeof usageCodes
    | keyof typeof callCodes
    | keyof typeof choiceCodes
    | keyof typeof labCodes
    | keyof typeof bootCodes
    | keyof typeof storeCodes
    | keyof typeof writerCodes
    | keyof typeof unpackCodes,
    Advice
  >
>;
