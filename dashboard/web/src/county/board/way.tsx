/** Where the time went: each stage of an alert with what it added. */
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';

export function Way({ view, nowMs }: { view: AlertView; nowMs: number }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { alert, stages } = view;
  // Only a fall has an impact and a suspicion before it.
  const beginning =
    alert.stages.impactStreamMs === null
      ? ([['occurred', alert.occurredAt]] as const)
      : ([
          ['stageImpact', alert.occurredAt],
          ['stageSuspected', alert.stages.suspectedAt],
        ] as const);
  const steps = [
    ...beginning,
    ['stageRaised', alert.raisedAt],
    ['stageOutbox', stages.outboxAt],
    ['stagePublished', stages.publishedAt],
    ['stageCommitted', stages.committedAt],
    ['stageReceipt', stages.receiptAt],
  ] as const;
  let before: number | undefined;
  return (
    <table className="way">
      <tbody>
        {steps.map(([key, at]) => {
          const ms = at === null ? undefined : Date.parse(at);
          const added = ms === undefined || before === undefined ? '' : addedText(ms - before);
          before = ms ?? before;
          return (
            <tr key={key}>
              <th scope="row">{t(key)}</th>
              <td>{at === null ? '—' : formatInstant(at, nowMs, language)}</td>
              <td>{added}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A negative step is shown as such: it tells that two machines' clocks differ. */
function addedText(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms);
  return size >= 1000 ? `${sign}${(size / 1000).toFixed(1)} s` : `${sign}${size} ms`;
}
