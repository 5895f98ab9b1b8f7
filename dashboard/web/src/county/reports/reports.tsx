/** Reports 报告: a day, week or month in figures, each of which leads to its rows in the ledger. */
import { Empty, Spin, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { PeriodKind, Report } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { Fault } from '../ledger/fault.tsx';
import { chinaDay } from '../ledger/times.ts';
import { useCounty } from '../shell/county-context.tsx';
import { type ReportOrder, reports } from './api.ts';
import { Charts } from './charts.tsx';
import { Conclusion } from './conclusion.tsx';
import { FigureBase, FigureLink } from './figure.tsx';
import { LimitsEditor } from './limits-editor.tsx';
import { periodOfDay } from './periods.ts';
import { ReportBar } from './report-bar.tsx';
import './reports.css';
import { KpiTable, PlaceList, StageTable, TownshipTable } from './tables.tsx';
import { GradeTag, percent, placeName, rounded } from './words.tsx';

const COUNTY_DIGITS = 6;

export function Reports() {
  const { user } = useCounty();
  const [search, setSearch] = useSearchParams();
  const order = readOrder(search);
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<unknown>();
  const [isEditing, setEditing] = useState(false);
  const { division, kind, period } = order;
  const load = useCallback(() => {
    let isOver = false;
    setReport(undefined);
    setError(undefined);
    reports.read({ kind, period, division }).then(
      (read) => isOver || setReport(read),
      (fault: unknown) => isOver || setError(fault),
    );
    return () => {
      isOver = true;
    };
  }, [kind, period, division]);
  useEffect(load, [load]);
  const choose = (next: ReportOrder): void =>
    setSearch({
      ...{ kind: next.kind, period: next.period },
      ...(next.division === undefined ? {} : { division: next.division }),
    });
  const scope = division ?? user.division;
  return (
    <main className="page reports">
      <ReportBar
        order={order}
        onChange={choose}
        onLimits={user.role === 'administrator' ? () => setEditing(true) : undefined}
      />
      {error !== undefined && <Fault error={error} onRetry={load} />}
      {report === undefined && error === undefined && <Spin className="loading" size="large" />}
      {report && (
        <ReportView
          report={report}
          canWrite={user.role === 'administrator' || user.role === 'operator'}
          onDivision={(code) => choose({ ...order, division: code })}
          onUp={
            scope.length > user.division.length ? () => choose({ ...order, division: undefined }) : undefined
          }
          onConclusion={(conclusion) => setReport({ ...report, conclusion })}
        />
      )}
      {isEditing && (
        <LimitsEditor
          division={scope.slice(0, COUNTY_DIGITS)}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            load();
          }}
        />
      )}
    </main>
  );
}

function readOrder(search: URLSearchParams): ReportOrder {
  const given = search.get('kind');
  const kind: PeriodKind = given === 'week' || given === 'day' ? given : 'month';
  const period = search.get('period') ?? periodOfDay(kind, chinaDay(Date.now()));
  return { kind, period, division: search.get('division') ?? undefined };
}

interface ReportViewProps {
  readonly report: Report;
  readonly canWrite: boolean;
  readonly onDivision: (division: string) => void;
  /** Back to the own division; undefined when it is shown. */
  readonly onUp: (() => void) | undefined;
  readonly onConclusion: (conclusion: Report['conclusion']) => void;
}

function ReportView({ canWrite, onConclusion, onDivision, onUp, report }: ReportViewProps) {
  const { t } = useTranslation();
  const { whole } = report;
  return (
    <FigureBase base={whole.base}>
      <header className="report-head">
        <h2>
          {placeName(whole, t)} · {t(`reports.title.${report.kind}`)} · {report.period}
        </h2>
        <GradeTag grade={whole.grade} />
        {report.isRunning && <Tag color="blue">{t('reports.running')}</Tag>}
        {onUp && (
          <button type="button" className="figure" onClick={onUp}>
            {t('reports.up')}
          </button>
        )}
      </header>
      <Summary report={report} />
      <div className="report-columns">
        <section>
          <h3>{t('reports.kpis')}</h3>
          <KpiTable scope={whole} />
        </section>
        <section>
          <h3>{t('reports.stages')}</h3>
          <StageTable scope={whole} />
        </section>
      </div>
      <Charts report={report} />
      {report.parts.length > 0 && (
        <section>
          <h3>{t('reports.townships')}</h3>
          <TownshipTable parts={report.parts} onChoose={onDivision} />
        </section>
      )}
      <div className="report-columns three">
        <section>
          <h3>{t('reports.falseCameras')}</h3>
          <PlaceList places={report.falseCameras} empty={t('reports.noFalseCameras')} />
        </section>
        <section>
          <h3>{t('reports.blindCameras')}</h3>
          <PlaceList places={report.blindCameras} empty={t('reports.noBlindCameras')} />
        </section>
        <section>
          <h3>{t('reports.households')}</h3>
          <PlaceList places={report.households} empty={t('reports.noHouseholds')} />
        </section>
      </div>
      <Analysis report={report} />
      <Conclusion
        key={`${report.kind} ${report.period} ${whole.base.division}`}
        report={report}
        canWrite={canWrite}
        onSaved={onConclusion}
      />
    </FigureBase>
  );
}

function Summary({ report: { before, whole } }: { report: Report }) {
  const { t } = useTranslation();
  const { outcomes } = whole;
  const figures = [
    ['reports.alerts', whole.total],
    ['outcome.true', outcomes.true],
    ['outcome.false', outcomes.false],
    ['reports.closedAsTest', outcomes.test],
    ['reports.open', outcomes.open],
    ['ledger.late', whole.late],
    ['reports.exercises', whole.exercises],
    ['reports.tests', whole.tests],
    ['reports.merged', whole.merged],
  ] as const;
  if (whole.total.count === 0 && whole.exercises.count + whole.tests.count === 0) {
    return <Empty description={t('reports.empty')}>{t('reports.emptyHint')}</Empty>;
  }
  return (
    <dl className="report-summary">
      {figures.map(([key, figure]) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>
            <FigureLink figure={figure} />
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('reports.before')}</dt>
        <dd>
          <FigureLink figure={before.total} base={before.base} />
        </dd>
      </div>
      <div>
        <dt>{t('reports.falseRate')}</dt>
        <dd>
          <FigureLink figure={outcomes.false}>{percent(whole.falseRate)}</FigureLink>
        </dd>
      </div>
      <div>
        <dt>{t('reports.perCameraMonth')}</dt>
        <dd>
          <FigureLink figure={whole.total}>
            {whole.perCameraMonth === null ? '—' : whole.perCameraMonth.toFixed(2)}
          </FigureLink>
        </dd>
      </div>
      <div>
        <dt>{t('reports.blindHours')}</dt>
        <dd>{rounded(whole.blindHours)}</dd>
      </div>
      {[
        ...whole.byType.map(({ figure, name }) => ({ figure, key: `type.${name}` })),
        ...whole.bySeverity.map(({ figure, name }) => ({ figure, key: `severity.${name}` })),
      ].map(({ figure, key }) => (
        <div key={key} className="small">
          <dt>{t(key)}</dt>
          <dd>
            <FigureLink figure={figure} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Analysis({ report: { analysis } }: { report: Report }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <section className="analysis">
      <h3>{t('reports.analysis')}</h3>
      {analysis.map(({ paragraphs, title }) => (
        <div key={title.en}>
          <h4>{title[language]}</h4>
          {paragraphs.map((paragraph) => (
            <p key={paragraph.en}>{paragraph[language]}</p>
          ))}
        </div>
      ))}
    </section>
  );
}
