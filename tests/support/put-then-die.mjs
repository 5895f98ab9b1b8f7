// Writes one alert to the outbox in the folder given, then dies at once, as in a power cut.
import { register } from 'tsx/esm/api';

register();
const { SqliteOutbox } = await import('../../gateway/adapters/sqlite/outbox.ts');
const { sampleAlert } = await import('./alerts.ts');
const outbox = SqliteOutbox.open(process.argv[2], { wallMs: () => 5 });
outbox.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: Buffer.from('jpeg') });
process.kill(process.pid, 'SIGKILL');
