import 'electron/main';
