/** Templates of the files that can be imported: a header and one row as an example. */
import type { ImportKind } from './api.ts';

/** By this mark Excel knows that it is UTF-8. */
const UTF8_MARK = '\ufeff';

const LINES: Record<Exclude<ImportKind, 'shapes'>, readonly string[]> = {
  divisions: ['code,name', '520602101202,坪茶村村民委员会'],
  households: [
    'gatewayId,householdId,address,village,residents,note,unitHead,gridWorker',
    'gw-1,household-7,"三组 7 号，学校后面",520602101202,奶奶:老人;孙子:儿童,院里有狗，请先喊门,,',
  ],
  'guardian-phones': ['guardianId,phone', 'guardian-1,0856-5200000'],
  responders: ['responderId,role,label,division,phone', 'grid-3,网格员,三组网格员,520602101202,13800000000'],
};

const SHAPE = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { code: '520602' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [109.1, 27.6],
            [109.4, 27.6],
            [109.4, 27.9],
            [109.1, 27.6],
          ],
        ],
      },
    },
  ],
};

export function templateOf(kind: ImportKind): { readonly name: string; readonly text: string } {
  if (kind === 'shapes') return { name: 'shapes.geojson', text: JSON.stringify(SHAPE, null, 2) };
  return { name: `${kind}.csv`, text: `${UTF8_MARK}${LINES[kind].join('\r\n')}\r\n` };
}
