import { join } from 'node:path';
import { expect, it } from 'vitest';
import { householdCardSchema } from '../../../edge-config/contracts/rest.ts';
import { seedDemoVillage } from '../../../edge-config/demo/seed-village.ts';
import { GUARDIAN, payload, ROOT, send, startTestConsole } from '../../support/console.ts';
import { sampleHousehold } from '../../support/households.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** As gateways send them: the console may not have subscribed yet. */
const RETAINED = { qos: 1, retain: true } as const;

it('writes the demo’s village down once its gateway was heard', async () => {
  const test = await startTestConsole({ kind: 'embedded', directory: join(tempFolder(), 'database') });
  try {
    const cookie = await test.cookieOf('administrator');
    const village = {
      ...{ gatewayId: 'gw-1', householdId: 'home', guardianId: GUARDIAN.guardianId, village: '520602101202' },
    };
    const seeding = seedDemoVillage(test.url, cookie, { village });
    const gateway = await test.gateway();
    const at = new Date().toISOString();
    const status = payload('shouwang.gateway-status.v1', {
      ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
      ...{ bornAt: at, aliveAt: at },
    });
    await gateway.publishAsync(`${ROOT}/status`, status, RETAINED);
    const household = payload('shouwang.household-status.v1', sampleHousehold());
    await gateway.publishAsync(`${ROOT}/household/home/status`, household, RETAINED);
    await seeding;
    const answer = await send(`${test.url}/api/households/gw-1/home/card`, 'GET', undefined, cookie);
    expect(householdCardSchema.parse(await answer.json())).toMatchObject({
      division: { code: '520602101202' },
      residents: [{ kind: 'elder' }, { kind: 'child' }],
      contacts: [{ id: GUARDIAN.guardianId, relation: '女儿', phoneEnding: '21' }],
    });
  } finally {
    await test.stop();
  }
}, 240_000);
