import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '../../../../../edge-config/contracts/primitives.ts';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';

interface CloseDialogProps {
  readonly isOpen: boolean;
  readonly view: AlertView;
  readonly onCancel: () => void;
  readonly onClose: (outcome: Outcome, note: string) => Promise<void>;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'close-submit' };
const OUTCOMES: readonly Outcome[] = ['true', 'false', 'test'];

/** No outcome is preset but for tests: an operator decides, a default would decide for them. */
export function CloseDialog({ isOpen, view, onCancel, onClose }: CloseDialogProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | undefined>(
    view.alert.status === 'test' ? 'test' : undefined,
  );
  const [note, setNote] = useState('');
  return (
    <Modal
      open={isOpen}
      title={`${t('closeTitle')} · ${view.alert.place.label}`}
      okText={t('close')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: outcome === undefined, ...TEST_ID }}
      onOk={() => outcome !== undefined && void onClose(outcome, note)}
      onCancel={onCancel}
    >
      <Form layout="vertical">
        <Form.Item label={t('outcome')}>
          <Radio.Group value={outcome} onChange={({ target }) => setOutcome(target.value as Outcome)}>
            {OUTCOMES.map((item) => (
              <Radio.Button key={item} value={item} data-testid={`outcome-${item}`}>
                {t(`outcome.${item}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t('note')}>
          <Input.TextArea
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
