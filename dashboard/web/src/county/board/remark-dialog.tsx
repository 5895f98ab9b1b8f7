/** A remark, or that somebody is there: a text, and Enter. */
import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { isPossible } from './keys.ts';
import { Meanwhile } from './meanwhile.tsx';

interface RemarkDialogProps {
  readonly kind: 'note' | 'onScene';
  readonly view: AlertView;
  readonly onCancel: () => void;
  readonly onSubmit: (text: string) => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'remark-submit' };

export function RemarkDialog({ kind, view, onCancel, onSubmit }: RemarkDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const isReady = isPossible(kind, view) && (kind === 'onScene' || text.trim() !== '');
  const submit = (): void => {
    if (isReady) onSubmit(text);
  };
  return (
    <Modal
      open
      title={`${t(`${kind}Title`)} · ${view.alert.place.label}`}
      okText={t(`command.${kind}`)}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, ...TEST_ID }}
      onOk={submit}
      onCancel={onCancel}
    >
      <Meanwhile view={view} />
      <p>{t(`${kind}Hint`)}</p>
      <Input
        autoFocus
        aria-label={t(kind === 'note' ? 'remark' : 'note')}
        placeholder={t(kind === 'note' ? 'remark' : 'note')}
        maxLength={1000}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onPressEnter={submit}
      />
    </Modal>
  );
}
