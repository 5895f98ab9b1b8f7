/** The ledger 台账: every alert that was, by filter. */
import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Empty, Popover, Table } from 'antd';
import { type UIEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useSearch, useSearchParams } from 'wouter';
import { useTranslation } from '../../shared/language.ts';
import { AlertDrawer } from './alert-drawer.tsx';
import { keepShownColumns, type LedgerColumn, ledgerColumns, readShownColumns } from './columns.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { Fault } from './fault.tsx';
import { FilterBar } from './filter-bar.tsx';
import { readFilters, toSearch } from './filters.ts';
import './ledger.css';
import { type LedgerState, useLedger } from './use-ledger.ts';

/** So near to the end the next page is asked for, px. */
const AHEAD_PX = 400;

export function Ledger() {
  const { t } = useTranslation();
  const filters = readFilters(useSearch());
  const [, setSearch] = useSearchParams();
  const search = toSearch(filters);
  const ledger = useLedger(search);
  const [openId, setOpenId] = useState<string>();
  const [shown, setShown] = useState(readShownColumns);
  const columns = useMemo(() => ledgerColumns(t, setOpenId), [t]);
  const { total } = ledger;
  return (
    <main className="page ledger">
      <header className="ledger-head">
        <h2>{t('ledger.title')}</h2>
        <output data-testid="ledger-total" data-count={total?.count}>
          {total && t(total.isMore ? 'ledger.totalMore' : 'ledger.total', { count: total.count })}
        </output>
        <div className="ledger-tools">
          <ExportButtons search={search} isEmpty={total?.count === 0} />
          <ColumnChoice
            columns={columns}
            shown={shown}
            onChange={(keys) => {
              setShown(keys);
              keepShownColumns(keys);
            }}
          />
        </div>
      </header>
      <FilterBar filters={filters} onChange={(next) => setSearch(toSearch(next))} />
      {ledger.error !== undefined && <Fault error={ledger.error} onRetry={ledger.reload} />}
      <Rows
        ledger={ledger}
        columns={columns.filter(({ key }, index) => index === 0 || shown.includes(key))}
        onOpen={setOpenId}
      />
      <AlertDrawer alertId={openId} onClose={() => setOpenId(undefined)} />
    </main>
  );
}

interface RowsProps {
  readonly ledger: LedgerState;
  readonly columns: LedgerColumn[];
  readonly onOpen: (alertId: string) => void;
}

function Rows({ columns, ledger, onOpen }: RowsProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const heightPx = useHeight(box);
  const scrolled = ({
    currentTarget: { clientHeight, scrollHeight, scrollTop },
  }: UIEvent<HTMLDivElement>) => {
    if (scrollHeight - scrollTop - clientHeight < AHEAD_PX) ledger.loadMore();
  };
  return (
    <>
      <div ref={box} className="ledger-rows">
        <Table
          virtual
          size="small"
          rowKey="alertId"
          columns={columns}
          dataSource={ledger.rows}
          loading={ledger.isLoading}
          pagination={false}
          scroll={{ x: columns.reduce((sum, { width }) => sum + width, 0), y: Math.max(200, heightPx - 40) }}
          onScroll={scrolled}
          onRow={({ alertId }) => ({ onClick: () => onOpen(alertId) })}
          locale={{
            emptyText: ledger.isLoading ? (
              ' '
            ) : (
              <Empty description={t('ledger.empty')}>{t('ledger.emptyHint')}</Empty>
            ),
          }}
        />
      </div>
      {ledger.hasMore && (
        <Button type="link" className="ledger-next" onClick={ledger.loadMore}>
          {t('ledger.shown', { count: ledger.rows.length })}
        </Button>
      )}
    </>
  );
}

function useHeight(box: React.RefObject<HTMLElement | null>): number {
  const [heightPx, setHeightPx] = useState(400);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return heightPx;
}

interface ColumnChoiceProps {
  readonly columns: readonly LedgerColumn[];
  readonly shown: readonly string[];
  readonly onChange: (keys: string[]) => void;
}

function ColumnChoice({ columns, onChange, shown }: ColumnChoiceProps) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group
          className="ledger-column-choice"
          value={[...shown]}
          onChange={onChange}
          options={columns.slice(1).map(({ key, title }) => ({ value: key, label: String(title) }))}
        />
      }
    >
      <Button icon={<SettingOutlined />}>{t('ledger.columns')}</Button>
    </Popover>
  );
}
