/** The tables of a report. */
import { Table, type TableColumnsType, Tag } from 'antd';
import type { Report, ScopeReport } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { tookText } from '../ledger/times.ts';
import { FigureLink } from './figure.tsx';
import { GradeTag, kpiLimit, kpiName, kpiValue, percent, placeName, rounded } from './words.tsx';

const PLAIN = { size: 'small', pagination: false } as const;

export function KpiTable({ scope }: { scope: ScopeReport }) {
  const { t } = useTranslation();
  return (
    <Table
      {...PLAIN}
      rowKey="key"
      dataSource={scope.kpis}
      columns={[
        { title: t('reports.kpi'), render: (_, kpi) => kpiName(kpi, t) },
        {
          title: t('reports.value'),
          align: 'right',
          render: (_, kpi) => <FigureLink figure={kpi.counted}>{kpiValue(kpi)}</FigureLink>,
        },
        { title: t('reports.limit'), align: 'right', render: (_, kpi) => kpiLimit(kpi) },
        {
          title: t('reports.missed'),
          align: 'right',
          render: (_, { missed, of }) =>
            missed === null || of === null ? (
              '—'
            ) : (
              <>
                <FigureLink figure={missed} /> / <FigureLink figure={of} />
              </>
            ),
        },
        {
          title: t('reports.result'),
          render: (_, { isMet }) =>
            isMet === null ? (
              <Tag>{t('grade.none')}</Tag>
            ) : (
              <Tag color={isMet ? 'green' : 'red'}>{t(isMet ? 'reports.met' : 'reports.notMet')}</Tag>
            ),
        },
      ]}
      scroll={{ x: 'max-content' }}
    />
  );
}

export function StageTable({ scope }: { scope: ScopeReport }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <Table
      {...PLAIN}
      rowKey="stage"
      dataSource={scope.stages}
      columns={[
        { title: t('reports.stage'), render: (_, { stage }) => t(`stage.${stage}`) },
        {
          title: t('reports.reached'),
          align: 'right',
          render: (_, { reached }) => <FigureLink figure={reached} />,
        },
        ...(['p50S', 'p95S'] as const).map((key) => ({
          title: t(`reports.${key}`),
          align: 'right' as const,
          render: (_: unknown, times: ScopeReport['stages'][number]) => (
            <FigureLink figure={times.reached}>{tookText(times[key], language)}</FigureLink>
          ),
        })),
      ]}
      scroll={{ x: 'max-content' }}
    />
  );
}

interface TownshipTableProps {
  readonly parts: readonly ScopeReport[];
  readonly onChoose: (division: string) => void;
}

const GRADES = ['excellent', 'good', 'pass', 'fail', null];

export function TownshipTable({ onChoose, parts }: TownshipTableProps) {
  const { t } = useTranslation();
  const counted = (
    title: string,
    figureOf: (part: ScopeReport) => ScopeReport['total'],
  ): TableColumnsType<ScopeReport>[number] => ({
    title,
    align: 'right',
    sorter: (a, b) => figureOf(a).count - figureOf(b).count,
    render: (_, part) => <FigureLink figure={figureOf(part)} base={part.base} />,
  });
  const kpi = (key: ScopeReport['kpis'][number]['key']): TableColumnsType<ScopeReport>[number] => ({
    title: t(`reports.short.${key}`),
    align: 'right',
    render: (_, part) => {
      const found = part.kpis.find((each) => each.key === key);
      return found === undefined || found.value === null ? (
        '—'
      ) : (
        <FigureLink figure={found.counted} base={part.base}>
          <span className={found.isMet === false ? 'not-met' : ''}>{kpiValue(found)}</span>
        </FigureLink>
      );
    },
  });
  return (
    <Table
      size="small"
      rowKey={({ division }) => division.code}
      dataSource={[...parts]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: t('reports.noTownships') }}
      columns={[
        {
          title: t('reports.township'),
          fixed: 'left',
          render: (_, part) => (
            <button type="button" className="figure" onClick={() => onChoose(part.division.code)}>
              {placeName(part, t)}
            </button>
          ),
        },
        {
          title: t('reports.grade'),
          sorter: (a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade),
          render: (_, { grade }) => <GradeTag grade={grade} />,
        },
        counted(t('reports.alerts'), ({ total }) => total),
        counted(t('outcome.true'), ({ outcomes }) => outcomes.true),
        counted(t('outcome.false'), ({ outcomes }) => outcomes.false),
        counted(t('reports.open'), ({ outcomes }) => outcomes.open),
        {
          title: t('reports.falseRate'),
          align: 'right',
          render: (_, { base, falseRate, outcomes }) =>
            falseRate === null ? (
              '—'
            ) : (
              <FigureLink figure={outcomes.false} base={base}>
                {percent(falseRate)}
              </FigureLink>
            ),
        },
        kpi('acknowledgedFirst'),
        kpi('acknowledgedSecond'),
        kpi('attended'),
        kpi('falsePerCameraMonth'),
        {
          title: t('reports.blindHours'),
          align: 'right',
          sorter: (a, b) => a.blindHours - b.blindHours,
          render: (_, { blindHours }) => rounded(blindHours),
        },
      ]}
    />
  );
}

type Place = Report['households'][number] & { readonly hours?: number };

/** Cameras or households, each with its number of alerts. */
export function PlaceList({ empty, places }: { places: readonly Place[]; empty: string }) {
  const { t } = useTranslation();
  if (places.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <ol className="places">
      {places.map(({ division, figure, gatewayId, hours, id, label }) => (
        <li key={`${gatewayId} ${id}`}>
          <span>
            {label} <span className="quiet">{division.names.at(-1) ?? division.code}</span>
          </span>
          <span>
            {hours !== undefined && <>{t('reports.hours', { count: rounded(hours) })} · </>}
            <FigureLink figure={figure}>{t('reports.times', { count: figure.count })}</FigureLink>
          </span>
        </li>
      ))}
    </ol>
  );
}
