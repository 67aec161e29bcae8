/**
 * The process that writes drives: started by the builder, elevated where that is needed, and never by hand. Standard
 * input and output (or a socket it connects to) are a conversation in frames; nothing else may print there.
 */
import { selfCheck } from '#devices/self-check.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { runWriter } from './run-writer.ts';

void runWriter({ drives: thisMachine(), check: () => selfCheck() });
