import '../../main/lab/target.ts';
