import Button from 'antd-mobile/es/components/button';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { ago, STALE_MS } from './household-words.ts';
import type { PhoneState } from './use-phone.ts';

/** Whether alerts reach this phone, and if not, how old its news is. */
export function ConnectionBanner({ phone }: { phone: PhoneState }) {
  const { t } = useTranslation();
  const { home, isConnected, isOnline, isUnlocked, nowMs, waiting } = phone;
  const ageMs = home === null ? 0 : nowMs - home.gotMs;
  const isOld = !isOnline || ageMs > STALE_MS;
  const text = isOld ? 'offline' : isConnected ? 'connected' : 'reconnecting';
  return (
    <header className="banner">
      <p
        role="status"
        data-testid="connection-state"
        data-connected={isConnected}
        className={isConnected && !isOld ? 'line up' : 'line down'}
      >
        {t(text)}
        {isOld && home !== null && (
          <strong data-testid="news-age"> {t('newsOf', { ago: ago(ageMs, currentLanguage()) })}</strong>
        )}
      </p>
      {waiting > 0 && (
        <p className="line waiting" role="status" data-testid="waiting">
          {t('waiting', { count: waiting })}
        </p>
      )}
      {!isUnlocked && (
        <Button block color="warning" size="large" className="unlock">
          {t('soundOff')}
        </Button>
      )}
    </header>
  );
}
