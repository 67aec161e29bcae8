/** Cause and remedy in German: errors of formats, images and messages of the site. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { formatCodes } from '../format-codes.ts';
import type { imageCodes } from '../image-codes.ts';
import type { wireCodes } from '../wire-codes.ts';

export const formatsAdviceDe = {
  E_FORMAT_TRUNCATED: {
    cause: 'Die Daten enden, bevor die Struktur zu Ende ist, die dort sein sollte.',
    remedy: 'Kopieren Sie die Datei oder schreiben Sie das Medium noch einmal; die Quelle ist unvollständig.',
  },
  E_FORMAT_MAGIC: {
    cause: 'Die Daten beginnen nicht mit dem Kennzeichen des erwarteten Formats.',
    remedy:
      'Prüfen Sie, ob die richtige Datei oder das richtige Laufwerk genannt ist; wenn ja, ist es beschädigt und muss neu erstellt werden.',
  },
  E_FORMAT_VALUE: {
    cause:
      'Ein Feld enthält einen Wert, den das Format nicht erlaubt oder den dieses Programm nicht darstellen kann.',
    remedy: 'Prüfen Sie den Wert in der Meldung; kam er aus einer Datei, ist sie beschädigt.',
  },
  E_TREE_NAME: {
    cause: 'Ein Dateiname hat Zeichen, ein Ende oder eine Länge, die Windows nicht erlaubt.',
    remedy: 'Benennen Sie die Datei in ihrer Quelle um und verteilen Sie das Paket erneut.',
  },
  E_TREE_DEPTH: {
    cause:
      'Eine Datei liegt in zu vielen Ordnern ineinander, oder ihr Pfad ist länger, als Windows öffnen kann.',
    remedy:
      'Verschieben Sie den genannten Ordner in seiner Quelle weiter nach oben und verteilen Sie das Paket erneut.',
  },
  E_TREE_DUPLICATE: {
    cause:
      'Zwei Dateien des Mediums haben denselben Pfad, wenn Groß- und Kleinschreibung nicht unterschieden wird.',
    remedy: 'Benennen Sie eine der beiden genannten Dateien um.',
  },
  E_VARIABLES_PASSWORD: {
    cause: 'Mit diesem Kennwort wurden die Medienvariablen nicht verschlüsselt.',
    remedy:
      'Geben Sie das Kennwort noch einmal ein; achten Sie auf Tastaturlayout und Feststelltaste. Es lässt sich aus dem Medium nicht wiederherstellen.',
  },
  E_VARIABLES_DAMAGED: {
    cause:
      'Das Kennwort stimmt, aber die verschlüsselten Medienvariablen wurden nach dem Schreiben geändert.',
    remedy:
      'Prüfen Sie das Medium und erstellen Sie es neu; geschieht es zweimal, nehmen Sie ein anderes Laufwerk.',
  },
  E_VARIABLES_TRUNCATED: {
    cause: 'Die Datei der Medienvariablen ist kürzer, als sie angibt.',
    remedy: 'Erstellen Sie das Medium neu, oder kopieren Sie die Datei noch einmal aus ihrer Quelle.',
  },
  E_VARIABLES_LENGTH: {
    cause: 'Die Längen am Anfang der Datei der Medienvariablen widersprechen sich.',
    remedy:
      'Erstellen Sie das Medium neu; die Datei ist beschädigt oder stammt von einem Programm mit anderem Format.',
  },
  E_VARIABLES_ALGORITHM: {
    cause:
      'Das Verschlüsselungsverfahren der Medienvariablen kann dieses Programm weder lesen noch schreiben.',
    remedy: 'Verwenden Sie AES-256, oder AES-128 für Startimages von vor 2025.',
  },
  E_VARIABLES_MAGIC: {
    cause: 'Die Datei ist keine verschlüsselte Datei mit Medienvariablen.',
    remedy:
      'Prüfen Sie, ob das richtige Medium oder die richtige Datei genannt ist; es sollte SMS/data/Variables.dat sein.',
  },
  E_VARIABLES_VALUE: {
    cause: 'Name oder Wert einer Medienvariablen kann nicht gespeichert werden, oder das Kennwort ist leer.',
    remedy: 'Berichtigen Sie die Variable, die in der Meldung steht.',
  },
  E_BOOTSTRAP: {
    cause: 'In TsmBootstrap.ini auf dem Medium fehlt ein Wert, oder er ist nicht bekannt.',
    remedy: 'Erstellen Sie das Medium neu; bearbeiten Sie die Datei nicht von Hand.',
  },
  E_IMAGE_PLAN: {
    cause:
      'Der Plan des Abbilds widerspricht sich: ein Fehler von uns, gefunden vor dem ersten geschriebenen Byte.',
    remedy:
      'Melden Sie die Meldung und was Sie davor getan haben; die Befehlszeile enthält kein Geheimnis und darf mitgeschickt werden.',
  },
  E_IMAGE_TOO_LARGE: {
    cause: 'Das Medium braucht mehr Platz, als das Ziel hat.',
    remedy: 'Nehmen Sie ein größeres Laufwerk, oder wählen Sie weniger Inhalt.',
  },
  E_IMAGE_CONTENT_CHANGED: {
    cause: 'Eine Quelldatei ist nicht mehr, was sie bei der Planung war: Größe oder Prüfsumme weicht ab.',
    remedy:
      'Sorgen Sie dafür, dass sich die Quelle beim Erstellen nicht ändert, aktualisieren Sie den Inhalt und starten Sie erneut.',
  },
  E_IMAGE_CONTENT_READ: {
    cause: 'Eine Quelldatei konnte beim Schreiben des Mediums nicht geöffnet oder gelesen werden.',
    remedy:
      'Prüfen Sie, ob es die genannte Datei gibt und ob sie gelesen werden darf, und starten Sie erneut.',
  },
  E_IMAGE_SOURCE: {
    cause:
      'Ein Quellordner enthält etwas, das weder Datei noch Ordner ist, etwa eine symbolische Verknüpfung oder eine Pipe.',
    remedy:
      'Ersetzen Sie, was die Meldung nennt, durch die gemeinte Datei, oder entfernen Sie es aus dem Ordner.',
  },
  E_IMAGE_VERIFY_MISMATCH: {
    cause:
      'Was zurückgelesen wurde, ist nicht, was geschrieben wurde: Das Laufwerk ist verschlissen, gefälscht oder schlecht angeschlossen, oder etwas hat darauf geschrieben.',
    remedy:
      'Versuchen Sie einen anderen Anschluss ohne Hub; geschieht es wieder, werfen Sie das Laufwerk weg und nehmen Sie ein anderes.',
  },
  E_IMAGE_INCOMPLETE: {
    cause:
      'Das Medium ist unvollständig: Das Schreiben wurde unterbrochen, es startet nicht und ist nicht lesbar.',
    remedy: 'Erstellen Sie das Medium neu; ist das Laufwerk defekt, sagt es der neue Lauf.',
  },
  E_IMAGE_UNKNOWN: {
    cause: 'Datei oder Laufwerk enthält weder einen ISO-9660-Datenträger noch eine FAT32-Partition.',
    remedy:
      'Prüfen Sie, ob die richtige Datei oder das richtige Laufwerk genannt ist; wenn ja, muss das Medium neu erstellt werden.',
  },
  E_FAT_FILE_TOO_LARGE: {
    cause:
      'Eine Datei hat 4 GiB oder mehr; FAT32, das Sticks haben müssen, damit jeder Computer sie startet, fasst sie nicht.',
    remedy:
      'Teilen Sie die Datei (ein Abbild in .swm-Teile), oder erstellen Sie statt eines Sticks eine ISO-Datei.',
  },
  E_FAT_VOLUME_TOO_SMALL: {
    cause: 'Der Inhalt braucht mehr Platz, als das FAT32-Volume hat.',
    remedy: 'Nehmen Sie ein größeres Laufwerk oder Abbild, oder wählen Sie weniger Inhalt.',
  },
  E_FAT_VOLUME_SIZE: {
    cause:
      'Ein Volume mit dieser Größe und Sektorgröße kann nicht FAT32 sein (64 MB bis 2 TB mit Sektoren von 512 Byte).',
    remedy: 'Wählen Sie eine andere Größe; Laufwerke mit Sektoren von 4096 Byte brauchen mindestens 300 MB.',
  },
  E_FAT_DIRECTORY_TOO_LARGE: {
    cause:
      'Ein Ordner enthält mehr Namen, als ein FAT32-Ordner fasst (65.536 Einträge; ein langer Name braucht mehrere).',
    remedy: 'Verteilen Sie die Dateien des genannten Ordners auf mehrere Ordner.',
  },
  E_FAT_LABEL: {
    cause: 'Die Volumebezeichnung hat mehr als 11 Zeichen oder Zeichen, die FAT nicht erlaubt.',
    remedy: 'Verwenden Sie bis zu 11 Buchstaben, Ziffern, Leerzeichen oder Bindestriche.',
  },
  E_FAT_DAMAGED: {
    cause:
      'Das FAT32-Dateisystem auf dem Medium widerspricht sich: Es ist beschädigt oder wurde nachträglich geändert.',
    remedy:
      'Erstellen Sie das Medium neu; geschieht es mit demselben Laufwerk wieder, werfen Sie das Laufwerk weg.',
  },
  E_DISK_TOO_SMALL: {
    cause: 'Laufwerk oder Abbild ist für die Partitionen des Mediums zu klein.',
    remedy: 'Nehmen Sie ein größeres Laufwerk oder ein größeres Abbild.',
  },
  E_DISK_LAYOUT: {
    cause:
      'Die verlangten Partitionen überlappen sich, ragen über das Laufwerk hinaus oder passen nicht zum Partitionsstil.',
    remedy:
      'Berichtigen Sie die Anforderung, wie die Meldung sagt; ein Laufwerk über 2 TB braucht den GPT-Stil.',
  },
  E_DISK_BOOT_CODE: {
    cause:
      'Das BIOS-Startprogramm des Startimages ist nicht, was es sein sollte, oder passt nicht zum Laufwerk.',
    remedy: 'Bereiten Sie das Startimage neu vor; Laufwerke mit Sektoren von 4096 Byte starten nur mit UEFI.',
  },
  E_DISK_TABLE_DAMAGED: {
    cause: 'Die Partitionstabelle widerspricht sich, oder ihre Prüfsumme ist falsch.',
    remedy:
      'Erstellen Sie das Medium neu; geschieht es mit demselben Laufwerk wieder, werfen Sie das Laufwerk weg.',
  },
  E_ISO_NAME: {
    cause: 'Ein Dateiname ist kein gültiges Unicode: Er enthält ein halbes Zeichen.',
    remedy: 'Benennen Sie die Datei in ihrer Quelle um und verteilen Sie das Paket erneut.',
  },
  E_ISO_TOO_MANY_FOLDERS: {
    cause: 'Der Inhalt hat mehr Ordner, als ein Datenträger nummerieren kann.',
    remedy:
      'Erstellen Sie stattdessen ein Laufwerksabbild oder Laufwerk, oder packen Sie Ordner in eine Datei.',
  },
  E_ISO_TOO_LARGE: {
    cause: 'Der Inhalt braucht mehr Blöcke, als ein Datenträger nummerieren kann (8 TiB).',
    remedy: 'Wählen Sie weniger Inhalt, oder erstellen Sie mehrere Medien.',
  },
  E_ISO_BOOT_IMAGE: {
    cause: 'Ein Startprogramm des Startimages hat nicht die Größe, die GRUB ihm gibt.',
    remedy: 'Bauen Sie das Startimage neu; seine Dateien gehören nicht zusammen oder sind beschädigt.',
  },
  E_ISO_DAMAGED: {
    cause:
      'Das Datenträgerabbild widerspricht sich: Es ist beschädigt, unvollständig oder von einem unbekannten Programm.',
    remedy: 'Kopieren oder laden Sie das Abbild noch einmal, oder erstellen Sie es neu.',
  },
  E_WIRE_FRAMING: {
    cause:
      'Eine Nachricht des Verwaltungspunkts oder Gateways wurde abgeschnitten oder hat nicht den erwarteten Rahmen.',
    remedy:
      'Versuchen Sie es erneut; wiederholt es sich, suchen Sie einen Proxy oder eine Firewall, die Antworten ändert.',
  },
  E_WIRE_XML: {
    cause:
      'Eine Nachricht enthält XML, das beschädigt oder zu groß ist oder aus Sicherheitsgründen nicht gelesen wird.',
    remedy:
      'Versuchen Sie es erneut; wiederholt es sich, suchen Sie einen Proxy oder eine Firewall, die Antworten ändert.',
  },
  E_WIRE_MESSAGE: {
    cause: 'Eine Nachricht ist vollständig, aber etwas Nötiges fehlt darin.',
    remedy: 'Prüfen Sie, ob die Adresse ein Verwaltungspunkt oder Gateway einer unterstützten Version ist.',
  },
  E_WIRE_CIPHER: {
    cause:
      'Ein verschlüsselter Teil einer Richtlinie lässt sich mit dem Zertifikat dieses Mediums nicht entschlüsseln.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_CERTIFICATE_MISSING: {
    cause: 'Das Medium hat dem Gateway sein Zertifikat nicht gezeigt.',
    remedy:
      'Prüfen Sie, dass kein Proxy die verschlüsselte Verbindung aufbricht; erstellen Sie sonst das Medium neu.',
  },
  E_WIRE_CERTIFICATE_UNREGISTERED: {
    cause: 'Das Zertifikat dieses Mediums ist am Standort nicht registriert.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_CERTIFICATE_EXPIRED: {
    cause: 'Das Zertifikat dieses Mediums ist abgelaufen.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_CERTIFICATE_NOT_YET_VALID: {
    cause: 'Das Zertifikat dieses Mediums gilt noch nicht.',
    remedy: 'Prüfen Sie das Startdatum des Mediums und die Uhren von Gerät und Standort.',
  },
  E_WIRE_CERTIFICATE_BLOCKED: {
    cause:
      'Ein Administrator hat das Zertifikat dieses Mediums gesperrt, wie es bei verlorenen oder veralteten Medien geschieht.',
    remedy: 'Verwenden Sie dieses Medium nicht mehr; bitten Sie den Helpdesk um ein neues.',
  },
  E_WIRE_CERTIFICATE_MISMATCH: {
    cause:
      'Das gezeigte Zertifikat ist ein anderes als das, das der Standort für dieses Medium registriert hat.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_SIGNATURE: {
    cause: 'Eine Anfrage wurde nicht mit dem Zertifikat dieses Mediums signiert oder unterwegs geändert.',
    remedy: 'Prüfen Sie, dass kein Proxy Anfragen ändert; erstellen Sie sonst das Medium neu.',
  },
  E_WIRE_CLOCK: {
    cause: 'Die Uhren von Gerät und Standort weichen zu weit voneinander ab.',
    remedy: 'Berichtigen Sie Datum und Uhrzeit in der Firmware des Geräts und starten Sie erneut.',
  },
  E_WIRE_TOKEN_MISSING: {
    cause: 'Das Gateway verlangt ein Token, und die Anfrage hatte keines.',
    remedy:
      'Prüfen Sie, dass kein Proxy Header entfernt; erstellen Sie sonst das Medium für dieses Gateway neu.',
  },
  E_WIRE_TOKEN_INVALID: {
    cause: 'Das Token ist beschädigt oder wurde nicht von diesem Standort signiert.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_TOKEN_EXPIRED: {
    cause:
      'Das Medientoken ist abgelaufen; es lebt etwa ein halbes Jahr, kürzer, als das Zertifikat gelten kann.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_TOKEN_FOREIGN: {
    cause: 'Das Token gehört zu einem anderen Standort oder dient einem anderen Zweck.',
    remedy: 'Verwenden Sie ein Medium, das am Standort dieses Gateways erstellt wurde.',
  },
  E_WIRE_TOKEN_BLOCKED: {
    cause: 'Ein Administrator hat das Token dieses Mediums gesperrt.',
    remedy: 'Verwenden Sie dieses Medium nicht mehr; bitten Sie den Helpdesk um ein neues.',
  },
  E_WIRE_TOKEN_WRONG_CERTIFICATE: {
    cause: 'Das Token wurde für ein anderes Medienzertifikat ausgestellt als das dieses Mediums.',
    remedy: 'Bitten Sie den Helpdesk um ein neues Medium; erstellen Sie es am selben Standort neu.',
  },
  E_WIRE_REPLAYED: {
    cause: 'Der Standort hat genau diese Nachricht schon angenommen; sie kam ein zweites Mal.',
    remedy:
      'Senden Sie sie neu; wiederholt es sich, wiederholt etwas zwischen Gerät und Gateway Nachrichten.',
  },
  E_WIRE_TOKEN_KIND: {
    cause:
      'Das Token ist echt, aber für etwas anderes bestimmt: Ein Registrierungstoken öffnet keine Richtlinien eines Clients.',
    remedy:
      'Lassen Sie den Client sein Standorttoken holen; ein Registrierungstoken dient nur der Registrierung.',
  },
  E_WIRE_TOKEN_USED: {
    cause: 'Das Registrierungstoken des Mediums hat schon einen anderen Client registriert.',
    remedy: 'Führen Sie die Tasksequenz erneut aus, damit das Medium ein neues Registrierungstoken erhält.',
  },
  E_WIRE_CLIENT_UNREGISTERED: {
    cause: 'Unter dieser ID ist kein Client registriert, oder der Standort hat ihn entfernt.',
    remedy: 'Registrieren Sie den Client mit einem Massenregistrierungstoken neu.',
  },
  E_WIRE_REGISTRATION: {
    cause:
      'Die Registrierung wurde abgelehnt: Signatur oder Zertifikat sind nicht, was der Standort annimmt.',
    remedy: 'Starten Sie den Client neu, damit er einen neuen Schlüssel erzeugt und sich neu registriert.',
  },
  E_WIRE_GATEWAY_NOT_ALLOWED: {
    cause: 'Die Clienteinstellungen erlauben diesem Gerät kein Cloudverwaltungsgateway.',
    remedy:
      'Setzen Sie in den Clienteinstellungen seiner Sammlung „Clients die Verwendung eines Cloudverwaltungsgateways ermöglichen“ auf „Ja“.',
  },
  E_WIRE_CLIENT_UNKNOWN: {
    cause: 'Der Standort kennt dieses Gerät nicht, und das Medium unterstützt keine unbekannten Computer.',
    remedy:
      'Erstellen Sie das Medium mit Unterstützung für unbekannte Computer, oder importieren Sie das Gerät am Standort.',
  },
  E_WIRE_CONTENT_ACCESS: {
    cause: 'Die Erlaubnis, Inhalt herunterzuladen, passt nicht zum Inhalt oder wurde geändert.',
    remedy: 'Starten Sie erneut, damit eine neue Erlaubnis angefordert wird.',
  },
  E_WIRE_CONTENT_ACCESS_EXPIRED: {
    cause: 'Die Erlaubnis, Inhalt herunterzuladen, ist abgelaufen; sie gilt 24 Stunden.',
    remedy: 'Starten Sie erneut, damit eine neue Erlaubnis angefordert wird.',
  },
  E_WIRE_GATEWAY_STOPPED: {
    cause: 'Das Cloudverwaltungsgateway ist angehalten.',
    remedy: 'Starten Sie das Gateway in der Konsole, oder erstellen Sie das Medium für ein anderes.',
  },
  E_WIRE_NOT_FOUND: {
    cause: 'Gateway oder Verwaltungspunkt kennt diese Adresse nicht.',
    remedy: 'Prüfen Sie die Gatewayadresse auf dem Medium; vielleicht wurde das Gateway ersetzt.',
  },
  E_WIRE_REFUSED: {
    cause: 'Verwaltungspunkt oder Gateway hat ohne lesbaren Grund abgelehnt.',
    remedy:
      'Sehen Sie zu dieser Zeit in MP_Policy.log, CCM_STS.log und den Gatewayprotokollen des Standorts nach.',
  },
  E_WIRE_EMPTY_REPLY: {
    cause:
      'Der Verwaltungspunkt hat mit nichts geantwortet; so lehnt ein echter ein Medium oder eine Signatur ab.',
    remedy:
      'Prüfen Sie am Standort, ob das Zertifikat des Mediums registriert, gültig und nicht gesperrt ist.',
  },
} as const satisfies Readonly<
  Record<keyof typeof formatCodes | keyof typeof imageCodes | keyof typeof wireCodes, Advice>
>;
