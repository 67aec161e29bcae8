/** Words of: Completion; and of labels and notes, wherever they are shown. */
export const completion = {
  title: 'Completion',
  headline: {
    all_one: 'The output is finished and verified.',
    all_other: 'All {{count}} outputs are finished and verified.',
    some: '{{verified}} of {{total}} outputs are finished and verified.',
    none: 'No output was finished.',
    cancelled: 'The run was cancelled.',
    cancelledSome: 'The run was cancelled; {{verified}} of {{total}} outputs were finished before.',
  },
  someBody: 'What failed or was cancelled starts no computer. The reasons are in the rows below.',
  failedTitle: 'The run failed',
  results: 'Results',
  hash: 'SHA-256',
  verifyNow: 'Verify now',
  verifyRow: 'Verify {{name}} now',
  medium: 'The medium',
  facts: {
    mediaId: 'Media ID',
    thumbprint: 'Certificate thumbprint (SHA-1)',
    label: 'Label',
    kind: 'Kind',
    site: 'Site',
    cmg: 'Cloud management gateway (CMG)',
    bootImage: 'Boot image',
    content: 'Content',
    created: 'Created',
    stops: 'Stops working',
  },
  notes: 'Worth knowing',
  note: {
    'weak-algorithm': 'The media variables are protected with AES-128; AES-256 is the default.',
    'no-password-allowed': 'Without a password anybody who finds the medium can read all of it.',
    'unattended-without-password':
      'Unattended and without a password: whoever starts a computer from it erases that computer.',
    'certificate-end-unknown':
      'When the certificate file ends is known once it was opened with its password.',
    'token-end-unknown':
      'The media token may end before the certificate; the site tells when the medium is registered.',
    'gateway-without-content':
      'The gateway is not enabled for content: task sequences with content cannot run over it.',
    'no-password': 'The medium has no password: anybody who finds it can read all of it.',
    'weak-password': 'The password is weak: it can be broken in a foreseeable time.',
    'certificate-outlives-token':
      'The media token ends before the certificate; the medium stops working then.',
    'history-not-written': 'The medium is good, but it could not be noted in the history.',
  },
  next: 'What next',
  more: 'Make more of the same',
  moreHint:
    'Same choices and new outputs; the password is asked for again. It becomes a medium with its own ID.',
  newMedium: 'New medium',
  printLabel: 'Print labels',
  gone: 'This run is not known any more. What was made is in the history.',
  toHistory: 'Open the history',
  print: {
    title: 'Print labels',
    paper: 'Paper',
    a4: 'A4 sheet with 24 labels of 70 × 37 mm',
    single: 'Label printer, 70 × 37 mm',
    count: 'Number of labels',
    firstPlace: 'First free label',
    firstPlaceHint: 'On a sheet that was used before; counted row by row from the upper left.',
    hint: 'Print at actual size (100 %), without margins and without headers.',
    action: 'Print',
    site: 'Site {{site}}',
    created: 'Created {{date}}',
    until: 'Works until {{date}}',
    qr: 'QR code with the media ID {{id}}',
  },
  help: {
    page: {
      title: 'Completion',
      text: 'Every output with what became of it. “Verified” means that all of it was read back from the drive or file and is what was meant to be written.\n\nThe media ID and the thumbprint of the certificate name the medium in the console: with the thumbprint it can be blocked under Security > Certificates.',
    },
    print: {
      title: 'Labels',
      text: 'A label tells sticks apart: what it is, for which site and gateway, until when it works, and the media ID as a QR code to find it in the history.\n\nThe size is that of common label sheets, 70 × 37 mm, 24 on an A4 page.',
    },
  },
};
