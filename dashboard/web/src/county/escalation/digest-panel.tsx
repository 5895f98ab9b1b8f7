/** Quiet alerts of the county as one line each digest: opened, looked through, closed with one outcome. */
import { Button, Spin } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { DigestView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { later } from '../shell/later.tsx';
import { useMinuteMs } from '../shell/time.tsx';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoad } from './use-load.ts';
import './escalation.css';

const CloseDigest = later(async () => (await import('./close-digest.tsx')).CloseDigest);

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
  const { user } = useCounty();
  const nowMs = useMinuteMs();
  const [isOpen, setOpen] = useState(false);
  const [isClosing, setClosing] = useState(false);
  const { counts, dueAt, notClosed, state } = digest;
  const mayClose = user.role === 'administrator' || user.role === 'operator';
  const at = formatInstant(dueAt, nowMs, currentLanguage()).replace(/:\d\d$/, '');
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
  const nowMs = useMinuteMs();
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
            {formatInstant(alert.occurredAt, nowMs, language)}
            {state === 'closed' &&
              ` · ${t('digest.closed')}${outcome === null ? '' : ` · ${t(`outcome.${outcome}`)}`}`}
          </span>
        </li>
      ))}
      {value.alerts.length === 0 && <li>{t('digest.empty')}</li>}
    </ul>
  );
}
