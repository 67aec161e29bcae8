/** Wat er is gevonden, één zin per bevinding, in het Nederlands. Woorden tussen accolades zijn waarden van de bevinding. */
import type { FindingKey } from './en-findings.ts';

export const nlFindings: Readonly<Record<FindingKey, string>> = {
  unread: '{source} kon niet worden gelezen: {detail}',
  absent: 'De site toont geen {name} in {source}; het bestaat niet, of het account mag het niet zien.',
  noTaskSequence: 'Er is geen takenreeks genoemd.',
  noBootImage: 'Er is geen opstartinstallatiekopie genoemd, en de takenreeks heeft er geen.',
  noMedium: 'Er is niet gezegd hoe het medium wordt gemaakt.',
  notDeployed: 'De takenreeks {name} is niet geïmplementeerd.',
  severalDeployments: 'De takenreeks heeft meerdere implementaties ({names}) en geen daarvan is genoemd.',
  gatewayUnknown: 'De site toont geen gateway {cmg}, dus er is niets om mee te vergelijken.',
  childSequence:
    'In de takenreeks zelf klopt alles, maar de stap “{step}” voert een andere takenreeks uit waarvan de stappen niet zijn bekeken.',
  noOperatingSystem: 'De takenreeks implementeert geen besturingssysteem, dus het is niet van toepassing.',

  'C01.pass': 'De site heeft build {build}, de opstartinstallatiekopie bevat client {client}.',
  'C01.site': 'De site heeft build {build} (versie {version}); minstens 9040 (versie 2010) is nodig.',
  'C01.bootImage':
    'De opstartinstallatiekopie {id} ({name}) bevat client {client}; minstens 5.00.9040 (versie 2010) is nodig.',
  'C01.noClient': 'De site zegt niet welke client de opstartinstallatiekopie {id} ({name}) bevat.',
  'C01.older':
    'De opstartinstallatiekopie {id} ({name}) bevat client {client}, ouder dan de site (build {build}).',

  'C02.pass': 'De gateway {host} is gereed, en {names} is erdoor gepubliceerd.',
  'C02.none': 'De site heeft geen cloudbeheergateway.',
  'C02.absent': 'De site heeft geen gateway {cmg}; aanwezig: {names}.',
  'C02.stopped': 'De gateway {host} is gestopt (status {number}).',
  'C02.notReady': 'De gateway {host} is nog niet of niet meer gereed (status {number}).',
  'C02.unknownState': 'De gateway {host} heeft status {number}, waarvan de betekenis niet openbaar is.',
  'C02.unpublished': 'De gateway {host} is gereed, maar er is geen beheerpunt door gepubliceerd.',
  'C02.noConnector':
    'Door de gateway {host} is geen beheerpunt gepubliceerd, en de site heeft geen CMG-verbindingspunt.',

  'C03.pass': '{names}: verkeer van de cloudbeheergateway is toegestaan.',
  'C03.fail': '{names}: verkeer van de cloudbeheergateway is niet toegestaan.',
  'C03.some': 'Niet toegestaan op {names}; andere beheerpunten van deze gateway staan het toe.',
  'C03.nobody': 'Door de gateway is geen beheerpunt gepubliceerd, dus er is er geen om te bekijken.',

  'C04.pass': '{names}: HTTPS.',
  'C04.enhanced': '{names}: HTTP, en de site gebruikt verbeterde HTTP.',
  'C04.fail': '{names}: gewone HTTP, en de site gebruikt geen verbeterde HTTP.',
  'C04.unknown': '{names}: HTTP; of de site verbeterde HTTP gebruikt, kon niet worden gelezen ({detail}).',

  'C05.pass': '{names}: niet beperkt tot internetverbindingen.',
  'C05.fail':
    '{names}: alleen internetverbindingen; die kunnen media via de gateway met build {build} niet gebruiken.',
  'C05.other':
    '{names}: alleen internetverbindingen. Fouten zijn bekend voor versie 2010 en 2103; de site heeft build {build}.',

  'C06.pass': 'De gateway {host} levert inhoud: het is ook een distributiepunt.',
  'C06.fail': 'De gateway {host} levert geen inhoud: de site heeft er geen distributiepunt voor.',

  'C07.pass': 'Alle {total} onderdelen waarnaar wordt verwezen, staan in hun huidige versie op de gateway.',
  'C07.nothing': 'De takenreeks verwijst naar geen inhoud.',
  'C07.noContent': 'De gateway {host} levert geen inhoud, dus ontbreken daar alle {total} verwijzingen.',
  'C07.dangling': 'De takenreeks verwijst naar iets dat niet meer bestaat.',
  'C07.absent': '{id} ({name}) is nooit naar de gateway gedistribueerd; niet in orde: {count} van {total}.',
  'C07.copying': '{id} ({name}) wordt nog naar de gateway gekopieerd; niet in orde: {count} van {total}.',
  'C07.failed':
    'Het kopiëren van {id} ({name}) naar de gateway is mislukt; niet in orde: {count} van {total}.',
  'C07.older':
    'De gateway heeft versie {has} van {id} ({name}), de site heeft versie {wants}; niet in orde: {count} van {total}.',
  'C07.noVersion': 'Alles staat op de gateway, maar de site noemt de versie van {id} ({name}) niet.',

  'C08.pass': 'Ja in de clientinstellingen “{settings}” van de verzameling {collection}.',
  'C08.fail': 'Nee in de clientinstellingen “{settings}” van de verzameling {collection}.',
  'C08.default':
    'Voor de verzameling {collection} zijn geen aangepaste clientinstellingen met de groep Cloudservices geïmplementeerd, en de standaardclientinstellingen zijn niet te lezen.',
  'C08.unset': 'De clientinstellingen “{settings}” zeggen het niet.',
  'C09.pass': 'Ja in de clientinstellingen “{settings}” van de verzameling {collection}.',
  'C09.fail': 'Nee in de clientinstellingen “{settings}” van de verzameling {collection}.',
  'C09.unset': 'De clientinstellingen “{settings}” zeggen het niet.',

  'C10.pass': 'De stap “{step}” wordt lid van een werkgroep, en geen stap wordt lid van een domein.',
  'C10.domain': 'De stap “{step}” wordt lid van een domein.',
  'C10.join': 'De stap “{step}” wordt later lid van een domein.',
  'C10.perhaps':
    'De stap “{step}” wordt lid van een domein als aan zijn voorwaarde of die van zijn groep is voldaan.',
  'C10.variable':
    'De stap “{step}” stelt {variable} in; daardoor kan het apparaat lid worden van een domein.',
  'C10.noStep': 'De takenreeks heeft geen stap Netwerkinstellingen toepassen.',

  'C11.pass': 'De implementatie {id} mag via internet worden uitgevoerd.',
  'C11.fail': 'De implementatie {id} mag niet via internet worden uitgevoerd.',

  'C12.pass': 'De implementatie {id} voor {collection} is beschikbaar voor media.',
  'C12.clients': 'De implementatie {id} is alleen beschikbaar voor Configuration Manager-clients.',
  'C12.notDeployed': 'De takenreeks {name} is helemaal niet geïmplementeerd.',
  'C12.disabled': 'De takenreeks {name} is uitgeschakeld en wordt dus aan geen apparaat aangeboden.',
  'C12.empty':
    'De implementatie {id} is beschikbaar voor media, maar haar verzameling {collection} heeft geen leden.',
  'C12.unknownComputers':
    'De implementatie {id} is voor de onbekende computers, maar het medium ondersteunt geen onbekende computers.',

  'C13.pass':
    'De implementatie {id} downloadt inhoud wanneer de takenreeks die wordt uitgevoerd, deze nodig heeft.',
  'C13.first': 'De implementatie {id} downloadt alle inhoud voordat ze begint.',
  'C13.direct': 'De implementatie {id} haalt inhoud rechtstreeks van een distributiepunt.',
  'C13.other':
    'De implementatie {id} heeft RemoteClientFlags {flags}; dat betekent geen download wanneer dat nodig is.',

  'C14.pass': 'Het apparaat is met internet verbonden.',
  'C14.fail': 'Het apparaat is niet met internet verbonden.',
  'C14.unknown': 'Dat blijkt op het apparaat terwijl de takenreeks wordt uitgevoerd; een site weet het niet.',

  'C15.pass': 'Het apparaat heeft een bekabelde netwerkverbinding.',
  'C15.fail': 'Het apparaat heeft geen bekabelde netwerkverbinding.',
  'C15.unknown': 'Dat blijkt alleen op het apparaat; een site weet het niet.',
  'C15.checked':
    'Dat blijkt alleen op het apparaat; de stap “{step}” van de takenreeks eist een bekabelde verbinding voordat er iets verandert.',

  'C16.pass': 'Opstartbare media waarvan het beheerpunt de gateway {cmg} is.',
  'C16.standAlone': 'Zelfstandige media werken niet via een cloudbeheergateway.',
  'C16.prestaged': 'Voorbereide media werken niet via een cloudbeheergateway.',
  'C16.capture': 'Opnamemedia werken niet via een cloudbeheergateway.',
  'C16.dynamic': 'Dynamische media vragen naar een beheerpunt op het intranet en bereiken de gateway nooit.',
  'C16.managementPoint': 'Op site gebaseerde media voor {managementPoint}, niet voor de gateway {cmg}.',

  'C17.pass': 'Het medium heeft een sterk wachtwoord.',
  'C17.none': 'Het medium heeft geen wachtwoord: wie het vindt, kan het gebruiken en lezen.',
  'C17.weak': 'Het wachtwoord van het medium is zwak.',
  'C17.unrated': 'Het medium heeft een wachtwoord; hoe sterk het is, is niet gezegd.',
  'C17.unknown': 'Of het medium een wachtwoord heeft, is niet gezegd.',

  'C18.pass':
    'Het basiscertificaat {thumbprint} van de gateway hoort bij de certificaten die het medium vertrouwt.',
  'C18.ours':
    'De opstartinstallatiekopie {id} vertrouwt de basiscertificaten die de site voor elk medium geeft; de gateway hoort bij {thumbprint}.',
  'C18.fail':
    'Het basiscertificaat {thumbprint} van de gateway hoort niet bij de certificaten die het medium vertrouwt.',
  'C18.windowsPe':
    'De gateway hoort bij het basiscertificaat {thumbprint}; of de Windows PE-kopie {id} ({name}) dat bevat, is op de site niet te zien.',
  'C18.noRoot':
    'De site noemt voor de gateway {host} geen basiscertificaat; het kan een openbaar certificaat zijn.',

  'C19.selfSigned': 'Het medium krijgt een zelfondertekend certificaat: RSA 2.048 bits, SHA-256.',
  'C19.pass': 'Het certificaat heeft {bits} bits en {hash}.',
  'C19.hash': 'Het certificaat is ondertekend met {hash}.',
  'C19.bits': 'De sleutel van het certificaat heeft {bits} bits; media kunnen er hoogstens 2.048 gebruiken.',
  'C19.provider': 'De sleutel hoort bij de provider “{provider}”.',
  'C19.unknown': 'Welk certificaat het medium krijgt, is niet gezegd.',

  'C20.pass': 'De stap “{step}” geeft CCMHOSTNAME={value}.',
  'C20.absent': 'De stap “{step}” geeft geen CCMHOSTNAME.',
  'C20.otherReady': 'De stap “{step}” noemt een andere gateway, {host}; de client zal die gebruiken.',
  'C20.other': 'De stap “{step}” noemt {host}; dat is niet de gateway {cmg}.',
  'C20.role': 'De stap “{step}” geeft CCMHOSTNAME={value}, maar geen beheerpunt heeft dat nummer.',
  'C20.form': 'De stap “{step}” geeft CCMHOSTNAME={value}, zonder /CCM_Proxy_MutualAuth/ en nummer.',
  'C20.variable': 'De stap “{step}” neemt CCMHOSTNAME uit een variabele: {value}.',
  'C20.noStep':
    'De takenreeks heeft geen stap Windows en ConfigMgr installeren, dus er wordt geen client geïnstalleerd.',

  'C21.pass': 'De site {site} is een primaire site.',
  'C21.central': 'De site {site} is een centrale beheersite.',
  'C21.secondary': 'De site {site} is een secundaire site.',
  'C21.other': 'De site {site} is van type {type}, waarvan de betekenis niet openbaar is.',

  'C22.pass': 'Elke SMS-provider ({names}) is ook beheerpunt.',
  'C22.newer': 'Build {build} heeft dit niet meer nodig (sinds 2509).',
  'C22.older': 'Build {build} heeft dit niet nodig; de eis kwam met 2409.',
  'C22.fail':
    '{names} is SMS-provider maar geen beheerpunt; daar kan 2409 het token van het medium niet maken.',
  'C22.perhaps':
    '{names} is SMS-provider maar geen beheerpunt. De fout is bekend in 2409 en verholpen in 2509; voor build {build} is niets gedocumenteerd.',

  'C23.pass':
    'De gateway antwoordde op poort 443 vanaf deze computer ({detail}). Blobopslag en de weg vanaf het apparaat zijn niet geprobeerd.',
  'C23.fail': 'De gateway antwoordde niet op poort 443 vanaf deze computer: {detail}',
  'C23.unknown':
    'De gateway is vanaf hier niet geprobeerd, en de weg vanaf het apparaat blijkt alleen op het apparaat.',

  'C24.pass': 'Het apparaat heeft een IPv4-adres.',
  'C24.fail': 'Het apparaat heeft alleen IPv6.',
  'C24.unknown': 'Dat blijkt alleen op het apparaat; een site weet het niet.',

  'C25.pass': 'Er wordt eerst geen ander programma uitgevoerd.',
  'C25.fail': 'Er wordt eerst een ander programma uitgevoerd: {program}.',

  'C26.pass': 'Geen stap heeft Active Directory nodig voor een BitLocker-sleutel.',
  'C26.continues': 'De stap “{step}” wil Active Directory, maar de takenreeks gaat zonder deze stap door.',
  'C26.group': 'De stap “{step}” wil Active Directory; na zijn fout zou de rest van zijn groep vervallen.',
  'C26.fail':
    'De stap “{step}” bewaart de BitLocker-sleutel in Active Directory en stopt wanneer dat niet kan.',
  'C26.perhaps':
    'De stap “{step}” bewaart de BitLocker-sleutel in Active Directory als aan zijn voorwaarde is voldaan.',
  'C26.unknown': 'De stap “{step}” bewaart de BitLocker-sleutel in “{value}”; dat is hier niet bekend.',

  'C27.pass': 'De implementatie {id} vraagt niets dat een gateway niet biedt.',
  'C27.peer': 'De implementatie {id} laat clients inhoud met elkaar delen; via de gateway gebeurt dat niet.',

  'C28.pass': 'De stap “{step}” schakelt de lokale beheerder in met een wachtwoord.',
  'C28.random':
    'De stap “{step}” maakt een willekeurig wachtwoord en laat de lokale beheerder uitgeschakeld.',
  'C28.unknown': 'De stap “{step}” zegt niet wat er met de lokale beheerder gebeurt.',
  'C28.noStep':
    'De takenreeks heeft geen stap Windows-instellingen toepassen, dus de lokale beheerder blijft uitgeschakeld.',
};
