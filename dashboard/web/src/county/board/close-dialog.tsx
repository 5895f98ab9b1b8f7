import { Form, Input, Modal, Radio } from 'antd';
import { useRef, useState } from 'react';
import type { Outcome } from '../../../../../edge-config/contracts/primitives.ts';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { Meanwhile } from './meanwhile.tsx';
import { useKeys } from './use-keys.ts';

interface CloseDialogProps {
  readonly view: AlertView;
  readonly onCancel: () => void;
  readonly onClose: (outcome: Outcome, note: string) => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'close-submit' };
const OUTCOMES: readonly Outcome[] = ['true', 'false', 'test'];

/** No outcome is preset but for tests and drills: an operator decides, a default would decide for them. */
export function CloseDialog({ view, onCancel, onClose }: CloseDialogProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | undefined>(
    view.alert.status === 'actual' ? undefined : 'test',
  );
  // Enter may follow the number before the page was drawn anew.
  const newest = useRef(outcome);
  const choose = (chosen: Outcome): void => {
    newest.current = chosen;
    setOutcome(chosen);
  };
  const [note, setNote] = useState('');
  const isClosed = view.state === 'closed';
  const submit = (): void => {
    if (newest.current !== undefined && !isClosed) onClose(newest.current, note);
  };
  useKeys(true, (event) => {
    const chosen = noteHasFocus(event) ? undefined : OUTCOMES[Number(event.key) - 1];
    if (chosen !== undefined) choose(chosen);
    // A button does its own thing on Enter; a new line is wanted in the note.
    else if (event.key === 'Enter' && !noteHasFocus(event) && !isButton(event)) submit();
  });
  return (
    <Modal
      open
      title={`${t('closeTitle')} · ${view.alert.place.label}`}
      okText={t('command.close')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: outcome === undefined || isClosed, ...TEST_ID }}
      onOk={submit}
      onCancel={onCancel}
    >
      <Meanwhile view={view} />
      <Form layout="vertical">
        <Form.Item label={t('outcome')}>
          <Radio.Group
            aria-label={t('outcome')}
            value={outcome}
            onChange={({ target }) => choose(target.value as Outcome)}
          >
            {OUTCOMES.map((item, index) => (
              // Focus begins here: on the cross, Enter would leave without closing the alert.
              <Radio.Button key={item} value={item} autoFocus={index === 0} data-testid={`outcome-${item}`}>
                {index + 1} {t(`outcome.${item}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t('note')} htmlFor="close-note">
          <Input.TextArea
            id="close-note"
            className="close-note"
            rows={3}
            maxLength={1000}
            showCount
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function noteHasFocus({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLTextAreaElement;
}

function isButton({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLButtonElement;
}
