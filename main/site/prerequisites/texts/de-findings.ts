/** Was gefunden wurde, ein Satz je Befund, auf Deutsch. Wörter in geschweiften Klammern sind Werte des Befunds. */
import type { FindingKey } from './en-findings.ts';

export const deFindings: Readonly<Record<FindingKey, string>> = {
  unread: '{source} konnte nicht gelesen werden: {detail}',
  absent:
    'Der Standort zeigt kein Objekt {name} in {source}; es existiert nicht, oder das Konto darf es nicht sehen.',
  noTaskSequence: 'Es wurde keine Tasksequenz genannt.',
  noBootImage: 'Es wurde kein Startimage genannt, und die Tasksequenz hat keines.',
  noMedium: 'Es wurde nicht gesagt, wie das Medium erstellt wird.',
  notDeployed: 'Die Tasksequenz {name} ist nicht bereitgestellt.',
  severalDeployments:
    'Die Tasksequenz hat mehrere Bereitstellungen ({names}), und keine davon wurde genannt.',
  gatewayUnknown: 'Der Standort zeigt kein Gateway {cmg}, daher gibt es nichts zu vergleichen.',
  childSequence:
    'In der Tasksequenz selbst passt alles, aber der Schritt „{step}“ führt eine weitere Tasksequenz aus, deren Schritte nicht geprüft wurden.',
  noOperatingSystem: 'Die Tasksequenz stellt kein Betriebssystem bereit, daher trifft es nicht zu.',

  'C01.pass': 'Der Standort hat Build {build}, das Startimage enthält Client {client}.',
  'C01.site': 'Der Standort hat Build {build} (Version {version}); nötig ist mindestens 9040 (Version 2010).',
  'C01.bootImage':
    'Das Startimage {id} ({name}) enthält Client {client}; nötig ist mindestens 5.00.9040 (Version 2010).',
  'C01.noClient': 'Der Standort sagt nicht, welchen Client das Startimage {id} ({name}) enthält.',
  'C01.older':
    'Das Startimage {id} ({name}) enthält Client {client}, der älter ist als der Standort (Build {build}).',

  'C02.pass': 'Das Gateway {host} ist bereit, und {names} ist darüber veröffentlicht.',
  'C02.none': 'Der Standort hat kein Cloudverwaltungsgateway.',
  'C02.absent': 'Der Standort hat kein Gateway {cmg}; vorhanden: {names}.',
  'C02.stopped': 'Das Gateway {host} ist beendet (Status {number}).',
  'C02.notReady': 'Das Gateway {host} ist noch nicht oder nicht mehr bereit (Status {number}).',
  'C02.unknownState': 'Das Gateway {host} hat den Status {number}, dessen Bedeutung nicht öffentlich ist.',
  'C02.unpublished': 'Das Gateway {host} ist bereit, aber kein Verwaltungspunkt ist darüber veröffentlicht.',
  'C02.noConnector':
    'Über das Gateway {host} ist kein Verwaltungspunkt veröffentlicht, und der Standort hat keinen CMG-Verbindungspunkt.',

  'C03.pass': '{names}: Datenverkehr des Cloudverwaltungsgateways ist zugelassen.',
  'C03.fail': '{names}: Datenverkehr des Cloudverwaltungsgateways ist nicht zugelassen.',
  'C03.some': 'Nicht zugelassen auf {names}; andere Verwaltungspunkte dieses Gateways lassen ihn zu.',
  'C03.nobody': 'Über das Gateway ist kein Verwaltungspunkt veröffentlicht, daher gibt es keinen zu prüfen.',

  'C04.pass': '{names}: HTTPS.',
  'C04.enhanced': '{names}: HTTP, und der Standort verwendet erweitertes HTTP.',
  'C04.fail': '{names}: einfaches HTTP, und der Standort verwendet kein erweitertes HTTP.',
  'C04.unknown':
    '{names}: HTTP; ob der Standort erweitertes HTTP verwendet, konnte nicht gelesen werden ({detail}).',

  'C05.pass': '{names}: nicht auf Internetverbindungen beschränkt.',
  'C05.fail':
    '{names}: nur Internetverbindungen; das können Medien über das Gateway mit Build {build} nicht verwenden.',
  'C05.other':
    '{names}: nur Internetverbindungen. Fehler sind für die Versionen 2010 und 2103 bekannt; der Standort hat Build {build}.',

  'C06.pass': 'Das Gateway {host} stellt Inhalte bereit: Es ist zugleich ein Verteilungspunkt.',
  'C06.fail':
    'Das Gateway {host} stellt keine Inhalte bereit: Der Standort hat dafür keinen Verteilungspunkt.',

  'C07.pass': 'Alle {total} referenzierten Inhalte liegen in ihrer jetzigen Version auf dem Gateway.',
  'C07.nothing': 'Die Tasksequenz referenziert keine Inhalte.',
  'C07.noContent': 'Das Gateway {host} stellt keine Inhalte bereit, also fehlen dort alle {total} Verweise.',
  'C07.dangling': 'Die Tasksequenz verweist auf etwas, das es nicht mehr gibt.',
  'C07.absent': '{id} ({name}) wurde nie an das Gateway verteilt; nicht in Ordnung: {count} von {total}.',
  'C07.copying': '{id} ({name}) wird noch auf das Gateway kopiert; nicht in Ordnung: {count} von {total}.',
  'C07.failed':
    'Das Kopieren von {id} ({name}) auf das Gateway ist fehlgeschlagen; nicht in Ordnung: {count} von {total}.',
  'C07.older':
    'Das Gateway hat Version {has} von {id} ({name}), der Standort Version {wants}; nicht in Ordnung: {count} von {total}.',
  'C07.noVersion':
    'Alles liegt auf dem Gateway, aber der Standort nennt die Version von {id} ({name}) nicht.',

  'C08.pass': 'Ja in den Clienteinstellungen „{settings}“ der Sammlung {collection}.',
  'C08.fail': 'Nein in den Clienteinstellungen „{settings}“ der Sammlung {collection}.',
  'C08.default':
    'Für die Sammlung {collection} sind keine benutzerdefinierten Clienteinstellungen mit der Gruppe Clouddienste bereitgestellt, und die Standardclienteinstellungen sind nicht lesbar.',
  'C08.unset': 'Die Clienteinstellungen „{settings}“ sagen es nicht.',
  'C09.pass': 'Ja in den Clienteinstellungen „{settings}“ der Sammlung {collection}.',
  'C09.fail': 'Nein in den Clienteinstellungen „{settings}“ der Sammlung {collection}.',
  'C09.unset': 'Die Clienteinstellungen „{settings}“ sagen es nicht.',

  'C10.pass': 'Der Schritt „{step}“ tritt einer Arbeitsgruppe bei, und kein Schritt tritt einer Domäne bei.',
  'C10.domain': 'Der Schritt „{step}“ tritt einer Domäne bei.',
  'C10.join': 'Der Schritt „{step}“ tritt später einer Domäne bei.',
  'C10.perhaps':
    'Der Schritt „{step}“ tritt einer Domäne bei, wenn seine Bedingung oder die seiner Gruppe erfüllt ist.',
  'C10.variable': 'Der Schritt „{step}“ setzt {variable}; dadurch kann das Gerät einer Domäne beitreten.',
  'C10.noStep': 'Die Tasksequenz hat keinen Schritt „Netzwerkeinstellungen anwenden“.',

  'C11.pass': 'Die Bereitstellung {id} darf über das Internet ausgeführt werden.',
  'C11.fail': 'Die Bereitstellung {id} darf nicht über das Internet ausgeführt werden.',

  'C12.pass': 'Die Bereitstellung {id} für {collection} ist für Medien verfügbar.',
  'C12.clients': 'Die Bereitstellung {id} ist nur für Configuration Manager-Clients verfügbar.',
  'C12.notDeployed': 'Die Tasksequenz {name} ist überhaupt nicht bereitgestellt.',
  'C12.disabled': 'Die Tasksequenz {name} ist deaktiviert und wird daher keinem Gerät angeboten.',
  'C12.empty':
    'Die Bereitstellung {id} ist für Medien verfügbar, aber ihre Sammlung {collection} hat keine Mitglieder.',
  'C12.unknownComputers':
    'Die Bereitstellung {id} gilt für die unbekannten Computer, aber das Medium unterstützt keine unbekannten Computer.',

  'C13.pass': 'Die Bereitstellung {id} lädt Inhalte herunter, wenn die ausgeführte Tasksequenz sie benötigt.',
  'C13.first': 'Die Bereitstellung {id} lädt vor dem Start alle Inhalte herunter.',
  'C13.direct': 'Die Bereitstellung {id} greift direkt von einem Verteilungspunkt aus auf Inhalte zu.',
  'C13.other':
    'Die Bereitstellung {id} hat RemoteClientFlags {flags}; das bedeutet kein Herunterladen bei Bedarf.',

  'C14.pass': 'Das Gerät ist mit dem Internet verbunden.',
  'C14.fail': 'Das Gerät ist nicht mit dem Internet verbunden.',
  'C14.unknown': 'Das zeigt sich auf dem Gerät, während die Tasksequenz läuft; ein Standort weiß es nicht.',

  'C15.pass': 'Das Gerät ist über Kabel mit dem Netzwerk verbunden.',
  'C15.fail': 'Das Gerät ist nicht über Kabel mit dem Netzwerk verbunden.',
  'C15.unknown': 'Das zeigt sich nur auf dem Gerät; ein Standort weiß es nicht.',
  'C15.checked':
    'Das zeigt sich nur auf dem Gerät; der Schritt „{step}“ der Tasksequenz verlangt eine kabelgebundene Verbindung, bevor etwas verändert wird.',

  'C16.pass': 'Startbare Medien, deren Verwaltungspunkt das Gateway {cmg} ist.',
  'C16.standAlone': 'Eigenständige Medien funktionieren nicht über ein Cloudverwaltungsgateway.',
  'C16.prestaged': 'Vorab bereitgestellte Medien funktionieren nicht über ein Cloudverwaltungsgateway.',
  'C16.capture': 'Erfassungsmedien funktionieren nicht über ein Cloudverwaltungsgateway.',
  'C16.dynamic':
    'Dynamische Medien fragen nach einem Verwaltungspunkt im Intranet und erreichen das Gateway nie.',
  'C16.managementPoint': 'Standortbasierte Medien für {managementPoint}, nicht für das Gateway {cmg}.',

  'C17.pass': 'Das Medium hat ein sicheres Kennwort.',
  'C17.none': 'Das Medium hat kein Kennwort: Wer es findet, kann es verwenden und lesen.',
  'C17.weak': 'Das Kennwort des Mediums ist schwach.',
  'C17.unrated': 'Das Medium hat ein Kennwort; wie sicher es ist, wurde nicht gesagt.',
  'C17.unknown': 'Ob das Medium ein Kennwort hat, wurde nicht gesagt.',

  'C18.pass': 'Das Stammzertifikat {thumbprint} des Gateways gehört zu denen, denen das Medium vertraut.',
  'C18.ours':
    'Das Startimage {id} vertraut den Stammzertifikaten, die der Standort für jedes Medium angibt; das Gateway gehört zu {thumbprint}.',
  'C18.fail':
    'Das Stammzertifikat {thumbprint} des Gateways gehört nicht zu denen, denen das Medium vertraut.',
  'C18.windowsPe':
    'Das Gateway gehört zum Stammzertifikat {thumbprint}; ob das Windows PE-Image {id} ({name}) es enthält, ist am Standort nicht zu sehen.',
  'C18.noRoot':
    'Der Standort nennt für das Gateway {host} kein Stammzertifikat; es kann ein öffentliches sein.',

  'C19.selfSigned': 'Das Medium erhält ein selbstsigniertes Zertifikat: RSA 2.048 Bit, SHA-256.',
  'C19.pass': 'Das Zertifikat hat {bits} Bit und {hash}.',
  'C19.hash': 'Das Zertifikat ist mit {hash} signiert.',
  'C19.bits': 'Der Schlüssel des Zertifikats hat {bits} Bit; Medien können höchstens 2.048 verwenden.',
  'C19.provider': 'Der Schlüssel gehört zum Anbieter „{provider}“.',
  'C19.unknown': 'Welches Zertifikat das Medium erhält, wurde nicht gesagt.',

  'C20.pass': 'Der Schritt „{step}“ gibt CCMHOSTNAME={value} an.',
  'C20.absent': 'Der Schritt „{step}“ gibt CCMHOSTNAME nicht an.',
  'C20.otherReady':
    'Der Schritt „{step}“ nennt ein anderes Gateway, {host}; der Client wird dieses verwenden.',
  'C20.other': 'Der Schritt „{step}“ nennt {host}; das ist nicht das Gateway {cmg}.',
  'C20.role':
    'Der Schritt „{step}“ gibt CCMHOSTNAME={value} an, aber kein Verwaltungspunkt hat diese Nummer.',
  'C20.form':
    'Der Schritt „{step}“ gibt CCMHOSTNAME={value} an; darin fehlen /CCM_Proxy_MutualAuth/ und Nummer.',
  'C20.variable': 'Der Schritt „{step}“ nimmt CCMHOSTNAME aus einer Variablen: {value}.',
  'C20.noStep':
    'Die Tasksequenz hat keinen Schritt „Windows und ConfigMgr einrichten“, also wird kein Client installiert.',

  'C21.pass': 'Der Standort {site} ist ein primärer Standort.',
  'C21.central': 'Der Standort {site} ist ein Standort der zentralen Verwaltung.',
  'C21.secondary': 'Der Standort {site} ist ein sekundärer Standort.',
  'C21.other': 'Der Standort {site} hat den Typ {type}, dessen Bedeutung nicht öffentlich ist.',

  'C22.pass': 'Jeder SMS-Anbieter ({names}) ist zugleich Verwaltungspunkt.',
  'C22.newer': 'Build {build} braucht das nicht mehr (seit 2509).',
  'C22.older': 'Build {build} braucht das nicht; die Anforderung kam mit 2409.',
  'C22.fail':
    '{names} ist SMS-Anbieter, aber kein Verwaltungspunkt; dort kann 2409 das Medientoken nicht erstellen.',
  'C22.perhaps':
    '{names} ist SMS-Anbieter, aber kein Verwaltungspunkt. Der Fehler ist für 2409 bekannt und in 2509 behoben; für Build {build} ist nichts dokumentiert.',

  'C23.pass':
    'Das Gateway hat auf Port 443 von diesem Computer aus geantwortet ({detail}). Blobspeicher und der Weg vom Gerät aus wurden nicht geprüft.',
  'C23.fail': 'Das Gateway hat auf Port 443 von diesem Computer aus nicht geantwortet: {detail}',
  'C23.unknown':
    'Das Gateway wurde von hier aus nicht geprüft, und der Weg vom Gerät aus zeigt sich nur auf dem Gerät.',

  'C24.pass': 'Das Gerät hat eine IPv4-Adresse.',
  'C24.fail': 'Das Gerät hat nur IPv6.',
  'C24.unknown': 'Das zeigt sich nur auf dem Gerät; ein Standort weiß es nicht.',

  'C25.pass': 'Zuvor wird kein anderes Programm ausgeführt.',
  'C25.fail': 'Zuvor wird ein anderes Programm ausgeführt: {program}.',

  'C26.pass': 'Kein Schritt braucht Active Directory für einen BitLocker-Schlüssel.',
  'C26.continues':
    'Der Schritt „{step}“ verlangt Active Directory, aber die Tasksequenz läuft ohne ihn weiter.',
  'C26.group':
    'Der Schritt „{step}“ verlangt Active Directory; nach seinem Fehler entfiele der Rest seiner Gruppe.',
  'C26.fail':
    'Der Schritt „{step}“ hinterlegt den BitLocker-Schlüssel in Active Directory und bricht ab, wenn das nicht geht.',
  'C26.perhaps':
    'Der Schritt „{step}“ hinterlegt den BitLocker-Schlüssel in Active Directory, wenn seine Bedingung erfüllt ist.',
  'C26.unknown':
    'Der Schritt „{step}“ hinterlegt den BitLocker-Schlüssel in „{value}“; das ist hier nicht bekannt.',

  'C27.pass': 'Die Bereitstellung {id} verlangt nichts, was ein Gateway nicht bietet.',
  'C27.peer':
    'Die Bereitstellung {id} lässt zu, dass Clients Inhalte untereinander teilen; über das Gateway geschieht das nicht.',

  'C28.pass': 'Der Schritt „{step}“ aktiviert den lokalen Administrator mit einem Kennwort.',
  'C28.random':
    'Der Schritt „{step}“ erzeugt ein zufälliges Kennwort und lässt den lokalen Administrator deaktiviert.',
  'C28.unknown': 'Der Schritt „{step}“ sagt nicht, was mit dem lokalen Administrator geschieht.',
  'C28.noStep':
    'Die Tasksequenz hat keinen Schritt „Windows-Einstellungen anwenden“, also bleibt der lokale Administrator deaktiviert.',
};
