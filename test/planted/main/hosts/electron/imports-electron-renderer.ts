import 'electron/renderer';
