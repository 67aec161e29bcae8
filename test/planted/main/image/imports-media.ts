import '../media/target.ts';
