import '../../media/target.ts';
