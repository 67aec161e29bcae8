import '../devices/imports-site.ts';
