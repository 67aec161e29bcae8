import '../compose/target.ts';
