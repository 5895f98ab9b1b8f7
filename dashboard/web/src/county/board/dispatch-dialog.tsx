import { Alert, Button, Input, Modal, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { boardApi } from './api.ts';
import { ChoiceList, useChoice } from './choice-list.tsx';
import { isPossible } from './keys.ts';
import { Meanwhile } from './meanwhile.tsx';
import { byNearness } from './responders.ts';
import { matches } from './steady.ts';
import { wordsOf } from './use-act.ts';
import { useLoaded } from './use-loaded.ts';

interface DispatchDialogProps {
  readonly view: AlertView;
  readonly onCancel: () => void;
  readonly onSend: (responderId: string, note: string) => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'dispatch-submit' };

export function DispatchDialog({ view, onCancel, onSend }: DispatchDialogProps) {
  const { t } = useTranslation();
  const { code } = view.division;
  const [loaded, retry] = useLoaded(code, boardApi.responders);
  const [search, setSearch] = useState('');
  const [note, setNote] = useState('');
  const all = loaded.state === 'ready' ? byNearness(loaded.value.responders, code) : [];
  const found = all.filter(({ division, label, role }) =>
    matches([label, t(`role.${role}`), ...division.names], search),
  );
  const choice = useChoice(found.map(({ responderId }) => responderId));
  const isReady = choice.chosenId !== undefined && isPossible('dispatch', view);
  const submit = (): void => {
    if (choice.chosenId !== undefined && isReady) onSend(choice.chosenId, note);
  };
  return (
    <Modal
      open
      title={`${t('dispatchTitle')} · ${view.alert.place.label}`}
      okText={t('send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, ...TEST_ID }}
      onOk={submit}
      onCancel={onCancel}
    >
      <Meanwhile view={view} />
      <Input
        autoFocus
        aria-label={t('searchResponder')}
        placeholder={t('searchResponder')}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        onKeyDown={(event) => {
          if (choice.onKey(event.key)) event.preventDefault();
        }}
        onPressEnter={submit}
      />
      {loaded.state === 'loading' && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {loaded.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          data-testid="responders-failed"
          title={t('respondersFailed')}
          description={wordsOf(loaded.error)}
          action={<Button onClick={retry}>{t('retry')}</Button>}
        />
      )}
      {loaded.state === 'ready' && found.length === 0 && (
        <p className="none">{t(all.length === 0 ? 'respondersNone' : 'noneFound')}</p>
      )}
      <ChoiceList
        label={t('dispatchTitle')}
        state={choice}
        choices={found.map(({ division, isOnDuty, label, phoneEnding, responderId, role }) => ({
          id: responderId,
          content: (
            <span className="responder">
              <strong>{label}</strong> <Tag>{t(`role.${role}`)}</Tag>
              <Tag color={isOnDuty ? 'green' : 'default'}>{t(isOnDuty ? 'onDuty' : 'offDuty')}</Tag>
              <small>
                {division.names.join(' · ')}
                {phoneEnding !== null && ` · ${t('phoneEnding', { digits: phoneEnding })}`}
              </small>
            </span>
          ),
        }))}
      />
      <Input
        aria-label={t('note')}
        placeholder={t('note')}
        maxLength={1000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
        onPressEnter={submit}
      />
    </Modal>
  );
}
