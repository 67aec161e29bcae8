import type { management as en } from '../en/management.ts';

export const management: typeof en = {
  title: 'Mediabeheer',
  intro: 'Hoe het apparaat de site vindt die zegt wat er moet gebeuren.',
  label: 'Mediabeheer',
  forRemote: 'voor apparaten buiten het bedrijfsnetwerk',
  internet: {
    name: 'Op internet gebaseerde media',
    what: 'Het apparaat communiceert via internet met een cloudbeheergateway (CMG), vanuit elk bekabeld netwerk.',
    then: 'De gateway kiest u op de pagina “Opstartinstallatiekopie”.',
  },
  site: {
    name: 'Op site gebaseerde media',
    what: 'Het apparaat communiceert met het ene beheerpunt dat u noemt, en met geen ander.',
    then: 'Het beheerpunt kiest u op de pagina “Opstartinstallatiekopie”.',
  },
  dynamic: {
    name: 'Dynamische media',
    what: 'Het eerste beheerpunt kan het apparaat op basis van de sitegrenzen doorverwijzen naar een ander.',
    then: 'Op de pagina “Opstartinstallatiekopie” zet u de beheerpunten voor het eerste contact in volgorde.',
  },
  notOverGateway:
    'Een gateway bedient alleen opstartbare media; voorbereide media kunnen daarom niet op internet gebaseerd zijn.',
  fallenBack:
    'Eerder was op internet gebaseerd gekozen; voorbereide media zijn in plaats daarvan op site gebaseerd.',
  whyTitle: 'Waarom alleen op internet gebaseerde media via een gateway werken',
  why: 'Dynamische media zoeken een beheerpunt op basis van de plaats van het apparaat in het bedrijfsnetwerk; zo’n antwoord wordt nooit via internet gegeven. Op site gebaseerde media noemen een beheerpunt dat alleen vanuit het bedrijfsnetwerk bereikbaar is.',
  vocabularyTitle: 'Twee woorden voor hetzelfde',
  vocabulary:
    'Technical preview 2009 introduceerde de optie “Op internet gebaseerde media”. Sinds current branch 2010 slaat Configuration Manager hetzelfde op als op site gebaseerde media waarvan het beheerpunt de gateway is: daar kiest u “Op site gebaseerde media” en voegt u de gateway als beheerpunt toe. Hier blijft de duidelijke keuze, en op de media komt te staan wat current branch leest.',
  help: {
    page: {
      title: 'Mediabeheer',
      text: 'Op internet gebaseerd: voor apparaten buiten het bedrijfsnetwerk, via een cloudbeheergateway. In Configuration Manager 2010 en later heet hetzelfde op site gebaseerde media met de gateway als beheerpunt.\n\nOp site gebaseerd: voor één beheerpunt dat u noemt.\n\nDynamisch: voor apparaten die zich op meerdere sites kunnen bevinden.\n\nBekende valkuilen\n\n• Dynamische media mislukken met HTTP 500 wanneer een site dubbele objecten “Onbekende computer” heeft; één voor x86 en één voor x64 is juist. Op site gebaseerde media hebben daar geen last van.\n\n• Media kennen alleen de clientpoorten van de site waar ze zijn gemaakt. Media van een centrale-beheersite kennen de poorten van de onderliggende sites niet.\n\n• Met HTTPS moet elke primaire site het basiscertificaat kennen van de site waar dynamische media zijn gemaakt. Bij verschillende basiscertificaten maakt u op site gebaseerde media, één per site.\n\n• De verbinding gaat alleen via een kabel: Windows PE heeft geen wifi.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
  },
};
