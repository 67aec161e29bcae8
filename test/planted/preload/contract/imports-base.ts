import '../../main/base/target.ts';
