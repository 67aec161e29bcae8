import '../lab/target.ts';
