/** Cause and remedy in German: errors of the on-device program. A code that is missing or not known does not compile. */
import type { Advice } from '../advice.ts';
import type { runtimeCodes } from '../runtime-codes.ts';

export const runtimeAdviceDe = {
  E_RT_MEDIUM_NOT_FOUND: {
    cause: 'Der Stick oder Datenträger, von dem dieser Computer gestartet wurde, ist nicht mehr zu finden.',
    remedy:
      'Lassen Sie den Stick direkt am Computer stecken, nicht an einem Hub oder Bildschirm, und versuchen Sie es erneut.',
  },
  E_RT_MEDIUM_DAMAGED: {
    cause: 'Eine Datei auf dem Stick oder Datenträger fehlt oder ist nicht lesbar.',
    remedy:
      'Versuchen Sie einen anderen USB-Anschluss. Geschieht es wieder, bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_MEDIUM_CONTENT: {
    cause: 'Dem Stick oder Datenträger fehlt etwas, um Ihre Organisation zu erreichen.',
    remedy: 'Das lässt sich hier nicht beheben. Bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_MEDIUM_KIND: {
    cause:
      'Dieser Stick oder Datenträger ist nicht dafür gemacht, eine Tasksequenz über das Internet zu starten.',
    remedy: 'Bitten Sie den Helpdesk um startbare Medien.',
  },
  E_RT_PRESTART: {
    cause: 'Der Befehl, den Ihre Organisation vor allem anderen ausführt, endete mit einem Fehler.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_NO_ADAPTER: {
    cause: 'Dieser Computer hat keinen Netzwerkanschluss für Kabel, der hier verwendet werden kann.',
    remedy:
      'Nehmen Sie einen Kabeladapter oder eine Dockingstation vom Helpdesk, stecken Sie sie ein und versuchen Sie es erneut. WLAN geht nicht.',
  },
  E_RT_NO_LINK: {
    cause: 'Es ist kein Netzwerkkabel angeschlossen, oder das Gerät am anderen Ende ist ausgeschaltet.',
    remedy:
      'Verbinden Sie den Computer mit einem Netzwerkkabel mit Ihrem Router, warten Sie auf seine Lichter und versuchen Sie es erneut.',
  },
  E_RT_NO_ADDRESS: {
    cause: 'Das Netzwerk hat diesem Computer keine Adresse gegeben.',
    remedy:
      'Prüfen Sie, ob andere Geräte online sind, verwenden Sie einen anderen Anschluss des Routers oder starten Sie ihn neu, und versuchen Sie es erneut.',
  },
  E_RT_NAME: {
    cause: 'Das Netzwerk kennt die Adresse des Gateways Ihrer Organisation nicht.',
    remedy:
      'Prüfen Sie, ob andere Geräte online sind, starten Sie den Router neu und versuchen Sie es erneut.',
  },
  E_RT_CMG_UNREACHABLE: {
    cause: 'Das Gateway Ihrer Organisation ist aus diesem Netzwerk nicht erreichbar.',
    remedy:
      'Prüfen Sie, ob andere Geräte online sind. In einem Hotel- oder Gastnetz nehmen Sie ein anderes Netzwerk. Versuchen Sie es dann erneut.',
  },
  E_RT_CMG_STOPPED: {
    cause: 'Ihre Organisation hat ihr Gateway ausgeschaltet.',
    remedy: 'Fragen Sie den Helpdesk, wann es wieder an ist, und versuchen Sie es dann erneut.',
  },
  E_RT_CMG_BUSY: {
    cause: 'Das Gateway Ihrer Organisation ist überlastet oder gestört; es wurde mehrmals gefragt.',
    remedy:
      'Warten Sie einige Minuten und versuchen Sie es dann erneut. Hält es an, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_DEVICE_UNKNOWN: {
    cause:
      'Ihre Organisation kennt diesen Computer nicht, und dieser Stick ist nicht für unbekannte Computer.',
    remedy:
      'Bitten Sie den Helpdesk, diesen Computer einzutragen oder einen Stick für unbekannte Computer zu erstellen.',
  },
  E_RT_CMG_UNTRUSTED: {
    cause:
      'Der Server, der geantwortet hat, ist nicht der, für den dieser Stick erstellt wurde. Er wurde nichts gefragt.',
    remedy:
      'Machen Sie in diesem Netzwerk nicht weiter: Etwas liest hier mit. Nehmen Sie ein anderes Netzwerk, oder rufen Sie den Helpdesk an.',
  },
  E_RT_CLOCK: {
    cause: 'Die Uhr dieses Computers geht falsch, deshalb sehen Zertifikate ungültig aus.',
    remedy:
      'Starten Sie neu, öffnen Sie die Einstellungen des Computers (oft F2 oder Entf), stellen Sie Datum und Uhrzeit (UTC) und starten Sie erneut.',
  },
  E_RT_MEDIA_BLOCKED: {
    cause: 'Ihre Organisation hat diesen Stick gesperrt.',
    remedy: 'Er kann nicht mehr verwendet werden. Bitten Sie den Helpdesk um einen neuen.',
  },
  E_RT_MEDIA_EXPIRED: {
    cause: 'Dieser Stick ist zu alt: Sein Zertifikat ist abgelaufen oder gilt noch nicht.',
    remedy:
      'Prüfen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_MEDIA_UNREGISTERED: {
    cause: 'Ihre Organisation kennt diesen Stick nicht.',
    remedy: 'Fragen Sie den Helpdesk, ob er diesen Stick erstellt hat; er kann einen neuen erstellen.',
  },
  E_RT_MEDIA_TOKEN: {
    cause:
      'Der Ausweis auf diesem Stick, der das Gateway öffnet, wurde abgelehnt; er gilt nur begrenzte Zeit.',
    remedy: 'Bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_MEDIA_TOKEN_FOREIGN: {
    cause: 'Der Ausweis auf diesem Stick gehört zu einer anderen Organisation oder zu einem anderen Stick.',
    remedy: 'Bitten Sie den Helpdesk um einen neuen Stick vom Standort des unten genannten Gateways.',
  },
  E_RT_CMG_NOT_ALLOWED: {
    cause: 'Ihre Organisation erlaubt diesem Computer ihr Gateway nicht.',
    remedy:
      'Bitten Sie den Helpdesk, das Cloudverwaltungsgateway in den Clienteinstellungen zu erlauben, und versuchen Sie es erneut.',
  },
  E_RT_REPLAYED: {
    cause: 'Das Gateway erhielt dieselbe Nachricht zweimal und lehnte die zweite ab.',
    remedy:
      'Verwenden Sie ein anderes Netzwerk und versuchen Sie es erneut: Etwas in diesem wiederholt, was gesendet wird.',
  },
  E_RT_REGISTRATION: {
    cause: 'Ihre Organisation hat diesen Computer nicht als einen ihrer eigenen angenommen.',
    remedy:
      'Starten Sie den Computer neu, um es erneut zu versuchen. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_REGISTRATION_TOKEN: {
    cause:
      'Der Ausweis, mit dem sich dieser Computer registrieren sollte, ist abgelaufen, gesperrt oder gehört zu etwas anderem.',
    remedy:
      'Bitten Sie den Helpdesk um ein neues Massenregistrierungstoken, oder installieren Sie den Computer neu.',
  },
  E_RT_CLIENT_TOKEN_EXPIRED: {
    cause: 'Der Ausweis dieses Computers ist abgelaufen: Er wurde 90 Tage lang nicht erneuert.',
    remedy:
      'Verbinden Sie den Computer mit dem Büronetzwerk, oder bitten Sie den Helpdesk um ein Massenregistrierungstoken.',
  },
  E_RT_CLIENT_TOKEN_BLOCKED: {
    cause: 'Ihre Organisation hat den Ausweis dieses Computers gesperrt.',
    remedy: 'Fragen Sie den Helpdesk nach dem Grund; hier lässt sich nichts tun.',
  },
  E_RT_CLIENT_TOKEN: {
    cause:
      'Das Gateway hat den Ausweis dieses Computers nicht angenommen: Er ist beschädigt oder gehört zu einem anderen.',
    remedy:
      'Starten Sie den Computer neu. Geschieht es wieder, bitten Sie den Helpdesk um ein Massenregistrierungstoken.',
  },
  E_RT_CLIENT_UNREGISTERED: {
    cause: 'Ihre Organisation kennt diesen Computer nicht mehr.',
    remedy:
      'Bitten Sie den Helpdesk um ein Massenregistrierungstoken oder darum, den Computer neu zu installieren.',
  },
  E_RT_CLIENT_SIGNATURE: {
    cause: 'Das Gateway hat die Signatur dieses Computers nicht angenommen.',
    remedy:
      'Prüfen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_MEDIA_SIGNATURE: {
    cause: 'Das Gateway hat die Signatur dieses Sticks nicht angenommen.',
    remedy:
      'Prüfen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_SITE_REFUSED: {
    cause: 'Das Gateway hat abgelehnt, was dieser Computer wollte.',
    remedy:
      'Versuchen Sie es in einigen Minuten erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_SITE_ANSWER: {
    cause: 'Das Gateway hat etwas geantwortet, das dieses Programm nicht versteht.',
    remedy:
      'Versuchen Sie es in einigen Minuten erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_POLICY_HASH: {
    cause: 'Anweisungen Ihrer Organisation kamen beschädigt oder verändert an und wurden nicht verwendet.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_POLICY_SECRET: {
    cause: 'Anweisungen Ihrer Organisation ließen sich mit dem Zertifikat dieses Sticks nicht öffnen.',
    remedy: 'Bitten Sie den Helpdesk um einen neuen Stick.',
  },
  E_RT_NO_TASK_SEQUENCE: {
    cause: 'Ihre Organisation hat für diesen Computer nichts bereit.',
    remedy:
      'Bitten Sie den Helpdesk, eine Tasksequenz für diesen Computer oder für unbekannte Computer bereitzustellen, und versuchen Sie es erneut.',
  },
  E_RT_PREFERRED_MISSING: {
    cause: 'Die Tasksequenz, für die dieser Stick erstellt wurde, wird nicht mehr angeboten.',
    remedy: 'Bitten Sie den Helpdesk, sie wieder bereitzustellen oder einen neuen Stick zu erstellen.',
  },
  E_RT_CONTENT_LOCATION: {
    cause: 'Dateien, die die Tasksequenz braucht, werden nicht über das Internet angeboten.',
    remedy:
      'Bitten Sie den Helpdesk, das Paket unten an ein Gateway mit Inhalten zu verteilen, und versuchen Sie es erneut.',
  },
  E_RT_CONTENT_INTRANET: {
    cause:
      'Dateien, die die Tasksequenz braucht, gibt es nur auf Servern Ihrer Organisation, wo dieser Stick sie nicht lesen kann.',
    remedy:
      'Nennen Sie dem Helpdesk die drei Dinge, die Inhalte von einem Gateway brauchen: Die Begrenzungsgruppe hat ein für Inhalte aktiviertes Gateway und die Option „Cloudbasierte Quellen lokalen Quellen vorziehen“; in den Clienteinstellungen gilt „Zugriff auf Cloudverteilungspunkt zulassen“. Versuchen Sie es danach erneut.',
  },
  E_RT_CONTENT_DOWNLOAD: {
    cause: 'Dateien, die die Tasksequenz braucht, konnten nicht heruntergeladen werden.',
    remedy:
      'Prüfen Sie Kabel und Router und versuchen Sie es erneut. Was angekommen ist, bleibt erhalten, solange der Computer an ist.',
  },
  E_RT_CONTENT_HASH: {
    cause:
      'Dateien, die die Tasksequenz braucht, kamen beschädigt oder verändert an und wurden nicht verwendet.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_RT_CONTENT_SPACE: {
    cause: 'Dieser Computer hat zu wenig Speicher für die Dateien, die die Tasksequenz braucht.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; es braucht einen anderen Computer oder eine kleinere Tasksequenz.',
  },
  E_RT_CONTENT_METHOD: {
    cause: 'Die Tasksequenz will ihre Dateien auf eine Weise holen, die dieses Programm nicht kennt.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; die Bereitstellung oder die Tasksequenz muss geändert werden.',
  },
  E_RT_DEFECT: {
    cause:
      'Das Programm auf diesem Stick ist in einen Zustand geraten, den es nicht kennt. Das ist ein Fehler im Programm.',
    remedy:
      'Starten Sie den Computer neu und versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_XML: {
    cause: 'Die Tasksequenz ist nicht so geschrieben, wie dieses Programm sie lesen kann.',
    remedy: 'Nennen Sie dem Helpdesk den Text unten; die Tasksequenz muss berichtigt werden.',
  },
  E_TS_STEP_UNSUPPORTED: {
    cause: 'Die Tasksequenz enthält einen Schritt, den dieses Programm nicht kennt.',
    remedy: 'Nennen Sie dem Helpdesk den Namen des Schritts unten; die Tasksequenz muss geändert werden.',
  },
  E_TS_STEP_FAILED: {
    cause: 'Ein Schritt der Tasksequenz endete mit einem Fehler.',
    remedy:
      'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Schritt und die Nummer unten.',
  },
  E_TS_STEP_TIMEOUT: {
    cause: 'Ein Schritt der Tasksequenz dauerte länger, als er darf, und wurde beendet.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Schritt unten.',
  },
  E_TS_STATE: {
    cause:
      'Die Tasksequenz kann sich ihren Stand nicht merken: Es gibt noch keinen Datenträger dafür, oder er lässt sich nicht beschreiben.',
    remedy: 'Es wurde nichts neu gestartet. Nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_STATE_MISSING: {
    cause:
      'Dieser Computer wurde gestartet, um eine Tasksequenz fortzusetzen, aber ihr Stand ist nirgends verzeichnet.',
    remedy:
      'Starten Sie den Computer neu: Er startet sein eigenes System. Beginnen Sie sonst neu mit einem Stick.',
  },
  E_TS_STATE_DAMAGED: {
    cause:
      'Auf diesem Computer wurde eine Tasksequenz unterbrochen, und ihr Stand lässt sich nicht mehr lesen.',
    remedy: 'Starten Sie die Tasksequenz neu vom Stick. Was bisher installiert wurde, ist nicht vollständig.',
  },
  E_TS_INTERRUPTED: {
    cause: 'Der Computer ging mitten in einem Schritt aus, der kein zweites Mal ausgeführt werden darf.',
    remedy:
      'Starten Sie die Tasksequenz neu vom Stick. Geschieht es wieder, nennen Sie dem Helpdesk den Schritt unten.',
  },
  E_TS_ENVIRONMENT: {
    cause:
      'Ein Schritt der Tasksequenz ist für einen anderen Zeitpunkt bestimmt: vor oder nach der Installation des Betriebssystems.',
    remedy: 'Nennen Sie dem Helpdesk den Namen des Schritts unten; die Tasksequenz muss geändert werden.',
  },
  E_TS_NOT_READY: {
    cause: 'Dieser Computer erfüllt nicht, was die Tasksequenz verlangt.',
    remedy:
      'Es wurde nichts geändert. Der Text unten nennt, was fehlt; geben Sie ihn an den Helpdesk weiter.',
  },
  E_TS_UPGRADE_MEDIA: {
    cause:
      'Ein Upgrade des Betriebssystems über das Internet lässt sich nur im Softwarecenter starten, nicht von einem Stick oder Datenträger.',
    remedy:
      'Starten Sie den Computer von seinem eigenen Laufwerk und starten Sie das Upgrade im Softwarecenter.',
  },
  E_TS_CHILD: {
    cause:
      'Die Tasksequenz führt eine andere aus, die nicht mitgeliefert wurde, oder beide führen einander endlos aus.',
    remedy: 'Nennen Sie dem Helpdesk den Text unten; die Tasksequenz muss korrigiert werden.',
  },
  E_TS_DOWNLOAD_STEP: {
    cause:
      'Ein Schritt will Dateien herunterladen, obwohl alles vor dem Start heruntergeladen werden sollte.',
    remedy:
      'Nennen Sie dem Helpdesk den Schritt unten; die Bereitstellung oder die Tasksequenz muss geändert werden.',
  },
  E_TS_INSTALL: {
    cause: 'Ein Programm oder eine Anwendung ließ sich nicht installieren.',
    remedy: 'Nennen Sie dem Helpdesk den Namen und die Zahl unten.',
  },
  E_TS_CLIENT_STAGE: {
    cause: 'Das Verwaltungsprogramm Ihrer Organisation ließ sich nicht auf das neue System bringen.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_CLIENT_READY: {
    cause: 'Das neue System ließ sich nicht rechtzeitig bei Ihrer Organisation registrieren.',
    remedy:
      'Prüfen Sie Kabel und Router und starten Sie den Computer neu. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_VARIABLE_READ_ONLY: {
    cause: 'Ein Schritt wollte eine Variable ändern, die dem Programm gehört.',
    remedy: 'Nennen Sie dem Helpdesk den Namen der Variablen unten; die Tasksequenz muss geändert werden.',
  },
  E_TS_VARIABLE_LIMIT: {
    cause: 'Name oder Wert einer Tasksequenzvariablen ist leer, zu lang oder enthält unerlaubte Zeichen.',
    remedy: 'Nennen Sie dem Helpdesk den Namen der Variablen unten; die Tasksequenz muss geändert werden.',
  },
  E_TS_ACTION: {
    cause: 'Ein Schritt der Tasksequenz enthält einen Befehl, den dieses Programm nicht zerlegen kann.',
    remedy: 'Nennen Sie dem Helpdesk den Schritt unten; die Tasksequenz muss berichtigt werden.',
  },
  E_TS_DISK: {
    cause:
      'Ein Datenträger, den die Tasksequenz braucht, ist nicht vorhanden, nicht lesbar oder darf nicht beschrieben werden.',
    remedy: 'Ziehen Sie andere Laufwerke ab. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_PARTITION: {
    cause: 'Die Tasksequenz verlangt Partitionen, die auf diesem Datenträger nicht möglich sind.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; es braucht eine andere Tasksequenz oder einen anderen Datenträger.',
  },
  E_TS_VOLUME: {
    cause:
      'Das Volume, auf das die Tasksequenz schreiben will, ist nicht vorhanden oder hat kein passendes Dateisystem.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; der Datenträger muss vor diesem Schritt aufgeteilt und formatiert werden.',
  },
  E_TS_SPACE: {
    cause: 'Der Datenträger dieses Computers ist zu klein für das, was die Tasksequenz darauf ablegen will.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; es braucht einen größeren Datenträger oder ein kleineres Abbild.',
  },
  E_TS_IMAGE: {
    cause:
      'Das Abbild, das die Tasksequenz anwenden will, fehlt, ist beschädigt oder enthält das Verlangte nicht.',
    remedy: 'Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_APPLY: {
    cause:
      'Das Schreiben des Abbilds auf den Datenträger dieses Computers endete, bevor alles geschrieben war.',
    remedy:
      'Versuchen Sie es erneut. Geschieht es wieder, ist der Datenträger vielleicht verschlissen: Nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_NOT_STARTABLE: {
    cause: 'Das Abbild wurde geschrieben, aber dieser Computer kann nicht davon starten.',
    remedy:
      'Nennen Sie dem Helpdesk den Text unten; es braucht ein anderes Abbild oder eine andere Aufteilung des Datenträgers.',
  },
  E_TS_TOOL: {
    cause: 'Ein Programm, das den Datenträger aufteilt oder formatiert, endete mit einem Fehler.',
    remedy:
      'Versuchen Sie es erneut. Geschieht es wieder, ist der Datenträger vielleicht verschlissen: Nennen Sie dem Helpdesk den Text unten.',
  },
  E_TS_UNATTEND: {
    cause:
      'Einstellungen für das neue System fehlen oder sind nicht erlaubt, oder seine Antwortdatei ist nicht lesbar.',
    remedy: 'Nennen Sie dem Helpdesk den Text unten; die Tasksequenz muss geändert werden.',
  },
  E_TS_DRIVERS: {
    cause: 'Das Paket mit Treibern für diesen Computer enthält nichts, was installiert werden kann.',
    remedy: 'Nennen Sie dem Helpdesk den Text unten; das Treiberpaket muss geprüft werden.',
  },
} as const satisfies Readonly<Record<keyof typeof runtimeCodes, Advice>>;
