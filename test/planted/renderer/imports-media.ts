import '../main/media/target.ts';
