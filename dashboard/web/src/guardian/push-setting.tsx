import Switch from 'antd-mobile/es/components/switch';
import { useEffect, useState } from 'react';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { type PushState, PushUnreachable, readPushState, turnPushOff, turnPushOn } from './push.ts';

/** On or off, or honestly why it cannot be: a family that counts on a push that never comes is worse off than without. */
export function PushSetting() {
  const { t } = useTranslation();
  const [state, setState] = useState<PushState | 'unreachable' | 'failed'>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    readPushState().then(setState, () => setState('failed'));
  }, []);
  const change = async (on: boolean): Promise<void> => {
    setBusy(true);
    try {
      setState(await (on ? turnPushOn(currentLanguage()) : turnPushOff()));
    } catch (error) {
      setState(error instanceof PushUnreachable ? 'unreachable' : 'failed');
    }
    setBusy(false);
  };
  const maySwitch = state === 'on' || state === 'off' || state === 'unreachable' || state === 'failed';
  return (
    <>
      <div className="row">
        <h2>{t('push')}</h2>
        <Switch
          checked={state === 'on'}
          loading={isBusy}
          disabled={!maySwitch}
          aria-label={t('push')}
          onChange={(on) => void change(on)}
        />
      </div>
      {state !== undefined && (
        <p
          data-testid="push-state"
          data-state={state}
          className={state === 'on' || state === 'off' ? '' : 'fault'}
        >
          {t(`push.${state}`)}
        </p>
      )}
    </>
  );
}
