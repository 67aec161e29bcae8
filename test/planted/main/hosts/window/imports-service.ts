import '../../service/target.ts';
