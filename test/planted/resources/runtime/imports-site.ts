import '../../main/site/target.ts';
