/** The ledger and the reports over HTTP: who may, within what, and what is written down about it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import {
  type LimitsView,
  ledgerPageSchema,
  type Report,
  reportSchema,
} from '../../../edge-config/contracts/rest.ts';
import { type PEOPLE, send, startTestConsole, type TestConsole } from '../../support/console.ts';
import { makeAlerts } from '../../support/ledger-rows.ts';
import { unzip } from '../../support/zip.ts';

const MADE = 130;

describe('the ledger and the reports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const config = { kind: 'embedded', directory: join(folder, 'database') } as const;
  let test: TestConsole;

  beforeAll(async () => {
    const database = await openDatabase(config);
    const [fromMs, toMs] = [Date.parse('2026-03-02T00:00:00Z'), Date.parse('2026-03-30T00:00:00Z')];
    await makeAlerts(database, { count: MADE, fromMs, toMs });
    await database.destroy();
    test = await startTestConsole(config);
  }, 120_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (path: string, person: keyof typeof PEOPLE = 'auditor', body?: unknown) =>
    send(`${test.url}${path}`, body === undefined ? 'GET' : 'PUT', body, await test.cookieOf(person));
  const all = 'status=actual&status=exercise&status=test&merged=show';

  it('come page by page by the cursor, the total with the first', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = ledgerPageSchema.parse(await (await ask(`/api/ledger?${all}&limit=50${next}`)).json());
      expect(page.total).toEqual(pages === 0 ? { count: MADE, isMore: false } : null);
      seen.push(...page.rows.map(({ alertId }) => alertId));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== null);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, MADE, MADE]);
  });

  it.each(['cursor=nothing', 'type=unknown', 'withinS=60', 'from=yesterday', 'division=52', 'wrong=1'])(
    'refuse what is not understood: %s',
    async (query) => {
      const answer = await ask(`/api/ledger?${query}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        400,
        'REQUEST_INVALID',
      ]);
    },
  );

  it('keep everybody to the own division, and the responder out', async () => {
    const own = ledgerPageSchema.parse(await (await ask(`/api/ledger?${all}&limit=200`, 'elsewhere')).json());
    expect(own.rows.length).toBeGreaterThan(5);
    expect(own.rows.every(({ division }) => division.code.startsWith('520603'))).toBe(true);
    const refused = [
      await ask('/api/ledger?division=520602', 'elsewhere'),
      await ask('/api/ledger/export?format=csv&division=', 'elsewhere'),
      await ask('/api/reports/month?period=2026-03&division=5206', 'elsewhere'),
      await ask('/api/ledger', 'responder'),
      await ask('/api/reports/month?period=2026-03', 'responder'),
      await ask('/api/report-limits', 'auditor', { division: '', limits: limits(0.9) }),
      await ask('/api/reports/conclusion', 'auditor', conclusion('x')),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
  });

  it('are exported as files in the language asked for', async () => {
    const csv = await ask(`/api/ledger/export?format=csv&lang=en&${all}`, 'administrator');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="ledger-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(csv.headers.get('x-ledger-rows')).toBe(String(MADE));
    expect((await csv.text()).split('\n')[0]).toContain('Alert,Occurred');
    const xlsx = await ask(`/api/ledger/export?format=xlsx&${all}`);
    expect(xlsx.headers.get('content-type')).toContain('spreadsheetml');
    expect([...unzip(Buffer.from(await xlsx.arrayBuffer())).keys()]).toContain('xl/workbook.xml');
    const docx = await ask('/api/reports/document?kind=month&period=2026-03&lang=zh');
    expect(docx.headers.get('content-type')).toContain('wordprocessingml');
    expect([...unzip(Buffer.from(await docx.arrayBuffer())).keys()]).toContain('word/document.xml');
  });

  it('grade by the limits that the county has set, and carry its conclusion', async () => {
    const read = async (): Promise<Report> =>
      reportSchema.parse(await (await ask('/api/reports/month?period=2026-03&division=520602')).json());
    expect((await read()).whole.grade).toBe('fail');
    const set = await ask('/api/report-limits', 'administrator', { division: '520602', limits: limits(0) });
    expect((await set.json()) as LimitsView).toMatchObject({
      division: '520602',
      updatedBy: 'administrator',
    });
    const graded = await read();
    expect(graded.whole.grade).toBe('excellent');
    expect(graded.whole.kpis[0]).toMatchObject({ limit: 0, isMet: true });
    // Another county keeps the defaults.
    const other = (await (await ask('/api/report-limits?division=520603')).json()) as LimitsView;
    expect(other).toMatchObject({
      division: '',
      limits: { acknowledgedFirst: { share: 0.975 } },
      updatedAt: null,
    });
    await ask('/api/reports/conclusion', 'administrator', conclusion('  加强夜间巡查 '));
    expect((await read()).conclusion).toMatchObject({ text: '加强夜间巡查', updatedBy: 'administrator' });
    await ask('/api/reports/conclusion', 'administrator', conclusion(''));
    expect((await read()).conclusion).toBeNull();
    expect((await ask('/api/reports/month?period=2026-13')).status).toBe(400);
  });

  it('write down who exported, set, wrote, and was refused', async () => {
    await test.stop();
    const database = await openDatabase(config);
    const rows = await database.selectFrom('audit').selectAll().orderBy('id').execute();
    await database.destroy();
    const of = (what: string) => rows.filter((row) => row.what === what);
    expect(of('export ledger').map(({ actor, subject }) => [actor, subject])).toEqual([
      ['administrator administrator', 'all divisions'],
      ['auditor auditor', 'all divisions'],
    ]);
    expect(of('export ledger')[0]?.detail).toMatch(`${MADE} rows as csv`);
    expect(of('export report')).toHaveLength(1);
    expect(of('set report limits').map(({ subject }) => subject)).toEqual(['520602']);
    expect(of('write report conclusion')).toHaveLength(2);
    expect(of('refused')).toHaveLength(7);
  });
});

function limits(share: number) {
  return {
    acknowledgedFirst: { withinS: 60, share },
    acknowledgedSecond: { withinS: 180, share },
    attended: { withinS: 2700, share },
    falsePerCameraMonth: 1000,
  };
}

function conclusion(text: string) {
  return { kind: 'month', period: '2026-03', division: '520602', text };
}
