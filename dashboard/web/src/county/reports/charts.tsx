/** The charts of a report; each bar leads to its rows. */
import { useMemo } from 'react';
import type { Figure, Report } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { ledgerLink } from '../ledger/filters.ts';
import { AXIS, Chart, type ChartOption } from './chart.tsx';

const TOWNSHIPS = 12;

export function Charts({ report }: { report: Report }) {
  const { t } = useTranslation();
  const { days, kind, parts, whole } = report;
  const hasAlerts = days.some(({ byType }) => byType.length > 0);
  const hasBlind = parts.some(({ blindHours }) => blindHours > 0);
  return (
    <div className="report-charts">
      {kind !== 'day' && hasAlerts && (
        <section>
          <h3>{t('reports.byDay')}</h3>
          <DaysChart report={report} />
        </section>
      )}
      {hasAlerts && (
        <section>
          <h3>{t('reports.outcomes')}</h3>
          <OutcomesChart report={report} />
        </section>
      )}
      {whole.stages.some(({ stage, reached }) => stage !== 'committed' && reached.count > 0) && (
        <section>
          <h3>{t('reports.spread')}</h3>
          <SpreadChart report={report} />
        </section>
      )}
      {hasBlind && (
        <section>
          <h3>{t('reports.blindByTownship')}</h3>
          <BlindChart report={report} />
        </section>
      )}
    </div>
  );
}

function DaysChart({ report: { days, whole } }: { report: Report }) {
  const { t } = useTranslation();
  const types = useMemo(
    () => [...new Set(days.flatMap(({ byType }) => byType.map(({ name }) => name)))].sort(),
    [days],
  );
  const figureAt = (type: string | undefined, day: number): Figure | undefined =>
    days[day]?.byType.find(({ name }) => name === type)?.figure;
  const option = useMemo<ChartOption>(
    () => ({
      xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)), ...AXIS },
      yAxis: { type: 'value', minInterval: 1, ...AXIS },
      series: types.map((type) => ({
        ...{ type: 'bar', stack: 'type', name: t(`type.${type}`) },
        data: days.map(({ byType }) => byType.find(({ name }) => name === type)?.figure.count ?? 0),
      })),
    }),
    [days, types, t],
  );
  return (
    <Chart
      label={t('reports.byDay')}
      option={option}
      linkOf={(series, day) => {
        const figure = figureAt(types[series], day);
        return figure && ledgerLink(whole.base, figure.where);
      }}
    />
  );
}

const OUTCOMES = ['true', 'false', 'test', 'open'] as const;
const OUTCOME_COLOURS = { true: '#ff7875', false: '#8b9bab', test: '#b37feb', open: '#fadb14' } as const;

function OutcomesChart({ report: { whole } }: { report: Report }) {
  const { t } = useTranslation();
  const option = useMemo<ChartOption>(
    () => ({
      legend: { show: false },
      xAxis: { type: 'value', minInterval: 1, ...AXIS },
      yAxis: {
        ...{ type: 'category', inverse: true, ...AXIS },
        data: OUTCOMES.map((outcome) => t(outcome === 'open' ? 'reports.open' : `outcome.${outcome}`)),
      },
      series: [
        {
          ...{ type: 'bar', barMaxWidth: 32, label: { show: true, position: 'right', color: '#e6edf3' } },
          data: OUTCOMES.map((outcome) => ({
            value: whole.outcomes[outcome].count,
            itemStyle: { color: OUTCOME_COLOURS[outcome] },
          })),
        },
      ],
    }),
    [whole, t],
  );
  return (
    <Chart
      label={t('reports.outcomes')}
      option={option}
      linkOf={(_, index) => {
        const outcome = OUTCOMES[index];
        return outcome && ledgerLink(whole.base, whole.outcomes[outcome].where);
      }}
    />
  );
}

/** Seconds are those of the spread's edges. */
function spreadLabel({ where: { overS, withinS } }: Figure): string {
  const words = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`);
  if (withinS === undefined) return `> ${words(overS ?? 0)}`;
  return `≤ ${words(withinS)}`;
}

function SpreadChart({ report: { whole } }: { report: Report }) {
  const { t } = useTranslation();
  const stages = useMemo(
    () => whole.stages.filter(({ reached, stage }) => stage !== 'committed' && reached.count > 0),
    [whole],
  );
  const option = useMemo<ChartOption>(
    () => ({
      xAxis: { type: 'category', data: (stages[0]?.spread ?? []).map(spreadLabel), ...AXIS },
      yAxis: { type: 'value', minInterval: 1, ...AXIS },
      series: stages.map(({ spread, stage }) => ({
        ...{ type: 'bar', name: t(`stage.${stage}`), data: spread.map(({ count }) => count) },
      })),
    }),
    [stages, t],
  );
  return (
    <Chart
      label={t('reports.spread')}
      option={option}
      linkOf={(series, index) => {
        const figure = stages[series]?.spread[index];
        return figure && ledgerLink(whole.base, figure.where);
      }}
    />
  );
}

function BlindChart({ report: { parts } }: { report: Report }) {
  const { t } = useTranslation();
  const shown = useMemo(
    () =>
      parts
        .filter(({ blindHours }) => blindHours > 0)
        .sort((a, b) => b.blindHours - a.blindHours)
        .slice(0, TOWNSHIPS),
    [parts],
  );
  const option = useMemo<ChartOption>(
    () => ({
      legend: { show: false },
      xAxis: {
        ...{ type: 'category', ...AXIS },
        data: shown.map(({ division }) => division.names.at(-1) ?? division.code),
      },
      yAxis: { type: 'value', ...AXIS },
      series: [
        {
          ...{ type: 'bar', barMaxWidth: 32, itemStyle: { color: '#fa8c16' } },
          data: shown.map(({ blindHours }) => Math.round(blindHours * 10) / 10),
        },
      ],
    }),
    [shown],
  );
  return (
    <Chart
      label={t('reports.blindByTownship')}
      option={option}
      linkOf={(_, index) => {
        const part = shown[index];
        return part && ledgerLink(part.base, { type: ['camera_blind'] });
      }}
    />
  );
}
