import '../site/target.ts';
