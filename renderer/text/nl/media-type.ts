import type { mediaType as en } from '../en/media-type.ts';

export const mediaType: typeof en = {
  title: 'Mediatype selecteren',
  intro: 'Het doel van de media bepaalt waar ze starten en wat erop staat.',
  kindLabel: 'Mediatype',
  starts: 'Start: {{where}}',
  carries: 'Bevat: {{what}}',
  notBuilt: 'nog niet beschikbaar',
  notBuiltBar:
    'Dit soort media kan nog niet worden gemaakt. U kunt alle pagina’s tot en met de samenvatting invullen en de aanvraag opslaan; die is bruikbaar zodra het zover is.',
  bootable: {
    name: 'Opstartbare media',
    what: 'Voor een computer waarvan Windows niet meer start: hij wordt via het netwerk opnieuw geïnstalleerd, ook via internet door een cloudbeheergateway.',
    starts: 'vanaf de stick of cd; vraagt daarna een beheerpunt of de gateway',
    carries: 'de opstartinstallatiekopie; al het andere wordt gedownload',
  },
  standalone: {
    name: 'Zelfstandige media',
    what: 'Voor plaatsen zonder netwerk: een volledige implementatie van een besturingssysteem op één medium.',
    starts: 'vanaf de stick of dvd; geen netwerk nodig',
    carries: 'opstartinstallatiekopie, takenreeks en alle inhoud waarnaar die verwijst',
  },
  prestaged: {
    name: 'Voorbereide media',
    what: 'Voor de fabrikant of de voorbereiding: het besturingssysteem staat op de schijf voordat de computer wordt geleverd.',
    starts: 'vanaf de schijf waarop ze zijn toegepast; de eerste start vraagt een beheerpunt',
    carries: 'opstartinstallatiekopie, installatiekopie en gekozen inhoud als WIM-bestand',
  },
  capture: {
    name: 'Opnamemedia',
    what: 'Om van een referentiecomputer een installatiekopie van het besturingssysteem te maken.',
    starts: 'in het volledige Windows van de referentiecomputer of vanaf de media',
    carries: 'opstartinstallatiekopie en de opnametakenreeks',
  },
  unattended: 'Implementatie van het besturingssysteem zonder toezicht toestaan',
  unattendedHint:
    'Op het apparaat wordt niet naar netwerkinstellingen of optionele takenreeksen gevraagd. Een mediawachtwoord wordt nog steeds gevraagd.',
  site: 'Site',
  connection: 'Verbinding',
  siteHint: 'Opstartinstallatiekopieën, gateways en takenreeksen komen van deze site.',
  siteReading: 'De site wordt gelezen…',
  siteIs: '{{code}} · {{name}} · versie {{version}}',
  siteOffline: 'De site antwoordt niet; gebruikt wordt wat op {{time}} is gelezen.',
  siteFailed: 'De site kon niet worden gelezen',
  sitesFailed: 'De siteverbindingen konden niet worden gelezen',
  manageSites: 'Siteverbindingen',
  lab: 'Labsite (ingebouwd)',
  help: {
    page: {
      title: 'Mediatype selecteren',
      text: 'Opstartbare media bevatten een opstartinstallatiekopie en de weg naar de site. Alleen deze werken via een cloudbeheergateway.\n\nZelfstandige media bevatten alles en hebben geen netwerk nodig.\n\nVoorbereide media zijn een WIM-bestand dat vóór levering op een schijf wordt toegepast.\n\nOpnamemedia maken van een referentiecomputer een installatiekopie van het besturingssysteem.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-task-sequence-media',
    },
    unattended: {
      title: 'Implementatie zonder toezicht',
      text: 'Het apparaat vraagt niet naar netwerkinstellingen en biedt geen optionele takenreeksen aan. Het wachtwoord van de media wordt nog steeds gevraagd.\n\nVoor een start zonder enige vraag implementeert u de takenreeks voor “Alleen media en PXE (verborgen)” en stelt u de mediavariabele SMSTSPreferredAdvertID in op de id van de implementatie.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    site: {
      title: 'Site',
      text: 'De media worden gemaakt uit de lijsten van deze site en daar geregistreerd. Andere sites voegt u toe onder “Sites”.\n\nDe labsite is ingebouwd: die gedraagt zich als een Configuration Manager-site en heeft alleen deze computer nodig.\n\nMicrosoft raadt aan opstartbare en voorbereide media op een primaire site te maken; een centrale-beheersite mist de gegevens van de basiscertificaten en de clientpoorten van de onderliggende sites.',
    },
  },
};
