import '../target.ts';
