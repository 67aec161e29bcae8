/** Cause and remedy in German: errors of the program, the lab and the writer. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { usageCodes } from '../usage-codes.ts';
import type { callCodes } from '../call-codes.ts';
import type { choiceCodes } from '../choice-codes.ts';
import type { labCodes } from '../lab-codes.ts';
import type { bootCodes } from '../boot-codes.ts';
import type { storeCodes } from '../store-codes.ts';
import type { writerCodes } from '../writer-codes.ts';
import type { unpackCodes } from '../unpack-codes.ts';

export const programAdviceDe = {
  E_INTERNAL: {
    cause: 'Das Programm ist in einen Zustand geraten, den es nicht kennt: ein Fehler von uns.',
    remedy:
      'Melden Sie die Meldung und was Sie davor getan haben; die Befehlszeile enthält kein Geheimnis und darf mitgeschickt werden.',
  },
  E_USAGE: {
    cause: 'Die Befehlszeile oder die Anforderung ist unvollständig oder widerspricht sich.',
    remedy:
      'Berichtigen Sie die Option, die in der Meldung steht; --help zeigt alle Optionen mit Beispielen.',
  },
  E_PASSWORD_SOURCE: {
    cause:
      'Das Kennwort konnte weder aus der Datei noch aus der Standardeingabe noch aus der Eingabeaufforderung gelesen werden.',
    remedy:
      'Schreiben Sie nur das Kennwort in eine Datei, die nur Sie lesen können, und nennen Sie sie mit --password-file.',
  },
  E_CANCELLED: {
    cause: 'Der Vorgang wurde vom Benutzer abgebrochen.',
    remedy: 'Starten Sie ihn erneut; eine halb geschriebene Ausgabe wurde entfernt oder startet nicht.',
  },
  E_PROGRAM_START: {
    cause:
      'Ein benötigtes Programm ist nicht installiert, darf nicht gestartet werden oder wurde nicht rechtzeitig fertig.',
    remedy:
      'Führen Sie die Einrichtung noch einmal aus (npm run setup); sie installiert, was fehlt, oder nennt den Befehl dafür.',
  },
  E_PROGRAM_FAILED: {
    cause: 'Ein Programm, das hier verwendet wird, wurde mit einem Fehler beendet.',
    remedy: 'Lesen Sie dessen eigene Meldung, sie ist Teil dieser Meldung.',
  },
  E_CALL_UNKNOWN: {
    cause: 'Das Fenster hat etwas verlangt, das diese Version des Programms nicht kann.',
    remedy:
      'Laden Sie das Fenster neu; wiederholt es sich, gehören Fenster und Programm zu verschiedenen Versionen: Installieren Sie neu.',
  },
  E_CALL_INPUT: {
    cause:
      'Das Fenster hat Werte geschickt, die das Programm nicht annimmt: ein Fehler von uns oder eine fremde Seite, die etwas versucht.',
    remedy: 'Melden Sie die Meldung; sie nennt die Felder und enthält keine Werte.',
  },
  E_CALL_OUTPUT: {
    cause: 'Das Programm hätte mit Werten geantwortet, die das Fenster nicht annimmt: ein Fehler von uns.',
    remedy: 'Melden Sie die Meldung; sie nennt die Felder und enthält keine Werte.',
  },
  E_HOST_REFUSED: {
    cause: 'Die Anfrage kam nicht aus dem Fenster des Programms oder ohne dessen Token.',
    remedy:
      'Drücken Sie in dem Terminal, in dem das Programm läuft, die Eingabetaste und öffnen Sie die neue Adresse, die es ausgibt.',
  },
  E_HOST_NO_DIALOG: {
    cause: 'Das Programm läuft im Browser; dort gibt es die Dateidialoge des Systems nicht.',
    remedy: 'Wählen Sie die Datei im Dialog des Programms aus, oder geben Sie ihren Pfad ein.',
  },
  E_HOST_LINK: {
    cause: 'Der Link führt nicht zu einer Seite der Dokumentation und wird deshalb nicht geöffnet.',
    remedy: 'Kopieren Sie die Adresse, wenn Sie ihr vertrauen, und öffnen Sie sie selbst.',
  },
  E_FILE_EXISTS: {
    cause: 'Es gibt schon eine Datei mit diesem Namen.',
    remedy: 'Wählen Sie einen anderen Namen, oder bestätigen Sie, dass die Datei ersetzt werden darf.',
  },
  E_JOB_UNKNOWN: {
    cause: 'Der genannte Vorgang wurde vergessen oder gehört zu einem früheren Start des Programms.',
    remedy: 'Sehen Sie im Verlauf nach, was erstellt wurde.',
  },
  E_JOB_STATE: {
    cause: 'Der Vorgang ist nicht in einem Zustand, in dem das möglich ist.',
    remedy: 'Warten Sie, bis er beendet ist, oder starten Sie ihn erneut.',
  },
  E_CHOICE_UNKNOWN: {
    cause: 'Die Anforderung nennt etwas, das es am Standort nicht gibt oder das dieses Konto nicht sieht.',
    remedy:
      'Wählen Sie einen der Namen aus der Meldung; fehlt Ihrer, prüfen Sie die Rechte des Kontos am Standort.',
  },
  E_CHOICE_UNUSABLE: {
    cause: 'Was die Anforderung nennt, gibt es, aber ein damit erstelltes Medium könnte nicht funktionieren.',
    remedy:
      'Wählen Sie etwas anderes, oder stellen Sie den Zustand her, den die Meldung verlangt, und versuchen Sie es erneut.',
  },
  E_LAB_STORE: {
    cause: 'Im Datenordner des Labors liegt eine Datei, die diese Version nicht lesen kann.',
    remedy:
      'Beenden Sie das Labor und löschen Sie seinen Datenordner; beim nächsten Start wird er neu angelegt.',
  },
  E_LAB_WAIT: {
    cause: 'Etwas, das das Labor sehen sollte, ist nicht rechtzeitig geschehen.',
    remedy: 'Lesen Sie das Ende des Labor-Journals; es nennt die letzten Anfragen.',
  },
  E_LAB_CONTENT: {
    cause: 'Ein Paket des Labors hat keine solche Datei, oder sein Inhalt wurde noch nicht gebaut.',
    remedy:
      'Führen Sie die Einrichtung aus (npm run setup), damit das Startimage gebaut wird, und starten Sie dann das Labor neu.',
  },
  E_LAB_ABSENT: {
    cause: 'In diesem Datenordner liegt kein Lab.',
    remedy: 'Prüfen Sie --data, oder starten Sie das Lab einmal: media-builder lab.',
  },
  E_LAB_START: {
    cause: 'Der Port ist belegt, oder ein anderes Labor läuft oder startet gerade mit diesem Datenordner.',
    remedy:
      'Wählen Sie mit --port einen anderen Port oder mit --data einen anderen Ordner, oder beenden Sie das Programm, das ihn verwendet.',
  },
  E_BOOT_DOWNLOAD: {
    cause: 'Ein Paket für das Startimage konnte nicht von Debian oder npm heruntergeladen werden.',
    remedy:
      'Prüfen Sie die Netzwerkverbindung (und die Proxyeinstellungen von apt und npm) und führen Sie den Befehl erneut aus; nichts ist verloren.',
  },
  E_BOOT_HOST_PROGRAM: {
    cause: 'Ein Programm, das das Startimage baut, ist auf diesem Computer nicht installiert.',
    remedy:
      'Führen Sie die Einrichtung noch einmal aus (npm run setup); sie installiert, was fehlt, oder nennt den Befehl dafür.',
  },
  E_BOOT_RECIPE: {
    cause: 'Die heruntergeladenen Pakete enthalten nicht, was das Rezept des Startimages erwartet.',
    remedy:
      'Löschen Sie .cache/boot-image und bauen Sie neu; bleibt es dabei, haben sich die Pakete geändert und resources/boot muss angepasst werden.',
  },
  E_BOOT_RUNTIME: {
    cause: 'Das Programm für das Gerät konnte nicht in das Startimage aufgenommen werden.',
    remedy: 'Lesen Sie die Meldung des Bundlers, berichtigen Sie die genannte Datei und bauen Sie erneut.',
  },
  E_STORE_BROKEN: {
    cause:
      'Eine Datei dieses Programms ist beschädigt, oder eine andere Version des Programms hat sie geschrieben.',
    remedy:
      'Sie wurde unter dem Namen in der Meldung aufgehoben, und das Programm macht ohne sie weiter; legen Sie sie zurück, wenn die passende Version installiert ist, oder löschen Sie sie.',
  },
  E_STORE_BUSY: {
    cause: 'Ein anderer Lauf dieses Programms hat die ganze Zeit in dieselbe Datei geschrieben.',
    remedy:
      'Versuchen Sie es erneut; gibt es keinen anderen Lauf, löschen Sie die Sperrdatei, die die Meldung nennt.',
  },
  E_STORE_UNUSABLE: {
    cause:
      'Eine Datei dieses Programms kann nicht gelesen oder geschrieben werden: keine Rechte, kein Platz oder ein defekter Datenträger.',
    remedy:
      'Schaffen Sie Platz oder berichtigen Sie die Rechte des Ordners in der Meldung; was vorher gespeichert war, ist unverändert.',
  },
  E_STORE_VALUE: {
    cause: 'Ein Wert hat nicht die Form, in der er gespeichert werden darf.',
    remedy: 'Berichtigen Sie das Feld, das die Meldung nennt.',
  },
  E_STORE_SECRET: {
    cause:
      'Etwas, das wie ein Kennwort oder ein anderes Geheimnis heißt, sollte in einer Datei gespeichert werden.',
    remedy: 'Melden Sie die Meldung: Geheimnisse gehören in den Speicher des Systems, nie in eine Datei.',
  },
  E_SECRET_STORAGE: {
    cause:
      'Der Kennwortspeicher des Systems (Schlüsselbund, Anmeldeinformationsverwaltung, Secret Service) hat abgelehnt oder nicht geantwortet.',
    remedy:
      'Entsperren Sie ihn und versuchen Sie es erneut; ohne ihn nennen Sie bei jedem Befehl die Kennwortdatei.',
  },
  E_WRITER_START: {
    cause: 'Der Prozess, der Laufwerke beschreibt, konnte nicht gestartet werden.',
    remedy:
      'Die Meldung enthält die Worte des Systems; starten Sie das Programm erneut, notfalls als Administrator.',
  },
  E_WRITER_DECLINED: {
    cause:
      'Die Frage nach Administratorrechten wurde mit Nein beantwortet oder konnte nicht gestellt werden.',
    remedy: 'Starten Sie erneut und stimmen Sie zu; ohne diese Rechte kann kein Laufwerk beschrieben werden.',
  },
  E_WRITER_LOST: {
    cause: 'Der Prozess, der Laufwerke beschreibt, wurde beendet oder antwortet nicht mehr.',
    remedy:
      'Laufwerke, die er gerade beschrieb, sind unvollständig und starten nicht; beschreiben Sie sie erneut.',
  },
  E_WRITER_MESSAGE: {
    cause: 'Eine Nachricht zwischen dem Programm und seinem Schreibprozess war keine der erlaubten.',
    remedy: 'Die beiden gehören vielleicht zu verschiedenen Versionen: Installieren Sie das Programm neu.',
  },
  E_UNPACK_DAMAGED: {
    cause: 'Die gepackte Datei ist beschädigt oder wurde nicht vollständig heruntergeladen.',
    remedy:
      'Laden oder kopieren Sie sie noch einmal und vergleichen Sie ihre Prüfsumme mit der des Herausgebers.',
  },
  E_UNPACK_FORMAT: {
    cause:
      'Die Datei ist weder ein Laufwerks- oder Datenträgerabbild noch auf eine bekannte Art gepackt (.gz, .xz, .zst, .zip).',
    remedy:
      'Entpacken Sie sie mit dem Programm, mit dem sie gepackt wurde, und schreiben Sie dann das Abbild.',
  },
  E_UNPACK_CHOICE: {
    cause:
      'Das Archiv enthält mehrere Dateien, die das Abbild sein können, oder keine; es ist nicht klar, was geschrieben werden soll.',
    remedy: 'Entpacken Sie es und nennen Sie das Abbild selbst.',
  },
  E_SPOOL: {
    cause:
      'Der temporäre Ordner hat keinen Platz für das, was heruntergeladen oder entpackt wird, oder ist nicht beschreibbar.',
    remedy:
      'Schaffen Sie so viel Platz, wie die Meldung nennt, oder setzen Sie TMPDIR (unter Windows TEMP) auf einen Ordner auf einem anderen Datenträger.',
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
