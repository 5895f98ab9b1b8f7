// Worker threads do not inherit the TypeScript loader from every host process: it is registered here first.
import { register } from 'tsx/esm/api';

register();
await import('./xlsx-worker.ts');
