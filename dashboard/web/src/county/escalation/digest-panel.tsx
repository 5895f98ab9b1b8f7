/** Quiet alerts of the county as one line each digest: opened, looked through, closed with one outcome. */
import { Button, Form, Input, Modal, Radio, Spin } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '../../../../../edge-config/contracts/primitives.ts';
import type { DigestView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoad } from './use-load.ts';
import './escalation.css';

/** @param isAlwaysShown says so when there is nothing; the board stays silent then. */
export function DigestPanel({ isAlwaysShown = false }: { readonly isAlwaysShown?: boolean }) {
  const { t } = useTranslation();
  const { board } = useCounty();
  const { error, reload, value } = useLoad(dutyApi.digests);
  // The console says when one has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is the reason, not an input.
  useEffect(reload, [board.digestChanges, reload]);
  const digests = (value?.digests ?? []).filter(({ counts }) => counts.length > 0);
  return (
    <div data-testid="digest-panel">
      <Fault error={error} onRetry={reload} />
      {digests.map((digest) => (
        <DigestLine key={digest.digestId} digest={digest} onClosed={reload} />
      ))}
      {isAlwaysShown && value !== undefined && digests.length === 0 && (
        <p className="empty">{t('digest.none')}</p>
      )}
    </div>
  );
}

interface DigestLineProps {
  readonly digest: DigestView;
  readonly onClosed: () => void;
}

function DigestLine({ digest, onClosed }: DigestLineProps) {
  const { t } = useTranslation();
  const { now, user } = useCounty();
  const [isOpen, setOpen] = useState(false);
  const [isClosing, setClosing] = useState(false);
  const { counts, dueAt, notClosed, state } = digest;
  const mayClose = user.role === 'administrator' || user.role === 'operator';
  const at = formatInstant(dueAt, now.wallMs, currentLanguage()).replace(/:\d\d$/, '');
  return (
    <div className="digest-line" data-testid="digest" data-state={state}>
      <strong>{t(state === 'open' ? 'digest.line' : 'digest.told', { count: notClosed, at })}</strong>
      <span className="digest-counts">
        {counts.map(({ count, type }) => `${t(`type.${type}`)} ${count}`).join(' · ')}
      </span>
      <span className="push" />
      <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? 'digest.fold' : 'digest.open')}
      </Button>
      {mayClose && notClosed > 0 && (
        <Button size="small" data-testid="close-digest" onClick={() => setClosing(true)}>
          {t('digest.closeAll')}
        </Button>
      )}
      {isOpen && <DigestAlerts digest={digest} />}
      {isClosing && (
        <CloseDigest
          digest={digest}
          onCancel={() => setClosing(false)}
          onClosed={() => {
            setClosing(false);
            onClosed();
          }}
        />
      )}
    </div>
  );
}

function DigestAlerts({ digest }: { readonly digest: DigestView }) {
  const { t } = useTranslation();
  const { now } = useCounty();
  const { digestId } = digest;
  const { error, reload, value } = useLoad(useCallback(() => dutyApi.digest(digestId), [digestId]));
  // Its line has changed, so have its alerts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the digest is the reason, not an input.
  useEffect(reload, [digest, reload]);
  if (value === undefined) return error === undefined ? <Spin /> : <Fault error={error} onRetry={reload} />;
  const language = currentLanguage();
  return (
    <ul className="digest-alerts">
      {value.alerts.map(({ alert, outcome, state }) => (
        <li key={alert.alertId}>
          <span>{t(`type.${alert.type}`)}</span>
          <span>{alert.place.label}</span>
          <span className="digest-counts">{alert.evidence.reason[language]}</span>
          <span className="when">
            {formatInstant(alert.occurredAt, now.wallMs, language)}
            {state === 'closed' &&
              ` · ${t('digest.closed')}${outcome === null ? '' : ` · ${t(`outcome.${outcome}`)}`}`}
          </span>
        </li>
      ))}
      {value.alerts.length === 0 && <li>{t('digest.empty')}</li>}
    </ul>
  );
}

interface CloseDigestProps extends DigestLineProps {
  readonly onCancel: () => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'close-digest-submit' };
const OUTCOMES: readonly Outcome[] = ['true', 'false', 'test'];

/** No outcome is preset: a person decides, a default would decide for them. */
function CloseDigest({ digest, onCancel, onClosed }: CloseDigestProps) {
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
