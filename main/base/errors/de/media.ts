/** Cause and remedy in German: errors of media and the site. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { mediaCodes } from '../media-codes.ts';
import type { siteCodes } from '../site-codes.ts';

export const mediaAdviceDe = {
  E_MEDIA_REQUEST: {
    cause:
      'Die Anforderung nennt etwas, das fehlt, außerhalb seiner Grenzen liegt oder einem anderen Feld widerspricht.',
    remedy:
      'Berichtigen Sie die Felder, die in der Meldung stehen; das Schema der Anforderungsdateien nennt jedes Feld.',
  },
  E_MEDIA_KIND: {
    cause: 'Medien dieser Art können beschrieben und geprüft, aber noch nicht erstellt werden.',
    remedy:
      'Erstellen Sie startbare Medien, oder heben Sie die Anforderung auf: Sie gilt auch für eine Version, die diese Art erstellen kann.',
  },
  E_MEDIA_HIDDEN_VALUE: {
    cause:
      'Eine verborgene Variable der Anforderung hat keinen Wert bekommen, oder es gibt einen Wert für eine nicht verborgene.',
    remedy:
      'Schreiben Sie genau die verborgenen Variablen der Anforderung in die Datei der verborgenen Variablen.',
  },
  E_MEDIA_PASSWORD_MISSING: {
    cause:
      'Internetbasierte Medien sollten ohne Kennwort erstellt werden; wer eines findet, könnte alles darauf lesen.',
    remedy:
      'Geben Sie ein Kennwort an. Soll das Medium trotzdem offen sein, setzen Sie allowNoPassword in der Anforderung.',
  },
  E_MEDIA_PASSWORD_WEAK: {
    cause:
      'Die Verschlüsselung von Tasksequenzmedien kennt weder Salt noch Wiederholung, deshalb lässt sich dieses Kennwort durch Probieren finden.',
    remedy:
      'Lassen Sie das Programm ein Kennwort erzeugen, oder verwenden Sie 14 zufällige druckbare Zeichen, 16 zufällige Buchstaben und Ziffern oder 7 zufällige Wörter.',
  },
  E_MEDIA_PASSWORD_SHOWN: {
    cause: 'Ein Text, der auf dem Medium ohne Kennwort lesbar ist, enthält das Kennwort.',
    remedy: 'Wählen Sie eine andere Bezeichnung oder ein anderes Kennwort.',
  },
  E_MEDIA_SITE_FACTS: {
    cause: 'Der Standort hat etwas nicht geliefert, das diese Art von Medium braucht.',
    remedy:
      'Prüfen Sie in der Konsole, was die Meldung nennt; Medien für HTTPS werden an einem primären Standort erstellt.',
  },
  E_MEDIA_TOKEN_MISSING: {
    cause:
      'Internetbasierte Medien brauchen ein Medientoken des Standorts; es gibt keines, oder es gilt zu dieser Zeit nicht.',
    remedy:
      'Prüfen Sie, ob das Konto Medien erstellen darf und das Gateway bereit ist, und erstellen Sie das Medium erneut.',
  },
  E_MEDIA_BOOT_IMAGE: {
    cause: 'Das Startimagepaket ist unvollständig, oder seine Beschreibung passt nicht zu seinen Dateien.',
    remedy:
      'Verteilen Sie das Startimagepaket erneut, oder bauen Sie es neu, und erstellen Sie dann das Medium.',
  },
  E_MEDIA_CONTENT_HASH: {
    cause: 'Eine Datei für das Medium kam ohne SHA-256, deshalb konnte das Manifest sie nicht nennen.',
    remedy: 'Verteilen Sie das Paket, das die Meldung nennt, erneut.',
  },
  E_MEDIA_FILE_TOO_LARGE: {
    cause: 'Eine Datei ist größer als 4 GiB weniger ein Byte, mehr fasst ein Laufwerk mit FAT32 nicht.',
    remedy: 'Verwenden Sie eine kleinere Datei; das Teilen großer Abbilder gibt es noch nicht.',
  },
  E_MEDIA_CERTIFICATE_FILE: {
    cause: 'Die Zertifikatdatei ist keine PKCS-#12-Datei (.pfx, .p12) oder ist beschädigt.',
    remedy: 'Exportieren Sie das Zertifikat noch einmal mit seinem privaten Schlüssel als .pfx-Datei.',
  },
  E_MEDIA_CERTIFICATE_PASSWORD: {
    cause: 'Das Kennwort öffnet die Zertifikatdatei nicht.',
    remedy: 'Prüfen Sie das Kennwort des Zertifikats; ein Zeilenende am Ende der Kennwortdatei zählt nicht.',
  },
  E_MEDIA_CERTIFICATE_KEY: {
    cause:
      'Die Zertifikatdatei enthält keinen passenden privaten Schlüssel, oder er ist kein RSA-Schlüssel mit höchstens 2.048 Bit.',
    remedy:
      'Exportieren Sie das Zertifikat mit seinem privaten Schlüssel; Medien brauchen einen RSA-Schlüssel mit 2.048 Bit.',
  },
  E_MEDIA_CERTIFICATE_USE: {
    cause: 'Das Zertifikat ist nicht für die Clientauthentifizierung bestimmt.',
    remedy:
      'Verwenden Sie ein Zertifikat der Vorlage Arbeitsstationsauthentifizierung (Zweck Clientauthentifizierung).',
  },
  E_MEDIA_CERTIFICATE_EXPIRED: {
    cause:
      'Das Zertifikat gilt nicht, wenn das Medium erstellt wird, oder beginnt erst nach dem Ende des Medientokens.',
    remedy:
      'Verwenden Sie ein Zertifikat, das jetzt gilt, oder berichtigen Sie die Daten oder die Uhr dieses Computers.',
  },
  E_MEDIA_MANIFEST: {
    cause: 'Das Manifest des Mediums ist beschädigt oder hat eine Form, die diese Version nicht kennt.',
    remedy: 'Verwenden Sie eine neuere Version des Programms, oder erstellen Sie das Medium neu.',
  },
  E_MEDIA_SIGNATURE: {
    cause:
      'Die Signatur des Manifests fehlt, ist beschädigt oder stammt nicht vom Zertifikat dieses Mediums.',
    remedy: 'Verwenden Sie dieses Medium nicht; erstellen Sie es neu.',
  },
  E_MEDIA_FOREIGN: {
    cause:
      'Laufwerk oder Datei enthält keine Tasksequenzmedien oder solche, die ein anderes Programm erstellt hat.',
    remedy:
      'Prüfen Sie, ob das richtige Laufwerk oder die richtige Datei genannt ist. Medien anderer Programme lassen sich ansehen, nicht prüfen.',
  },
  E_MEDIA_INCOMPLETE: {
    cause: 'Dieses Medium wurde nicht fertig geschrieben; es startet nicht.',
    remedy: 'Erstellen Sie das Medium neu.',
  },
  E_MEDIA_FILE_MISSING: {
    cause: 'Eine Datei, die auf das Medium gehört, ist nicht da.',
    remedy: 'Erstellen Sie das Medium neu.',
  },
  E_MEDIA_FILE_CHANGED: {
    cause:
      'Eine Datei auf dem Medium ist nicht, was geschrieben wurde: Das Laufwerk ist defekt, oder jemand hat sie geändert.',
    remedy: 'Erstellen Sie das Medium neu, geschieht es zweimal, auf einem anderen Laufwerk.',
  },
  E_MEDIA_FILE_EXTRA: {
    cause: 'Auf dem Medium ist eine Datei, die dieses Programm nicht geschrieben hat.',
    remedy: 'Finden Sie heraus, wer sie hinzugefügt hat; weiß es niemand, erstellen Sie das Medium neu.',
  },
  E_SITE_UNAUTHORIZED: {
    cause: 'Der Standort hat Benutzername, Kennwort oder Token nicht angenommen.',
    remedy:
      'Prüfen Sie die Anmeldeinformationen; an echten Standorten gilt die Form DOMÄNE\\Benutzer und der Name des SMS-Anbieters, nie seine Adresse.',
  },
  E_SITE_REFUSED: {
    cause:
      'Der Standort hat die Abfrage abgelehnt: Das Konto hat keine Rechte in Configuration Manager, oder das Objekt gibt es nicht.',
    remedy:
      'Geben Sie dem Konto die Rolle „Analyst mit Leseberechtigung“ (zum Erstellen von Medien „Betriebssystembereitstellungs-Manager“), oder prüfen Sie die ID in der Meldung.',
  },
  E_SITE_NOT_PROVIDER: {
    cause:
      'Ein Server hat geantwortet, aber dort läuft kein Verwaltungsdienst (AdminService): Er ist kein SMS-Anbieter.',
    remedy: 'Verwenden Sie den Namen eines Servers mit der Rolle SMS-Anbieter.',
  },
  E_SITE_UNTRUSTED: {
    cause:
      'Das Zertifikat des Servers stammt nicht vom Stammzertifikat dieser Verbindung oder gilt nicht für diesen Namen.',
    remedy:
      'Exportieren Sie das Stammzertifikat des Standorts erneut (Verwaltung, Sicherheit, Zertifikate) und prüfen Sie den Servernamen; arbeiten Sie nicht mit einem Server weiter, der sich nicht ausweisen kann.',
  },
  E_SITE_ROOT_UNKNOWN: {
    cause:
      'Der Server zeigt ein Zertifikat, das keine Stammzertifizierungsstelle ausgestellt hat, der dieser Computer vertraut; bei Standortservern ist das üblich.',
    remedy:
      'Vergleichen Sie den Fingerabdruck in der Meldung mit dem des Stammzertifikats (Verwaltung, Sicherheit, Zertifikate), den Sie auf anderem Weg erfragen, und bestätigen Sie ihn (Befehlszeile: --root-fingerprint).',
  },
  E_SITE_FINGERPRINT: {
    cause:
      'Keines der Zertifikate, die der Server zeigt, hat den vertrauten Fingerabdruck: Der Standort hat ein neues Zertifikat, oder jemand steht dazwischen.',
    remedy:
      'Fragen Sie den Administrator des Standorts nach dem neuen Fingerabdruck; stimmt er mit dem in der Meldung überein, entfernen Sie die Verbindung und fügen Sie sie neu hinzu. Machen Sie sonst nicht weiter.',
  },
  E_SITE_CONNECTION: {
    cause:
      'Es gibt keine Standortverbindung dieses Namens, es gibt sie schon, oder der Name ist nicht möglich.',
    remedy:
      'Die Namen stehen unter Standortverbindungen (Befehlszeile: "media-builder site list"); dort fügen Sie auch eine Verbindung hinzu.',
  },
  E_SITE_CREDENTIALS: {
    cause:
      'Kennwort oder Token dieser Verbindung ist nicht gespeichert: Der Kennwortspeicher des Systems funktioniert hier nicht, hat es verloren, oder es wurde für eine andere Adresse gespeichert.',
    remedy:
      'Melden Sie sich im Fenster erneut an, oder nennen Sie es beim Befehl (--site-token-file oder --site-user mit --site-password-file).',
  },
  E_SITE_UNREACHABLE: {
    cause:
      'Der Server war nicht erreichbar: Sein Name ist unbekannt, dort antwortet nichts, oder die Verbindung brach ab.',
    remedy: 'Prüfen Sie Name, Netzwerk und Firewall (TCP 443); ist der Standort das Labor, starten Sie es.',
  },
  E_SITE_TIMEOUT: {
    cause: 'Der Server hat länger gebraucht als erlaubt.',
    remedy:
      'Versuchen Sie es erneut; geschieht es oft, ist der SMS-Anbieter überlastet oder die Verbindung sehr langsam.',
  },
  E_SITE_FAILED: {
    cause: 'Der Standortserver hat einen eigenen Fehler gemeldet, auch nach mehreren Versuchen.',
    remedy: 'Sehen Sie in adminservice.log und SMS_REST_PROVIDER.log auf dem SMS-Anbieter nach.',
  },
  E_SITE_ANSWER: {
    cause: 'Die Antwort des Standorts ist nicht, was seine Dokumentation verspricht.',
    remedy:
      'Prüfen Sie, ob die URL auf /AdminService endet und kein Proxy Antworten ändert; melden Sie sonst die Meldung.',
  },
  E_SITE_CONTENT: {
    cause: 'Ein Paket konnte nicht vom Verteilungspunkt gelesen werden oder änderte sich beim Lesen.',
    remedy: 'Prüfen Sie, ob das Paket auf diesen Verteilungspunkt verteilt ist, und starten Sie erneut.',
  },
} as const satisfies Readonly<Record<keyof typeof mediaCodes | keyof typeof siteCodes, Advice>>;
