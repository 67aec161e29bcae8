/** Cause and remedy in German: errors of drives and files. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { deviceCodes } from '../device-codes.ts';

export const deviceAdviceDe = {
  E_DEVICE_FULL: {
    cause: 'Auf dem Datenträger der Ausgabe ist kein Platz mehr.',
    remedy:
      'Schaffen Sie so viel Platz, wie die Meldung nennt, oder wählen Sie einen anderen Datenträger, und starten Sie erneut.',
  },
  E_DEVICE_ACCESS: {
    cause: 'Dieses Konto darf die Datei oder das Laufwerk nicht öffnen.',
    remedy:
      'Wählen Sie einen Ort, an dem Sie schreiben dürfen; für Laufwerke starten Sie das Programm mit Administratorrechten.',
  },
  E_DEVICE_READ_ONLY: {
    cause:
      'Das Dateisystem oder Laufwerk ist schreibgeschützt; eine Karte oder ein Stick kann einen Schutzschalter haben.',
    remedy:
      'Stellen Sie den Schutzschalter um, oder wählen Sie ein anderes Laufwerk oder einen anderen Ordner.',
  },
  E_DEVICE_MISSING: {
    cause:
      'Die Datei, der Ordner oder das Laufwerk ist nicht (mehr) da; vielleicht wurde ein Laufwerk abgezogen.',
    remedy: 'Prüfen Sie den Pfad; stecken Sie das Laufwerk ohne Hub wieder ein und starten Sie erneut.',
  },
  E_DEVICE_TARGET: {
    cause: 'Der Pfad nennt etwas anderes als erwartet, etwa einen Ordner anstelle einer Datei.',
    remedy:
      'Nennen Sie für ISO-Dateien und Laufwerksabbilder eine Datei, für Laufwerke ein ganzes Laufwerk (keine Partition).',
  },
  E_DEVICE_FILE_LIMIT: {
    cause: 'Das Dateisystem der Ausgabe fasst keine Datei dieser Größe (FAT32 endet bei 4 GB).',
    remedy: 'Wählen Sie einen Ausgabeordner auf NTFS, exFAT, ext4 oder einem ähnlichen Dateisystem.',
  },
  E_DEVICE_IO: {
    cause: 'Das Betriebssystem hat beim Lesen oder Schreiben einen Fehler des Laufwerks gemeldet.',
    remedy:
      'Versuchen Sie einen anderen Anschluss ohne Hub; geschieht es wieder, ist das Laufwerk verschlissen.',
  },
  E_DEVICE_IN_USE: {
    cause:
      'Das Laufwerk wird verwendet: Ein Dateisystem darauf ist eingehängt, oder ein anderes Programm hält es offen.',
    remedy:
      'Hängen Sie alles auf dem genannten Laufwerk aus, schließen Sie Programme, die es verwenden, und starten Sie erneut.',
  },
  E_DEVICE_SYSTEM: {
    cause:
      'Das Laufwerk enthält das laufende System oder seinen Auslagerungsspeicher; es wird nie beschrieben.',
    remedy: 'Wählen Sie ein anderes Laufwerk.',
  },
  E_DEVICE_FIXED: {
    cause:
      'Das Laufwerk ist kein Wechseldatenträger: Es kann die eingebaute Festplatte dieses Computers sein.',
    remedy:
      'Wählen Sie ein USB-Laufwerk; ist wirklich dieses gemeint, bestätigen Sie es so, wie Befehl oder Assistent es verlangen.',
  },
  E_DEVICE_LARGE: {
    cause:
      'Das Laufwerk ist viel größer, als Laufwerke für Medien es meist sind; es kann eine Sicherungsplatte sein.',
    remedy: 'Prüfen Sie Name und Größe des Laufwerks, bevor Sie fortfahren.',
  },
  E_DEVICE_LOOP: {
    cause: 'Der Pfad ist ein Loop-Gerät; es wird nur beschrieben, wenn das ausdrücklich verlangt ist.',
    remedy:
      'Schreiben Sie stattdessen ein Laufwerksabbild, oder erlauben Sie Loop-Geräte ausdrücklich (wie es Tests tun).',
  },
  E_DEVICE_EMPTY: {
    cause: 'Das Laufwerk meldet die Größe null: ein Kartenleser ohne Karte oder ein defektes Laufwerk.',
    remedy: 'Legen Sie die Karte ein, oder nehmen Sie ein anderes Laufwerk.',
  },
  E_DEVICE_CHANGED: {
    cause:
      'Hinter dem Pfad ist jetzt nicht mehr, was gewählt wurde: Ein Laufwerk wurde getauscht oder eine Datei ersetzt.',
    remedy: 'Lassen Sie die Laufwerke erneut auflisten, wählen Sie und starten Sie erneut.',
  },
  E_DEVICE_PLATFORM: {
    cause: 'Auf diesem Betriebssystem können Laufwerke noch nicht direkt beschrieben werden.',
    remedy:
      'Erstellen Sie eine ISO-Datei oder ein Laufwerksabbild und schreiben Sie es mit einem Werkzeug des Betriebssystems.',
  },
  E_DEVICE_MEDIA: {
    cause:
      'Das Laufwerk konnte eine Stelle trotz mehrerer Versuche nicht lesen oder schreiben: Es ist verschlissen oder beschädigt.',
    remedy:
      'Werfen Sie das Laufwerk weg; was darauf ist, startet nicht und ist als unvollständig gekennzeichnet.',
  },
  E_DEVICE_GONE: {
    cause: 'Das Laufwerk wurde während der Arbeit abgezogen oder hat sich abgeschaltet.',
    remedy: 'Stecken Sie es ohne Hub und Verlängerung wieder ein und beschreiben Sie es erneut.',
  },
  E_DEVICE_HANGS: {
    cause: 'Das Laufwerk antwortet nicht mehr: Eine Anfrage kam minutenlang nicht zurück.',
    remedy:
      'Ziehen Sie es ab, stecken Sie es ohne Hub an einen anderen Anschluss und beschreiben Sie es erneut.',
  },
  E_DEVICE_SHORT_WRITE: {
    cause:
      'Das Laufwerk hat weniger angenommen, als ihm gegeben wurde, ohne Grund zu nennen; oft ist es kleiner, als es behauptet.',
    remedy: 'Beschreiben Sie es an einem anderen Anschluss erneut; geschieht es wieder, werfen Sie es weg.',
  },
  E_DEVICE_COUNTERFEIT: {
    cause:
      'Das Laufwerk behauptet, mehr Platz zu haben, als es hat: Was hinter sein wirkliches Ende geschrieben wird, ersetzt, was weiter vorn liegt.',
    remedy: 'Es ist eine Fälschung. Verwenden Sie es für nichts; geben Sie es dem Verkäufer zurück.',
  },
  E_DEVICE_CONTROLLED: {
    cause:
      'Windows hat dem Programm den Zugriff auf das Laufwerk verweigert: Der überwachte Ordnerzugriff oder ein anderes Schutzprogramm ist eingeschaltet.',
    remedy:
      'Erlauben Sie dieses Programm in der Windows-Sicherheit (Ransomware-Schutz, App durch überwachten Ordnerzugriff zulassen) und starten Sie erneut.',
  },
  E_DEVICE_TOO_SMALL: {
    cause: 'Das Laufwerk fasst weniger, als das Medium braucht.',
    remedy: 'Nehmen Sie ein größeres Laufwerk; beide Größen stehen in der Meldung.',
  },
  E_DEVICE_SOURCE: {
    cause: 'Eine Datei, die geschrieben werden soll, liegt auf dem Laufwerk, das beschrieben werden soll.',
    remedy: 'Kopieren Sie die Datei auf einen anderen Datenträger, oder wählen Sie ein anderes Laufwerk.',
  },
  E_DEVICE_DATA: {
    cause: 'Das Laufwerk hat mehrere Partitionen mit Daten; Laufwerke für Medien haben meist eine.',
    remedy:
      'Prüfen Sie den Namen des Laufwerks und was darauf ist, bevor Sie fortfahren; alles darauf geht verloren.',
  },
  E_DEVICE_LIST: {
    cause: 'Das Betriebssystem hat nicht gesagt, welche Laufwerke es gibt.',
    remedy:
      'Die Meldung nennt das Programm oder die Datei, die versagt hat; beheben Sie das und lassen Sie die Laufwerke erneut auflisten.',
  },
  E_DEVICE_RUNTIME: {
    cause:
      'Das Node.js, mit dem dieses Programm läuft, kann keine Laufwerke öffnen; manche Versionen ändern unter Windows deren Pfade.',
    remedy:
      'Verwenden Sie das Node.js, das mit diesem Programm kam, oder eine neuere Version als die genannte.',
  },
} as const satisfies Readonly<Record<keyof typeof deviceCodes, Advice>>;
