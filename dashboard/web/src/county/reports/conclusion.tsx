import { App, Button, Input } from 'antd';
import { useState } from 'react';
import type { Report } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useFaultWords } from '../ledger/fault.tsx';
import { chinaTime } from '../ledger/times.ts';
import { reports } from './api.ts';

interface ConclusionProps {
  readonly report: Report;
  readonly canWrite: boolean;
  readonly onSaved: (conclusion: Report['conclusion']) => void;
}

/** What a person concludes from the figures: it goes into the document. */
export function Conclusion({ canWrite, onSaved, report }: ConclusionProps) {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const faultWords = useFaultWords();
  const [text, setText] = useState(report.conclusion?.text ?? '');
  const [isBusy, setBusy] = useState(false);
  const isChanged = text.trim() !== (report.conclusion?.text ?? '');
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { kind, period, whole } = report;
      const saved = await reports.conclude({ kind, period, division: whole.base.division, text });
      onSaved(saved.conclusion);
      void message.success(t('reports.saved'));
    } catch (error) {
      const { remedy, what } = faultWords(error);
      notification.error({ title: what, description: remedy });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="conclusion">
      <h3>{t('reports.conclusion')}</h3>
      {canWrite ? (
        <>
          <Input.TextArea
            data-testid="conclusion"
            aria-label={t('reports.conclusion')}
            placeholder={t('reports.conclusionHint')}
            autoSize={{ minRows: 3, maxRows: 12 }}
            maxLength={4000}
            showCount
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Button
            data-testid="conclusion-save"
            type="primary"
            disabled={!isChanged}
            loading={isBusy}
            onClick={() => void save()}
          >
            {t('reports.save')}
          </Button>
        </>
      ) : (
        <p>{report.conclusion?.text ?? t('reports.noConclusion')}</p>
      )}
      {report.conclusion && (
        <span className="quiet">
          {t('reports.savedBy', {
            who: report.conclusion.updatedBy,
            at: chinaTime(report.conclusion.updatedAt),
          })}
        </span>
      )}
    </section>
  );
}
