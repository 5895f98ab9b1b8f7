/** What was sent to people about an alert: who, on which channel, each try and its answer. Asked for when it is opened. */
import { Collapse, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { AlertMessage } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useLoad } from '../escalation/use-load.ts';
import { channelsApi } from './api.ts';
import './channels.css';

const COLOURS = { waiting: 'gold', delivered: 'green', failed: 'red', cancelled: 'default' } as const;

interface MessagesProps {
  readonly alertId: string;
  /** Of the alert: what is shown is asked for again when it has risen. */
  readonly revision: number;
  readonly nowMs: number;
}

export function Messages(props: MessagesProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Collapse
      size="small"
      onChange={(keys) => setOpen(keys.length > 0)}
      items={[
        {
          key: 'messages',
          label: <span data-testid="messages">{t('messages.title')}</span>,
          children: isOpen ? <List {...props} /> : null,
        },
      ]}
    />
  );
}

function List({ alertId, nowMs, revision }: MessagesProps) {
  const { t } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is a new question.
  const ask = useCallback(() => channelsApi.messages(alertId), [alertId, revision]);
  const { error, value } = useLoad(ask);
  if (error !== undefined) return <FaultAlert error={error} />;
  if (value?.messages.length === 0) return <p>{t('messages.none')}</p>;
  return (
    <ul className="messages">
      {value?.messages.map((message) => (
        <li key={message.messageId} data-testid="message-item" data-outcome={message.outcome}>
          <Tag color={COLOURS[message.outcome]}>{t(`messages.outcome.${message.outcome}`)}</Tag>
          {message.recipient ?? message.roles.map((role) => t(`role.${role}`)).join(' · ')} ·{' '}
          {t(`channel.${message.channel}`, { defaultValue: message.channel })} ·{' '}
          {t(`messages.kind.${message.kind}`)}
          <Attempts message={message} nowMs={nowMs} />
        </li>
      ))}
    </ul>
  );
}

function Attempts({ message: { attempts }, nowMs }: { message: AlertMessage; nowMs: number }) {
  const { t } = useTranslation();
  return (
    <>
      {attempts.map(({ answer, at }, index) => (
        <small key={at}>
          {t('messages.attempt', {
            number: index + 1,
            when: formatInstant(at, nowMs, currentLanguage()),
          })}{' '}
          · {answer}
        </small>
      ))}
    </>
  );
}
