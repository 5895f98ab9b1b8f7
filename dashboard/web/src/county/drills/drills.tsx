/** Drills: started for a village or township, and what each showed. */
import { App as AntApp, Button, Empty, Space, Table, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { Drill } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { usePaged } from '../../shared/use-paged.ts';
import { useCounty } from '../shell/county-context.tsx';
import { DivisionPick } from '../shell/division-pick.tsx';
import { drillsApi, exportUrl } from './api.ts';
import { DrillReport } from './drill-report.tsx';
import './drills.css';
import { placeText, secondsText } from './words.ts';

/** White on each must be readable. */
const COLOURS = { unanswered: '#9a4a06', running: '#6d28d9', passed: '#2b6e1c', failed: '#b3261e' } as const;

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'drill-confirm' };

export function Drills() {
  const { t } = useTranslation();
  const { user } = useCounty();
  const { modal } = AntApp.useApp();
  const [division, setDivision] = useState(user.division);
  const [shown, setShown] = useState<string>();
  const [fault, setFault] = useState<unknown>();
  const drills = usePaged(useCallback((cursor) => drillsApi.list(division, cursor), [division]));
  const mayStart = user.role !== 'auditor';
  // A county at once is no drill of a village.
  const isStartable = division.length >= 9;
  const start = async (): Promise<void> => {
    setFault(undefined);
    try {
      setShown((await drillsApi.start(division)).drillId);
    } catch (error) {
      setFault(error);
    }
    drills.reload();
  };
  const ask = (): void => {
    void modal.confirm({
      title: t('drills.confirm'),
      content: t('drills.confirmHint'),
      okText: t('drills.start'),
      cancelText: t('cancel'),
      okButtonProps: TEST_ID,
      onOk: start,
    });
  };
  return (
    <main className="page drills">
      <div className="page-head">
        <h2>{t('page.drills')}</h2>
        <p className="drills-intro">{t('drills.intro')}</p>
      </div>
      <Space wrap className="drills-bar">
        <label htmlFor="drills-division">{t('drills.division')}</label>
        <DivisionPick id="drills-division" value={division} onChange={setDivision} isEmptyAllowed />
        {mayStart && (
          <Button type="primary" disabled={!isStartable} data-testid="drill-start" onClick={ask}>
            {t('drills.start')}
          </Button>
        )}
        <Button href={exportUrl({ division, lang: currentLanguage() })} data-testid="drills-export">
          {t('drills.export')}
        </Button>
      </Space>
      {mayStart && !isStartable && <p className="drills-hint">{t('drills.chooseHint')}</p>}
      <FaultAlert error={fault ?? drills.error} />
      <List drills={drills.items} isLoading={drills.isLoading} onShow={setShown} />
      {drills.hasMore && <Button onClick={drills.more}>{t('drills.more')}</Button>}
      {shown !== undefined && <DrillReport drillId={shown} onClose={() => setShown(undefined)} />}
    </main>
  );
}

interface ListProps {
  readonly drills: readonly Drill[];
  readonly isLoading: boolean;
  readonly onShow: (drillId: string) => void;
}

function List({ drills, isLoading, onShow }: ListProps) {
  const { t } = useTranslation();
  const afterOf = (drill: Drill, kind: string): string => {
    const afterS = drill.stages.find((stage) => stage.kind === kind)?.afterS ?? null;
    return afterS === null ? '—' : secondsText(afterS);
  };
  return (
    <Table<Drill>
      rowKey="drillId"
      size="middle"
      dataSource={drills}
      pagination={false}
      loading={isLoading && drills.length === 0}
      locale={{ emptyText: isLoading ? ' ' : <Empty description={t('drills.none')} /> }}
      onRow={({ drillId, verdict }) =>
        ({ 'data-testid': 'drill-row', 'data-verdict': verdict, onClick: () => onShow(drillId) }) as object
      }
      columns={[
        {
          title: t('drills.startedAt'),
          render: (_, { drillId, startedAt }) => (
            <Button type="link" className="drills-link" onClick={() => onShow(drillId)}>
              {formatDateTime(startedAt, currentLanguage())}
            </Button>
          ),
        },
        { title: t('drills.division'), render: (_, drill) => placeText(drill) },
        {
          title: t('drills.verdict'),
          render: (_, { verdict }) => <Tag color={COLOURS[verdict]}>{t(`drillVerdict.${verdict}`)}</Tag>,
        },
        { title: t('drillStage.taken'), responsive: ['md'], render: (_, drill) => afterOf(drill, 'taken') },
        {
          title: t('drillStage.on_scene'),
          responsive: ['md'],
          render: (_, drill) => afterOf(drill, 'on_scene'),
        },
        { title: t('drillStage.closed'), responsive: ['md'], render: (_, drill) => afterOf(drill, 'closed') },
        { title: t('drills.startedBy'), responsive: ['lg'], dataIndex: 'startedBy' },
      ]}
    />
  );
}
