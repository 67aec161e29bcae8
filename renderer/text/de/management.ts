import type { management as en } from '../en/management.ts';

export const management: typeof en = {
  title: 'Medienverwaltung',
  intro: 'Wie das Gerät den Standort findet, der ihm sagt, was zu tun ist.',
  label: 'Medienverwaltung',
  forRemote: 'für Geräte außerhalb des Firmennetzes',
  internet: {
    name: 'Internetbasierte Medien',
    what: 'Das Gerät spricht über das Internet mit einem Cloudverwaltungsgateway (CMG), aus jedem kabelgebundenen Netz.',
    then: 'Das Gateway wählen Sie auf der Seite „Startimage“.',
  },
  site: {
    name: 'Standortbasiertes Medium',
    what: 'Das Gerät spricht mit dem einen Verwaltungspunkt, den Sie nennen, und mit keinem anderen.',
    then: 'Den Verwaltungspunkt wählen Sie auf der Seite „Startimage“.',
  },
  dynamic: {
    name: 'Dynamisches Medium',
    what: 'Der erste Verwaltungspunkt kann das Gerät anhand der Standortgrenzen an einen anderen weiterleiten.',
    then: 'Auf der Seite „Startimage“ ordnen Sie die Verwaltungspunkte für den ersten Kontakt.',
  },
  notOverGateway:
    'Ein Gateway bedient nur startbare Medien; vorab bereitgestellte Medien können deshalb nicht internetbasiert sein.',
  fallenBack:
    'Zuvor war internetbasiert gewählt; vorab bereitgestellte Medien sind stattdessen standortbasiert.',
  whyTitle: 'Warum nur internetbasierte Medien über ein Gateway funktionieren',
  why: 'Dynamische Medien suchen einen Verwaltungspunkt nach der Lage des Geräts im Firmennetz; eine solche Antwort wird über das Internet nie gegeben. Standortbasierte Medien nennen einen Verwaltungspunkt, den nur das Firmennetz erreicht.',
  vocabularyTitle: 'Zwei Wörter für dasselbe',
  vocabulary:
    'Die Technical Preview 2009 führte die Option „Internetbasierte Medien“ ein. Seit Current Branch 2010 speichert Configuration Manager dasselbe als standortbasiertes Medium, dessen Verwaltungspunkt das Gateway ist: Dort wählen Sie „Standortbasiertes Medium“ und fügen das Gateway als Verwaltungspunkt hinzu. Hier bleibt die klare Wahl, und auf das Medium wird geschrieben, was Current Branch liest.',
  help: {
    page: {
      title: 'Medienverwaltung',
      text: 'Internetbasiert: für Geräte außerhalb des Firmennetzes, durch ein Cloudverwaltungsgateway. In Configuration Manager ab 2010 heißt dasselbe standortbasiertes Medium mit dem Gateway als Verwaltungspunkt.\n\nStandortbasiert: für einen Verwaltungspunkt, den Sie nennen.\n\nDynamisch: für Geräte, die sich an mehreren Standorten befinden können.\n\nBekannte Fallen\n\n• Dynamische Medien scheitern mit HTTP 500, wenn ein Standort doppelte Objekte „Unbekannter Computer“ hat; richtig ist je eines für x86 und x64. Standortbasierte Medien sind nicht betroffen.\n\n• Medien kennen nur die Clientports des Standorts, an dem sie erstellt wurden. Medien eines Standorts der zentralen Verwaltung kennen die Ports der untergeordneten Standorte nicht.\n\n• Mit HTTPS muss jeder primäre Standort das Stammzertifikat des Standorts kennen, an dem dynamische Medien erstellt wurden. Bei verschiedenen Stammzertifikaten erstellen Sie standortbasierte Medien, eines je Standort.\n\n• Die Verbindung geht nur über Kabel: Windows PE hat kein WLAN.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
  },
};
