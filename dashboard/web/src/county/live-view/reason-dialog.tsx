import { Alert, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { PlaceKind } from '../../../../../edge-config/contracts/primitives.ts';
import { useTranslation } from '../../shared/language.ts';
import { useOwnKeys } from '../shell/use-own-keys.ts';

interface ReasonDialogProps {
  readonly isOpen: boolean;
  readonly placeKind: PlaceKind;
  readonly onCancel: () => void;
  readonly onReason: (reason: string) => void;
  /** It is off the screen. */
  readonly onClosed: () => void;
}

/** As the console asks for (edge-config/contracts/rest/live-video.ts). */
const MIN_CHARACTERS = 4;
const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'live-reason-submit' };

/** Nothing is preset: who wants to see people as they are writes why. */
export function ReasonDialog({ isOpen, placeKind, onCancel, onClosed, onReason }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  useOwnKeys(isOpen, onCancel);
  const isEnough = [...reason.trim()].length >= MIN_CHARACTERS;
  return (
    <Modal
      open={isOpen}
      title={t('live.reasonTitle')}
      okText={t('live.show')}
      cancelText={t('live.cancel')}
      okButtonProps={{ disabled: !isEnough, ...TEST_ID }}
      onOk={() => isEnough && onReason(reason.trim())}
      onCancel={onCancel}
      afterClose={() => {
        setReason('');
        onClosed();
      }}
      focusTriggerAfterClose={false}
      destroyOnHidden
    >
      <Form layout="vertical">
        {placeKind === 'indoor' && <Alert type="warning" showIcon title={t('live.reasonIndoor')} />}
        <p>{t('live.reasonHint')}</p>
        <Form.Item label={t('live.reasonLabel')}>
          <Input.TextArea
            data-testid="live-reason"
            rows={3}
            maxLength={500}
            showCount
            autoFocus
            placeholder={t('live.reasonExample')}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
