import { Button, NoticeBar } from 'antd-mobile';
import { useTranslation } from 'react-i18next';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { api } from '../shared/api.ts';
import { switchLanguage } from '../shared/language.ts';
import { AlertCard } from './alert-card.tsx';
import { usePhone } from './use-phone.ts';

interface HomeProps {
  readonly session: GuardianSession;
  readonly onSignedOut: () => void;
}

export function Home({ session, onSignedOut }: HomeProps) {
  const { t } = useTranslation();
  const { cards, isConnected, isUnlocked, nowMs, answer } = usePhone(session, onSignedOut);
  const current = cards.filter((card) => !card.isClosed && !card.isEnded);
  const earlier = cards.filter((card) => card.isClosed || card.isEnded);
  return (
    <main className="home">
      <header>
        <img src="/icon.svg" alt="" width={32} height={32} />
        <strong>{t('title')}</strong>
        <Button size="mini" fill="none" data-testid="language" onClick={() => void switchLanguage()}>
          {t('language')}
        </Button>
        <Button size="mini" fill="none" onClick={() => void api.guardianSignOut().finally(onSignedOut)}>
          {t('signOut')}
        </Button>
      </header>
      <div data-testid="connection-state" data-connected={isConnected} role="status">
        <NoticeBar
          wrap
          color={isConnected ? 'success' : 'error'}
          content={t(isConnected ? 'connected' : 'reconnecting')}
        />
      </div>
      {!isUnlocked && (
        <Button block color="warning" size="large" className="unlock">
          {t('soundOff')}
        </Button>
      )}
      {current.length === 0 && (
        <div className="quiet">
          <p>{t('allQuiet')}</p>
          <small>{t('allQuietHint')}</small>
        </div>
      )}
      {current.map((card) => (
        <AlertCard
          key={card.alertId}
          card={card}
          nowMs={nowMs}
          onAnswer={(kind) => answer(card.alertId, kind)}
        />
      ))}
      {earlier.length > 0 && <h2>{t('history')}</h2>}
      {earlier.map((card) => (
        <AlertCard
          key={card.alertId}
          card={card}
          nowMs={nowMs}
          onAnswer={(kind) => answer(card.alertId, kind)}
        />
      ))}
    </main>
  );
}
