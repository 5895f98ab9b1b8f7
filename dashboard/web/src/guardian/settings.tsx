import Button from 'antd-mobile/es/components/button';
import Switch from 'antd-mobile/es/components/switch';
import { useEffect, useState } from 'react';
import type { GuardianPreferences } from '../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { guardianApi } from './api.ts';
import { LanguageButton } from './language-button.tsx';
import { turnPushOff } from './push.ts';
import { PushSetting } from './push-setting.tsx';
import { TestAlarm } from './test-alarm.tsx';
import type { PhoneState } from './use-phone.ts';

interface SettingsProps {
  readonly phone: PhoneState;
  readonly isAway: boolean;
  readonly onSignedOut: () => void;
}

const NIGHT = { fromMin: 22 * 60, toMin: 7 * 60 };

export function Settings({ isAway, onSignedOut, phone }: SettingsProps) {
  const { t } = useTranslation();
  const [preferences, setPreferences] = useState<GuardianPreferences>();
  const [fault, setFault] = useState(false);
  useEffect(() => {
    guardianApi.preferences().then(setPreferences, () => setFault(true));
  }, []);
  const change = (more: Partial<GuardianPreferences>): void => {
    if (preferences === undefined) return;
    const wished = { ...preferences, ...more };
    setPreferences(wished);
    guardianApi.changePreferences(wished).then(
      () => setFault(false),
      () => {
        setPreferences(preferences);
        setFault(true);
      },
    );
  };
  const signOut = async (): Promise<void> => {
    await turnPushOff().catch(() => {});
    // Without a network it stays signed in at the console, which can end it there.
    await guardianApi.signOut().catch(() => {});
    onSignedOut();
  };
  const quiet = preferences?.quietHours ?? null;
  return (
    <main className="settings">
      <h1>{t('page.settings')}</h1>
      {fault && (
        <p role="alert" className="fault">
          {t('notSaved')}
        </p>
      )}
      <section>
        <PushSetting />
      </section>
      <section>
        <TestAlarm phone={phone} />
      </section>
      <section>
        <div className="row">
          <h2 id="quiet-hours">{t('quietHours')}</h2>
          <Switch
            checked={quiet !== null}
            disabled={preferences === undefined}
            aria-label={t('quietHours')}
            onChange={(on) => change({ quietHours: on ? NIGHT : null })}
          />
        </div>
        <p>{t('quietHint')}</p>
        {quiet !== null && (
          <p className="row times">
            <TimeInput
              label={t('quietFrom')}
              minute={quiet.fromMin}
              onChange={(fromMin) => change({ quietHours: { ...quiet, fromMin } })}
            />
            –
            <TimeInput
              label={t('quietTo')}
              minute={quiet.toMin}
              onChange={(toMin) => change({ quietHours: { ...quiet, toMin } })}
            />
          </p>
        )}
      </section>
      <section className="row">
        <h2>{t('languageTitle')}</h2>
        <LanguageButton onSwitched={() => change({ language: currentLanguage() })} />
      </section>
      <section>
        <a className="more" href="#/bind">
          {t('bindMore')} ›
        </a>
      </section>
      <section>
        <Button
          block
          size="large"
          fill="outline"
          disabled={isAway}
          onClick={() => void signOut()}
          data-testid="sign-out"
        >
          {t('signOut')}
        </Button>
        <p>{t('signOutHint')}</p>
      </section>
    </main>
  );
}

interface TimeInputProps {
  readonly label: string;
  /** Of the local day. */
  readonly minute: number;
  readonly onChange: (minute: number) => void;
}

function TimeInput({ label, minute, onChange }: TimeInputProps) {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return (
    <input
      type="time"
      aria-label={label}
      value={`${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`}
      onChange={({ target }) => {
        const [hours, minutes] = target.value.split(':').map(Number);
        if (hours !== undefined && minutes !== undefined) onChange(hours * 60 + minutes);
      }}
    />
  );
}
