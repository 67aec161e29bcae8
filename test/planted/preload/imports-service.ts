import '../main/service/target.ts';
