import '../../lab/target.ts';
import '../../media/target.ts';
