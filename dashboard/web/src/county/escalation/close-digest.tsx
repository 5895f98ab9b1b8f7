/** A dialog: all alerts of a digest get one outcome. */
import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Outcome } from '../../../../../edge-config/contracts/primitives.ts';
import type { DigestView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';

interface CloseDigestProps {
  readonly digest: DigestView;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'close-digest-submit' };
const OUTCOMES: readonly Outcome[] = ['true', 'false', 'test'];

/** No outcome is preset: a person decides, a default would decide for them. */
export function CloseDigest({ digest, onCancel, onClosed }: CloseDigestProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome>();
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = (chosen: Outcome): void => {
    setBusy(true);
    dutyApi.closeDigest(digest.digestId, chosen, note).then(onClosed, (failure: unknown) => {
      setError(failure);
      setBusy(false);
    });
  };
  return (
    <Modal
      open
      title={t('digest.closeTitle', { count: digest.notClosed })}
      okText={t('digest.closeAll')}
      cancelText={t('duty.cancel')}
      confirmLoading={isBusy}
      okButtonProps={{ disabled: outcome === undefined, ...TEST_ID }}
      onOk={() => outcome !== undefined && close(outcome)}
      onCancel={onCancel}
    >
      <Fault error={error} />
      <Form layout="vertical">
        <Form.Item label={t('digest.outcome')}>
          <Radio.Group value={outcome} onChange={({ target }) => setOutcome(target.value as Outcome)}>
            {OUTCOMES.map((each) => (
              <Radio.Button key={each} value={each} data-testid={`digest-outcome-${each}`}>
                {t(`outcome.${each}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t('digest.note')}>
          <Input.TextArea
            rows={3}
            maxLength={1000}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
