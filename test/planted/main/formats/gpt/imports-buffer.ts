import 'node:buffer';
