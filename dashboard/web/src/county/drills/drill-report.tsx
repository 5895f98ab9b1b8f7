/** What one drill showed: its stages as a table and as a line of time; read again while it runs. */
import { Button, Drawer, Space, Table, Tag } from 'antd';
import { useCallback, useEffect, useMemo } from 'react';
import { Link } from 'wouter';
import type { DrillStageView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useLoad } from '../escalation/use-load.ts';
import { AXIS, Chart, type ChartOption } from '../reports/chart.tsx';
import { drillsApi, exportUrl } from './api.ts';
import { placeText, secondsText } from './words.ts';

const AGAIN_MS = 3000;

export function DrillReport({ drillId, onClose }: { drillId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { error, reload, value: drill } = useLoad(useCallback(() => drillsApi.read(drillId), [drillId]));
  const isRunning = drill?.verdict === 'running';
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(reload, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  return (
    <Drawer
      open
      size="large"
      rootClassName="drill-report"
      title={t('drills.report')}
      onClose={onClose}
      data-testid="drill-report"
    >
      <FaultAlert error={error} />
      {drill !== undefined && (
        <>
          <p className="drills-head">
            <Tag color="#6d28d9">{t('status.exercise')}</Tag> <strong>{placeText(drill)}</strong> ·{' '}
            {formatDateTime(drill.startedAt, currentLanguage())} · {drill.startedBy} · {drill.gatewayId}/
            {drill.cameraId}
          </p>
          <p data-testid="drill-verdict" data-verdict={drill.verdict} className={`verdict ${drill.verdict}`}>
            {t(`drillVerdict.${drill.verdict}`)}
          </p>
          {drill.stages.length > 0 && <Line stages={drill.stages} />}
          <Stages stages={drill.stages} />
          <p className="drills-hint">{t('drills.clockHint')}</p>
          <Space wrap>
            {isRunning && (
              <Link href="/" className="as-button">
                {t('drills.toBoard')}
              </Link>
            )}
            <Button href={exportUrl({ drillId, lang: currentLanguage() })}>{t('drills.export')}</Button>
          </Space>
        </>
      )}
    </Drawer>
  );
}

function stageText(stage: DrillStageView, t: (key: string) => string): string {
  const roles = stage.roles.map((role) => t(`role.${role}`)).join(t('listComma'));
  return [t(`drillStage.${stage.kind}`), roles, stage.who].filter((part) => part !== '').join(' · ');
}

function Stages({ stages }: { stages: readonly DrillStageView[] }) {
  const { t } = useTranslation();
  return (
    <Table<DrillStageView>
      rowKey={(stage) => `${stage.kind} ${stage.at} ${stage.roles.join()}`}
      size="small"
      pagination={false}
      dataSource={stages}
      onRow={({ isMet, kind }) =>
        ({ 'data-testid': 'drill-stage', 'data-kind': kind, 'data-met': String(isMet) }) as object
      }
      columns={[
        { title: t('drills.stage'), render: (_, stage) => stageText(stage, t) },
        {
          title: t('drills.at'),
          responsive: ['md'],
          render: (_, { at }) => (at === null ? '—' : formatDateTime(at, currentLanguage())),
        },
        {
          title: t('drills.after'),
          render: (_, { afterS }) => (afterS === null ? t('drills.notYet') : secondsText(afterS)),
        },
        { title: t('drills.limit'), render: (_, { limitS }) => (limitS === null ? '' : secondsText(limitS)) },
        {
          title: t('drills.met'),
          render: (_, { isMet }) =>
            isMet === null ? (
              ''
            ) : (
              <Tag color={isMet ? '#2b6e1c' : '#b3261e'}>{t(isMet ? 'drills.yes' : 'drills.no')}</Tag>
            ),
        },
      ]}
    />
  );
}

/** The palette of verdicts, as on the page. */
const COLOUR = { yes: '#52c41a', no: '#ff4d4f', none: '#8b5cf6' } as const;

function Line({ stages }: { stages: readonly DrillStageView[] }) {
  const { t } = useTranslation();
  const option = useMemo((): ChartOption => {
    const reached = stages.filter(({ afterS }) => afterS !== null);
    return {
      grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: 'value', name: 's', ...AXIS },
      yAxis: {
        type: 'category',
        inverse: true,
        data: reached.map((stage) => stageText(stage, t)),
        ...AXIS,
        axisLabel: { ...AXIS.axisLabel, width: 170, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 14,
          label: {
            show: true,
            position: 'right',
            color: '#c6d1dc',
            formatter: ({ value }) => secondsText(Number(value)),
          },
          data: reached.map(({ afterS, isMet }) => ({
            value: Math.max(afterS ?? 0, 0),
            itemStyle: { color: COLOUR[isMet === null ? 'none' : isMet ? 'yes' : 'no'] },
          })),
        },
      ],
    };
  }, [stages, t]);
  return <Chart label={t('drills.line')} option={option} linkOf={() => undefined} />;
}
