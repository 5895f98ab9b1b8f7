/**
 * Writes down the demo's village as its administrator would: by the console's own routes, after the gateway was heard.
 * Nothing in it is real; the number is of those that are kept free for fiction (+1 202 555 01xx).
 */
import type { HouseholdRow, SiteView } from '../contracts/rest.ts';

export interface DemoVillage {
  readonly gatewayId: string;
  readonly householdId: string;
  readonly guardianId: string;
  /** 12 digits, in the gateway's township. */
  readonly village: string;
}

const DEMO_VILLAGE: DemoVillage = {
  ...{ gatewayId: 'gw-demo', householdId: 'household-7', guardianId: 'guardian-1', village: '520602101202' },
};
const PHONE = '+12025550121';
const LOOK_EVERY_MS = 500;

/**
 * @param cookie of a signed-in administrator of the console.
 * @param signal ends the wait for the gateway.
 * @throws Error with what the console answered
 */
export async function seedDemoVillage(
  consoleUrl: string,
  cookie: string,
  { signal, village = DEMO_VILLAGE }: { readonly signal?: AbortSignal; readonly village?: DemoVillage } = {},
): Promise<void> {
  const ask = async <T>(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<T> => {
    const answer = await fetch(`${consoleUrl}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const put = (path: string, body: object): Promise<unknown> => ask('PUT', path, JSON.stringify(body));
  const { gatewayId, guardianId, householdId } = village;
  for (;;) {
    const { households } = await ask<{ households: HouseholdRow[] }>('GET', '/api/households?limit=200');
    if (households.some((row) => row.gatewayId === gatewayId && row.householdId === householdId)) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    signal?.throwIfAborted();
  }
  const place = { name: '坪茶村综治中心', kind: 'village_centre', longitude: null, latitude: null };
  const site = await ask<SiteView>(
    ...(['POST', '/api/sites', JSON.stringify({ ...place, division: village.village })] as const),
  );
  await put(`/api/gateways/${gatewayId}/record`, {
    ...{ name: '坪茶村网关', siteId: site.siteId, village: village.village },
  });
  const rows = [
    'gatewayId,householdId,address,village,residents,note,unitHead,gridWorker',
    `${gatewayId},${householdId},"三组 7 号，学校后面，白墙红门",,奶奶:老人;孙子:儿童,"院里有狗，请先喊门；奶奶耳背",,`,
  ];
  await ask('POST', '/api/import/households', rows.join('\n'), 'text/csv');
  await put(`/api/households/${gatewayId}/${householdId}/guardians`, {
    guardians: [{ guardianId, relation: '女儿' }],
  });
  await put(`/api/guardians/${guardianId}/phone`, { phone: PHONE });
}
