import '../../lab/target.ts';
