import '../../image/target.ts';
