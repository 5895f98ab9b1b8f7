import { join } from 'node:path';
import { it } from 'vitest';
import { startTestConsole } from '../../support/console.ts';
import { beginRequest } from '../../support/half-request.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('the console stops within seconds although somebody never ends a request', async () => {
  const test = await startTestConsole({ kind: 'embedded', directory: join(tempFolder(), 'database') });
  await beginRequest(Number(new URL(test.url).port), '/api/session');
  await test.stop();
});
