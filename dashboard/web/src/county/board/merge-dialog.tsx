import { Modal } from 'antd';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { mayMerge } from '../../../../domain/alert-life.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { Marks } from './alert-list.tsx';
import { ChoiceList, useChoice } from './choice-list.tsx';
import { isPossible } from './keys.ts';
import { Meanwhile } from './meanwhile.tsx';
import { useKeys } from './use-keys.ts';

interface MergeDialogProps {
  readonly view: AlertView;
  /** Alerts that may tell of the same happening. */
  readonly others: readonly AlertView[];
  readonly nowMs: number;
  readonly onCancel: () => void;
  readonly onMerge: (intoAlertId: string) => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'merge-submit' };

export function MergeDialog({ view, others, nowMs, onCancel, onMerge }: MergeDialogProps) {
  const { t } = useTranslation();
  const found = mergeable(view, others);
  const choice = useChoice(found.map(({ alert }) => alert.alertId));
  const isReady = choice.chosenId !== undefined && isPossible('merge', view);
  const submit = (): void => {
    if (choice.chosenId !== undefined && isReady) onMerge(choice.chosenId);
  };
  useKeys(true, (event) => {
    // Radio buttons take arrows themselves.
    if (event.target instanceof HTMLInputElement) {
      if (event.key === 'Enter') submit();
    } else if (choice.onKey(event.key)) event.preventDefault();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) submit();
  });
  return (
    <Modal
      open
      title={`${t('mergeTitle')} · ${t(`type.${view.alert.type}`)} · ${view.alert.place.label}`}
      okText={t('command.merge')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, ...TEST_ID }}
      onOk={submit}
      onCancel={onCancel}
    >
      <Meanwhile view={view} />
      <p>{t(found.length === 0 ? 'mergeNone' : 'mergeHint')}</p>
      <ChoiceList
        label={t('mergeTitle')}
        state={choice}
        choices={found.map((other) => ({
          id: other.alert.alertId,
          content: (
            <span className="responder">
              <strong>
                {t(`type.${other.alert.type}`)} · {other.alert.place.label}
              </strong>{' '}
              <Marks view={other} />
              <small>
                {formatInstant(other.alert.occurredAt, nowMs, currentLanguage())} ·{' '}
                {t(`state.${other.state}`)}
              </small>
            </span>
          ),
        }))}
      />
    </Modal>
  );
}

/** Those of `others` into which `view` may be merged: the console has the last word. */
export function mergeable(view: AlertView, others: readonly AlertView[]): AlertView[] {
  const toMergeable = ({ alert, mergedInto, state }: AlertView): Parameters<typeof mayMerge>[0] => ({
    ...{ alertId: alert.alertId, state, isMerged: mergedInto !== null, status: alert.status },
    ...{ gatewayId: alert.gatewayId, township: alert.township, occurredMs: Date.parse(alert.occurredAt) },
  });
  return others.filter((other) => mayMerge(toMergeable(view), toMergeable(other)));
}
