import '../web/imports-lab.ts';
