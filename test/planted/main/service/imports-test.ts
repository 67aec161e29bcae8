import '../../../support/oracle.ts';
