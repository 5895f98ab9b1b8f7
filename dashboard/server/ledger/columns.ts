/** Columns of the ledger as it is taken away. */
import type { LedgerRow } from '../../../edge-config/contracts/rest.ts';
import { CHINA_OFFSET_MS } from '../../domain/report/period.ts';
import { type DocumentLanguage, word } from '../words.ts';

/** A time is one of the clock in China. */
export type LedgerCell = string | number | { readonly chinaMs: number } | null;

export interface LedgerColumn {
  readonly title: Readonly<Record<DocumentLanguage, string>>;
  /** In characters. */
  readonly width: number;
  readonly cell: (row: LedgerRow, language: DocumentLanguage) => LedgerCell;
}

const column = (zh: string, en: string, width: number, cell: LedgerColumn['cell']): LedgerColumn => ({
  ...{ title: { zh, en }, width, cell },
});
/** Of the row's place: 0 the county, 1 the township, 2 the village. */
const division = (level: number) => (row: LedgerRow) => row.division.names[level] ?? null;

export const LEDGER_COLUMNS: readonly LedgerColumn[] = [
  column('预警编号', 'Alert', 28, (row) => row.alertId),
  column('发生时间', 'Occurred', 20, (row) => ({ chinaMs: Date.parse(row.occurredAt) })),
  column('类型', 'Type', 12, (row, language) => word(language, `type.${row.type}`)),
  column('等级', 'Severity', 10, (row, language) => word(language, `severity.${row.severity}`)),
  column('性质', 'Status', 8, (row, language) => word(language, `status.${row.status}`)),
  column('地点', 'Place', 28, (row) => row.placeLabel),
  column('县（区）', 'County', 16, division(0)),
  column('乡镇（街道）', 'Township', 16, division(1)),
  column('村（社区）', 'Village', 16, division(2)),
  column('摄像头', 'Camera', 18, (row) => row.camera?.name ?? null),
  column('户', 'Household', 18, (row) => row.household?.label ?? null),
  column('状态', 'State', 12, (row, language) => word(language, `state.${row.state}`)),
  column('结果', 'Outcome', 10, (row, language) =>
    row.outcome === null ? null : word(language, `outcome.${row.outcome}`),
  ),
  column('办结人', 'Closed by', 14, (row) => row.closedBy),
  column('备注', 'Note', 32, (row) => row.note),
  column('上报→入库（秒）', 'Raised → committed (s)', 18, (row) => row.tookS.committed),
  column('入库→受理（秒）', 'Committed → acknowledged (s)', 18, (row) => row.tookS.acknowledged),
  column('入库→分派（秒）', 'Committed → dispatched (s)', 18, (row) => row.tookS.dispatched),
  column('入库→到场（秒）', 'Committed → on scene (s)', 18, (row) => row.tookS.on_scene),
  column('入库→办结（秒）', 'Committed → closed (s)', 18, (row) => row.tookS.closed),
  column('迟到', 'Late', 8, (row, language) => word(language, row.late ? 'yes' : 'no')),
  column('并入', 'Merged into', 28, (row) => row.mergedInto),
];

/** `2026-03-05 08:00:10` in China. */
export function chinaTime(wallMs: number): string {
  return new Date(wallMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
