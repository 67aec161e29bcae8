/** Cause and remedy in Dutch: errors of the on-device program. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { runtimeCodes } from '../runtime-codes.ts';

export const runtimeAdviceNl = {
  E_RT_MEDIUM_NOT_FOUND: {
    cause: 'De stick of disc waarmee deze computer is gestart, is niet meer te vinden.',
    remedy:
      'Laat de stick rechtstreeks in de computer zitten, niet in een hub of scherm, en probeer het opnieuw.',
  },
  E_RT_MEDIUM_DAMAGED: {
    cause: 'Een bestand op de stick of disc ontbreekt of is niet te lezen.',
    remedy: 'Probeer een andere USB-poort. Gebeurt het weer, vraag dan de helpdesk om een nieuwe stick.',
  },
  E_RT_MEDIUM_CONTENT: {
    cause: 'De stick of disc mist iets om uw organisatie te bereiken.',
    remedy: 'Dit is hier niet te herstellen. Vraag de helpdesk om een nieuwe stick.',
  },
  E_RT_MEDIUM_KIND: {
    cause: 'Deze stick of disc is niet gemaakt om via internet een takenreeks te starten.',
    remedy: 'Vraag de helpdesk om opstartbare media.',
  },
  E_RT_PRESTART: {
    cause: 'De opdracht die uw organisatie vóór al het andere uitvoert, eindigde met een fout.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_RT_NO_ADAPTER: {
    cause: 'Deze computer heeft geen bekabelde netwerkaansluiting die hier te gebruiken is.',
    remedy:
      'Neem een bekabelde adapter of dockingstation van de helpdesk, sluit die aan en probeer het opnieuw. Wifi werkt niet.',
  },
  E_RT_NO_LINK: {
    cause: 'Er is geen netwerkkabel aangesloten, of het apparaat aan de andere kant staat uit.',
    remedy:
      'Verbind deze computer met een netwerkkabel met uw router, wacht op de lampjes en probeer het opnieuw.',
  },
  E_RT_NO_ADDRESS: {
    cause: 'Het netwerk gaf deze computer geen adres.',
    remedy:
      'Controleer of andere apparaten online zijn, gebruik een andere poort van de router of start hem opnieuw, en probeer het dan opnieuw.',
  },
  E_RT_NAME: {
    cause: 'Het netwerk kent het adres van de gateway van uw organisatie niet.',
    remedy: 'Controleer of andere apparaten online zijn, start de router opnieuw en probeer het dan opnieuw.',
  },
  E_RT_CMG_UNREACHABLE: {
    cause: 'De gateway van uw organisatie is vanuit dit netwerk niet bereikbaar.',
    remedy:
      'Controleer of andere apparaten online zijn. Gebruik in een hotel- of gastnetwerk een ander netwerk. Probeer het dan opnieuw.',
  },
  E_RT_CMG_STOPPED: {
    cause: 'Uw organisatie heeft haar gateway uitgeschakeld.',
    remedy: 'Vraag de helpdesk wanneer die weer aanstaat en probeer het dan opnieuw.',
  },
  E_RT_CMG_BUSY: {
    cause: 'De gateway van uw organisatie is overbelast of heeft een storing; hij is meermaals gevraagd.',
    remedy:
      'Wacht enkele minuten en probeer het dan opnieuw. Houdt het aan, geef de helpdesk dan de tekst hieronder door.',
  },
  E_RT_DEVICE_UNKNOWN: {
    cause: 'Uw organisatie kent deze computer niet en deze stick is niet voor onbekende computers.',
    remedy: 'Vraag de helpdesk deze computer te registreren of een stick voor onbekende computers te maken.',
  },
  E_RT_CMG_UNTRUSTED: {
    cause: 'De server die antwoordde, is niet die waarvoor deze stick is gemaakt. Er is hem niets gevraagd.',
    remedy:
      'Ga in dit netwerk niet verder: iets leest hier mee. Gebruik een ander netwerk of bel de helpdesk.',
  },
  E_RT_CLOCK: {
    cause: 'De klok van deze computer loopt verkeerd, zodat certificaten ongeldig lijken.',
    remedy:
      'Start opnieuw, open de instellingen van de computer (vaak F2 of Del), stel datum en tijd (UTC) in en start opnieuw.',
  },
  E_RT_MEDIA_BLOCKED: {
    cause: 'Uw organisatie heeft deze stick geblokkeerd.',
    remedy: 'Hij kan niet meer worden gebruikt. Vraag de helpdesk om een nieuwe.',
  },
  E_RT_MEDIA_EXPIRED: {
    cause: 'Deze stick is te oud: het certificaat is verlopen of nog niet geldig.',
    remedy:
      'Controleer datum en tijd van deze computer. Kloppen ze, vraag dan de helpdesk om een nieuwe stick.',
  },
  E_RT_MEDIA_UNREGISTERED: {
    cause: 'Uw organisatie kent deze stick niet.',
    remedy: 'Vraag de helpdesk of deze stick daar is gemaakt; ze kunnen een nieuwe maken.',
  },
  E_RT_MEDIA_TOKEN: {
    cause: 'Het pasje op deze stick dat de gateway opent, is geweigerd; het is maar beperkte tijd geldig.',
    remedy: 'Vraag de helpdesk om een nieuwe stick.',
  },
  E_RT_MEDIA_TOKEN_FOREIGN: {
    cause: 'De pas op deze stick hoort bij een andere organisatie of bij een andere stick.',
    remedy: 'Vraag de helpdesk om een nieuwe stick van de site van de gateway hieronder.',
  },
  E_RT_CMG_NOT_ALLOWED: {
    cause: 'Uw organisatie staat deze computer niet toe haar gateway te gebruiken.',
    remedy:
      'Vraag de helpdesk de cloudbeheergateway in de clientinstellingen toe te staan en probeer het opnieuw.',
  },
  E_RT_REPLAYED: {
    cause: 'De gateway kreeg hetzelfde bericht tweemaal en weigerde het tweede.',
    remedy:
      'Gebruik een ander netwerk en probeer het opnieuw: iets in dit netwerk herhaalt wat verzonden wordt.',
  },
  E_RT_REGISTRATION: {
    cause: 'Uw organisatie heeft deze computer niet als een van de hare aanvaard.',
    remedy:
      'Start de computer opnieuw om het nog eens te proberen. Gebeurt het weer, geef de helpdesk dan de tekst hieronder.',
  },
  E_RT_REGISTRATION_TOKEN: {
    cause:
      'De pas waarmee deze computer zich moest registreren is verlopen, geblokkeerd of hoort bij iets anders.',
    remedy: 'Vraag de helpdesk om een nieuw token voor bulkregistratie, of installeer de computer opnieuw.',
  },
  E_RT_CLIENT_TOKEN_EXPIRED: {
    cause: 'De pas van deze computer is verlopen: hij is 90 dagen niet vernieuwd.',
    remedy:
      'Verbind de computer met het kantoornetwerk, of vraag de helpdesk om een token voor bulkregistratie.',
  },
  E_RT_CLIENT_TOKEN_BLOCKED: {
    cause: 'Uw organisatie heeft de pas van deze computer geblokkeerd.',
    remedy: 'Vraag de helpdesk naar de reden; hier is niets aan te doen.',
  },
  E_RT_CLIENT_TOKEN: {
    cause:
      'De gateway heeft de pas van deze computer niet aanvaard: hij is beschadigd of hoort bij een andere.',
    remedy:
      'Start de computer opnieuw. Gebeurt het weer, vraag de helpdesk dan om een token voor bulkregistratie.',
  },
  E_RT_CLIENT_UNREGISTERED: {
    cause: 'Uw organisatie kent deze computer niet meer.',
    remedy:
      'Vraag de helpdesk om een token voor bulkregistratie, of om deze computer opnieuw te installeren.',
  },
  E_RT_CLIENT_SIGNATURE: {
    cause: 'De gateway heeft de handtekening van deze computer niet aanvaard.',
    remedy:
      'Controleer datum en tijd van deze computer. Kloppen ze, geef de helpdesk dan de tekst hieronder.',
  },
  E_RT_MEDIA_SIGNATURE: {
    cause: 'De gateway accepteerde de handtekening van deze stick niet.',
    remedy:
      'Controleer datum en tijd van deze computer. Kloppen ze, vraag dan de helpdesk om een nieuwe stick.',
  },
  E_RT_SITE_REFUSED: {
    cause: 'De gateway weigerde wat deze computer vroeg.',
    remedy:
      'Probeer het over enkele minuten opnieuw. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_RT_SITE_ANSWER: {
    cause: 'De gateway gaf een antwoord dat dit programma niet begrijpt.',
    remedy:
      'Probeer het over enkele minuten opnieuw. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_RT_POLICY_HASH: {
    cause: 'Instructies van uw organisatie kwamen beschadigd of gewijzigd aan en zijn niet gebruikt.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_RT_POLICY_SECRET: {
    cause: 'Instructies van uw organisatie konden niet met het certificaat van deze stick worden geopend.',
    remedy: 'Vraag de helpdesk om een nieuwe stick.',
  },
  E_RT_NO_TASK_SEQUENCE: {
    cause: 'Uw organisatie heeft voor deze computer niets klaarstaan.',
    remedy:
      'Vraag de helpdesk een takenreeks voor deze computer of voor onbekende computers te implementeren en probeer het dan opnieuw.',
  },
  E_RT_PREFERRED_MISSING: {
    cause: 'De takenreeks waarvoor deze stick is gemaakt, wordt niet meer aangeboden.',
    remedy: 'Vraag de helpdesk haar opnieuw te implementeren of een nieuwe stick te maken.',
  },
  E_RT_CONTENT_LOCATION: {
    cause: 'Bestanden die de takenreeks nodig heeft, worden niet via internet aangeboden.',
    remedy:
      'Vraag de helpdesk het pakket hieronder naar een gateway met inhoud te distribueren en probeer het dan opnieuw.',
  },
  E_RT_CONTENT_INTRANET: {
    cause:
      'Bestanden die de takenreeks nodig heeft, staan alleen op servers van uw organisatie, waar deze stick ze niet kan lezen.',
    remedy:
      'Noem de helpdesk de drie dingen die inhoud van een gateway vergt: de grensgroep heeft een gateway met inhoud en de optie “Prefer cloud based sources over on-premises sources”; in de clientinstellingen staat “Toegang tot clouddistributiepunt toestaan” op Ja. Probeer het daarna opnieuw.',
  },
  E_RT_CONTENT_DOWNLOAD: {
    cause: 'Bestanden die de takenreeks nodig heeft, konden niet worden gedownload.',
    remedy:
      'Controleer kabel en router en probeer het opnieuw. Wat is aangekomen, blijft bewaard zolang de computer aanstaat.',
  },
  E_RT_CONTENT_HASH: {
    cause:
      'Bestanden die de takenreeks nodig heeft, kwamen beschadigd of gewijzigd aan en zijn niet gebruikt.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_RT_CONTENT_SPACE: {
    cause: 'Deze computer heeft te weinig geheugen voor de bestanden die de takenreeks nodig heeft.',
    remedy:
      'Noem de helpdesk de tekst hieronder; er is een andere computer of een kleinere takenreeks nodig.',
  },
  E_RT_CONTENT_METHOD: {
    cause: 'De takenreeks wil haar bestanden ophalen op een manier die dit programma niet kent.',
    remedy: 'Noem de helpdesk de tekst hieronder; de implementatie of de takenreeks moet worden gewijzigd.',
  },
  E_RT_DEFECT: {
    cause:
      'Het programma op deze stick kwam in een toestand die het niet kent. Dat is een fout in het programma.',
    remedy:
      'Start de computer opnieuw en probeer het nog eens. Gebeurt het weer, noem de helpdesk dan de tekst hieronder.',
  },
  E_TS_XML: {
    cause: 'De takenreeks is niet geschreven op een manier die dit programma kan lezen.',
    remedy: 'Noem de helpdesk de tekst hieronder; de takenreeks moet worden verbeterd.',
  },
  E_TS_STEP_UNSUPPORTED: {
    cause: 'De takenreeks bevat een stap die dit programma niet kent.',
    remedy: 'Noem de helpdesk de naam van de stap hieronder; de takenreeks moet worden gewijzigd.',
  },
  E_TS_STEP_FAILED: {
    cause: 'Een stap van de takenreeks eindigde met een fout.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, noem de helpdesk dan de stap en het nummer hieronder.',
  },
  E_TS_STEP_TIMEOUT: {
    cause: 'Een stap van de takenreeks duurde langer dan mag en is gestopt.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, noem de helpdesk dan de stap hieronder.',
  },
  E_TS_STATE: {
    cause:
      'De takenreeks kan niet onthouden waar ze staat: er is nog geen schijf voor, of de schijf is niet beschrijfbaar.',
    remedy: 'Er is niets opnieuw gestart. Noem de helpdesk de tekst hieronder.',
  },
  E_TS_STATE_MISSING: {
    cause:
      'Deze computer is gestart om een takenreeks voort te zetten, maar nergens staat waar die gebleven was.',
    remedy: 'Start de computer opnieuw: hij start zijn eigen systeem. Begin anders opnieuw vanaf een stick.',
  },
  E_TS_STATE_DAMAGED: {
    cause: 'Op deze computer is een takenreeks onderbroken, en waar die stond is niet meer te lezen.',
    remedy: 'Start de takenreeks opnieuw vanaf de stick. Wat tot nu toe is geïnstalleerd, is niet volledig.',
  },
  E_TS_INTERRUPTED: {
    cause: 'De computer ging uit midden in een stap die niet nog een keer mag worden uitgevoerd.',
    remedy:
      'Start de takenreeks opnieuw vanaf de stick. Noem de helpdesk de stap hieronder als het weer gebeurt.',
  },
  E_TS_ENVIRONMENT: {
    cause:
      'Een stap van de takenreeks is voor een ander moment bedoeld: voor of na de installatie van het besturingssysteem.',
    remedy: 'Noem de helpdesk de naam van de stap hieronder; de takenreeks moet worden gewijzigd.',
  },
  E_TS_NOT_READY: {
    cause: 'Deze computer voldoet niet aan wat de takenreeks vraagt.',
    remedy: 'Er is niets gewijzigd. De tekst hieronder noemt wat ontbreekt; geef die door aan de helpdesk.',
  },
  E_TS_UPGRADE_MEDIA: {
    cause:
      'Een upgrade van het besturingssysteem via internet kan alleen in Softwarecentrum worden gestart, niet vanaf een stick of schijf.',
    remedy: 'Start de computer vanaf zijn eigen schijf en start de upgrade in Softwarecentrum.',
  },
  E_TS_CHILD: {
    cause: 'De takenreeks voert een andere uit die niet is meegeleverd, of ze voeren elkaar eindeloos uit.',
    remedy: 'Noem de helpdesk de tekst hieronder; de takenreeks moet worden gecorrigeerd.',
  },
  E_TS_DOWNLOAD_STEP: {
    cause: 'Een stap wil bestanden downloaden, hoewel alles vóór de start zou worden gedownload.',
    remedy: 'Noem de helpdesk de stap hieronder; de implementatie of de takenreeks moet worden gewijzigd.',
  },
  E_TS_INSTALL: {
    cause: 'Een programma of toepassing kon niet worden geïnstalleerd.',
    remedy: 'Noem de helpdesk de naam en het getal hieronder.',
  },
  E_TS_CLIENT_STAGE: {
    cause: 'Het beheerprogramma van uw organisatie kon niet op het nieuwe systeem worden gezet.',
    remedy: 'Probeer het opnieuw. Noem de helpdesk de tekst hieronder als het weer gebeurt.',
  },
  E_TS_CLIENT_READY: {
    cause: 'Het nieuwe systeem kon niet op tijd bij uw organisatie worden geregistreerd.',
    remedy:
      'Controleer kabel en router en start de computer opnieuw. Noem de helpdesk de tekst hieronder als het weer gebeurt.',
  },
  E_TS_VARIABLE_READ_ONLY: {
    cause: 'Een stap wilde een variabele wijzigen die van het programma is.',
    remedy: 'Noem de helpdesk de naam van de variabele hieronder; de takenreeks moet worden gewijzigd.',
  },
  E_TS_VARIABLE_LIMIT: {
    cause: 'De naam of waarde van een takenreeksvariabele is leeg, te lang of bevat tekens die niet mogen.',
    remedy: 'Noem de helpdesk de naam van de variabele hieronder; de takenreeks moet worden gewijzigd.',
  },
  E_TS_ACTION: {
    cause: 'Een stap van de takenreeks bevat een opdracht die dit programma niet kan ontleden.',
    remedy: 'Noem de helpdesk de stap hieronder; de takenreeks moet worden verbeterd.',
  },
  E_TS_DISK: {
    cause:
      'Een schijf die de takenreeks nodig heeft is er niet, is onleesbaar, of mag niet worden beschreven.',
    remedy: 'Koppel andere stations los. Gebeurt het weer, geef dan de tekst hieronder door aan de helpdesk.',
  },
  E_TS_PARTITION: {
    cause: 'De takenreeks vraagt om partities die op deze schijf niet mogelijk zijn.',
    remedy:
      'Geef de tekst hieronder door aan de helpdesk; er is een andere takenreeks of een andere schijf nodig.',
  },
  E_TS_VOLUME: {
    cause:
      'Het volume waarnaar de takenreeks wil schrijven is er niet of heeft geen geschikt bestandssysteem.',
    remedy:
      'Geef de tekst hieronder door aan de helpdesk; de schijf moet voor deze stap worden ingedeeld en geformatteerd.',
  },
  E_TS_SPACE: {
    cause: 'De schijf van deze computer is te klein voor wat de takenreeks erop wil zetten.',
    remedy:
      'Geef de tekst hieronder door aan de helpdesk; er is een grotere schijf of een kleinere installatiekopie nodig.',
  },
  E_TS_IMAGE: {
    cause:
      'De installatiekopie die de takenreeks wil toepassen ontbreekt, is beschadigd of bevat niet wat werd gevraagd.',
    remedy: 'Probeer het opnieuw. Gebeurt het weer, geef dan de tekst hieronder door aan de helpdesk.',
  },
  E_TS_APPLY: {
    cause:
      'Het schrijven van de installatiekopie naar de schijf van deze computer eindigde voordat alles geschreven was.',
    remedy:
      'Probeer het opnieuw. Gebeurt het weer, dan is de schijf misschien versleten: geef de tekst hieronder door aan de helpdesk.',
  },
  E_TS_NOT_STARTABLE: {
    cause: 'De installatiekopie is geschreven, maar deze computer kan er niet vanaf starten.',
    remedy:
      'Geef de tekst hieronder door aan de helpdesk; er is een andere installatiekopie of een andere schijfindeling nodig.',
  },
  E_TS_TOOL: {
    cause: 'Een programma dat de schijf indeelt of formatteert eindigde met een fout.',
    remedy:
      'Probeer het opnieuw. Gebeurt het weer, dan is de schijf misschien versleten: geef de tekst hieronder door aan de helpdesk.',
  },
  E_TS_UNATTEND: {
    cause:
      'Instellingen voor het nieuwe systeem ontbreken of zijn niet toegestaan, of het antwoordbestand is niet leesbaar.',
    remedy: 'Geef de tekst hieronder door aan de helpdesk; de takenreeks moet worden gewijzigd.',
  },
  E_TS_DRIVERS: {
    cause: "Het pakket met stuurprogramma's voor deze computer bevat niets dat kan worden geïnstalleerd.",
    remedy:
      'Geef de tekst hieronder door aan de helpdesk; het stuurprogrammapakket moet worden gecontroleerd.',
  },
} as const satisfies Readonly<Record<keyof typeof runtimeCodes, Advice>>;
