/** What the fault tests and the modules that they load into gateways and consoles have agreed on. */

/** Message: the threads of the model end. */
export const END_THREADS = 'end the threads of the model';
/** Message: the console dies at its next receipt. */
export const DIE_BEFORE_RECEIPT = 'die before the next receipt';
/** Environment: the waits between sessions of a camera are this many times shorter. */
export const WAITS_DIVIDED_BY = 'SHOUWANG_FAULTS_WAITS_DIVIDED_BY';
