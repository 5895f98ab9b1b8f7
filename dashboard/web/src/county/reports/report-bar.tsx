/** Which report is shown, and what is done with it. */
import { FileWordOutlined, PrinterOutlined, SettingOutlined } from '@ant-design/icons';
import { App, Button, DatePicker, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { PeriodKind } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { takeFile } from '../ledger/api.ts';
import { useFaultWords } from '../ledger/fault.tsx';
import { type ReportOrder, reportQuery } from './api.ts';
import { dayOfPeriod, periodOfDay } from './periods.ts';

const KINDS: readonly PeriodKind[] = ['month', 'week', 'day'];
const PICKERS = { month: 'month', week: 'week', day: 'date' } as const;

interface ReportBarProps {
  readonly order: ReportOrder;
  readonly onChange: (order: ReportOrder) => void;
  /** undefined: may not set limits */
  readonly onLimits: (() => void) | undefined;
}

export function ReportBar({ onChange, onLimits, order }: ReportBarProps) {
  const { t } = useTranslation();
  const day = dayOfPeriod(order.kind, order.period);
  const choose = (kind: PeriodKind, of: string): void =>
    onChange({ ...order, kind, period: periodOfDay(kind, of) });
  return (
    <div className="report-bar">
      <Segmented
        aria-label={t('reports.kind')}
        value={order.kind}
        options={KINDS.map((kind) => ({ value: kind, label: t(`reports.kind.${kind}`) }))}
        onChange={(kind) => choose(kind, day)}
      />
      <DatePicker
        aria-label={t('reports.period')}
        picker={PICKERS[order.kind]}
        allowClear={false}
        value={dayjs(day)}
        onChange={(chosen) => chosen && choose(order.kind, chosen.format('YYYY-MM-DD'))}
      />
      <span className="report-tools">
        {onLimits && (
          <Button icon={<SettingOutlined />} data-testid="limits" onClick={onLimits}>
            {t('reports.limits')}
          </Button>
        )}
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('reports.print')}
        </Button>
        <DocumentButton order={order} />
      </span>
    </div>
  );
}

function DocumentButton({ order }: { order: ReportOrder }) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const faultWords = useFaultWords();
  const [isBusy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    setBusy(true);
    try {
      await takeFile({
        path: `/api/reports/document?kind=${order.kind}&lang=${currentLanguage()}&${reportQuery(order)}`,
        name: `report-${order.period}.docx`,
        signal: new AbortController().signal,
        onBytes: () => {},
      });
    } catch (error) {
      const { remedy, what } = faultWords(error);
      notification.error({ title: what, description: remedy });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      type="primary"
      icon={<FileWordOutlined />}
      data-testid="document"
      loading={isBusy}
      onClick={() => void take()}
    >
      {t('reports.document')}
    </Button>
  );
}
