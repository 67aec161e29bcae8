import '../../site/target.ts';
