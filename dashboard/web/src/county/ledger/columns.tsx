/** Columns of the ledger's table, and which of them this browser shows. */
import { Button, type TableColumnType, Tag } from 'antd';
import type { LedgerRow } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage } from '../../shared/language.ts';
import { chinaTime, tookText } from './times.ts';

type Translate = (key: string) => string;
export type LedgerColumn = TableColumnType<LedgerRow> & { readonly key: string; readonly width: number };

const STAGES = ['committed', 'acknowledged', 'dispatched', 'on_scene', 'closed'] as const;
const SHOWN_AT_FIRST = [
  ...['severity', 'type', 'place', 'division', 'household', 'state', 'outcome'],
  ...['acknowledged', 'on_scene', 'closed', 'closedBy', 'note'],
];
const STORED = 'shouwang.ledger.columns';

/** The first opens the record, and is always there. */
export function ledgerColumns(t: Translate, onOpen: (alertId: string) => void): LedgerColumn[] {
  const column = (
    key: string,
    title: string,
    width: number,
    render: (row: LedgerRow) => React.ReactNode,
  ): LedgerColumn => ({ key, title, width, ellipsis: true, render: (_, row) => render(row) });
  return [
    column('occurred', t('ledger.occurredAt'), 172, (row) => (
      <Button
        type="link"
        className="ledger-open"
        title={t('ledger.open')}
        onClick={() => onOpen(row.alertId)}
      >
        {chinaTime(row.occurredAt)}
      </Button>
    )),
    column('severity', t('ledger.severity'), 86, (row) => (
      <span className={`ledger-severity severity-${row.severity}`}>{t(`severity.${row.severity}`)}</span>
    )),
    column('type', t('ledger.type'), 120, (row) => t(`type.${row.type}`)),
    column('status', t('ledger.status'), 80, (row) => t(`ledgerStatus.${row.status}`)),
    column('place', t('ledger.place'), 210, (row) => (
      <>
        {row.status !== 'actual' && <Tag color="purple">{t(`ledgerStatus.${row.status}`)}</Tag>}
        {row.late && <Tag color="orange">{t('ledger.late')}</Tag>}
        {row.mergedInto !== null && <Tag>{t('ledger.merged')}</Tag>}
        {row.placeLabel}
      </>
    )),
    column(
      'division',
      t('ledger.divisionNames'),
      210,
      (row) => row.division.names.join(' ') || row.division.code,
    ),
    column('camera', t('ledger.camera'), 140, (row) => row.camera?.name ?? '—'),
    column('household', t('ledger.household'), 140, (row) => row.household?.label ?? '—'),
    column('state', t('ledger.state'), 116, (row) => t(`ledgerState.${row.state}`)),
    column('outcome', t('ledger.outcome'), 100, (row) =>
      row.outcome === null ? '—' : t(`outcome.${row.outcome}`),
    ),
    ...STAGES.map((stage) => ({
      ...column(stage, t(`stage.${stage}`), 130, (row) => tookText(row.tookS[stage], currentLanguage())),
      align: 'right' as const,
    })),
    column('closedBy', t('ledger.closedBy'), 110, (row) => row.closedBy ?? '—'),
    column('note', t('ledger.note'), 220, (row) => row.note ?? '—'),
  ];
}

export function readShownColumns(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '');
    if (Array.isArray(stored)) return stored.map(String);
  } catch {
    // Nothing was chosen yet, or it is not readable any more.
  }
  return SHOWN_AT_FIRST;
}

export function keepShownColumns(keys: readonly string[]): void {
  localStorage.setItem(STORED, JSON.stringify(keys));
}
