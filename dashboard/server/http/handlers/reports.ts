/** Reports: figures, limits, conclusions, documents. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { PeriodKind, REPORT_ROUTES, UserView } from '../../../../edge-config/contracts/rest.ts';
import { type Period, periodOf } from '../../../domain/report/period.ts';
import { buildReport, conclusionKey, LIMITS_KEY, limitsFor, readConclusion } from '../../reports/build.ts';
import { documentOf } from '../../reports/document.ts';
import { readSettings, removeSetting, writeSetting } from '../../store/settings.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function reportHandlers(context: HandlerContext): HandlersOf<typeof REPORT_ROUTES> {
  const { clock, database, divisions } = context;

  async function limitsView(division: string) {
    const { limits, setting } = limitsFor(await readSettings(database, LIMITS_KEY), division);
    return {
      division: setting?.division ?? '',
      limits,
      updatedAt: setting?.updatedAt ?? null,
      updatedBy: setting?.updatedBy ?? null,
    };
  }

  return {
    getReport: async ({ params: { kind }, query, user }) => {
      const division = within(user, query.division);
      const period = requirePeriod(kind, query.period);
      return buildReport(database, divisions, { division, kind, period, nowMs: clock.wallMs() });
    },
    reportDocument: async ({ query: { kind, lang, ...query }, reply, user }) => {
      const division = within(user, query.division);
      const period = requirePeriod(kind, query.period);
      const nowMs = clock.wallMs();
      const report = await buildReport(database, divisions, { division, kind, period, nowMs });
      const detail = `${kind} ${query.period} in ${lang}`;
      await audit(context, user, { what: 'export report', subject: nameOf(division), detail });
      reply.header('Content-Disposition', `attachment; filename="report-${kind}-${query.period}.docx"`);
      return documentOf(report, { language: lang, nowMs });
    },
    writeConclusion: async ({ body: { division, kind, period, text }, user }) => {
      within(user, division);
      requirePeriod(kind, period);
      const key = conclusionKey(kind, period);
      const setting = { key, division, value: text, at: instantOf(context), by: user.displayName };
      if (text === '') await removeSetting(database, key, division);
      else await writeSetting(database, setting);
      const detail = `${kind} ${period}, ${text.length} characters`;
      await audit(context, user, { what: 'write report conclusion', subject: nameOf(division), detail });
      return { conclusion: await readConclusion(database, kind, period, division) };
    },
    getReportLimits: async ({ query, user }) => limitsView(within(user, query.division)),
    setReportLimits: async ({ body: { division, limits }, user }) => {
      within(user, division);
      const setting = { key: LIMITS_KEY, division, value: limits, at: instantOf(context) };
      await writeSetting(database, { ...setting, by: user.displayName });
      await audit(context, user, {
        what: 'set report limits',
        subject: nameOf(division),
        detail: JSON.stringify(limits),
      });
      return limitsView(division);
    },
  };
}

/** @throws ShouwangError FORBIDDEN */
function within(user: UserView, division = user.division): string {
  requireWithin(user, division, `the report of ${nameOf(division)}`);
  return division;
}

function nameOf(division: string): string {
  return division === '' ? 'all divisions' : division;
}

/** @throws ShouwangError REQUEST_INVALID */
function requirePeriod(kind: PeriodKind, name: string): Period {
  const period = periodOf(kind, name);
  if (period === undefined) throw new ShouwangError('REQUEST_INVALID', `there is no ${kind} ${name}`);
  return period;
}
