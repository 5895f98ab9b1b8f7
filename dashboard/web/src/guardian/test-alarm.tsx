import Button from 'antd-mobile/es/components/button';
import { useState } from 'react';
import { useTranslation } from '../shared/language.ts';
import type { PhoneState } from './use-phone.ts';

type TestState = 'idle' | 'asked' | 'failed' | { readonly tookMs: number };

/** Whether an alert would really be heard: the whole way from the console to the sound of this phone. */
export function TestAlarm({ phone }: { phone: PhoneState }) {
  const { t } = useTranslation();
  const [state, setState] = useState<TestState>('idle');
  const ask = (): void => {
    setState('asked');
    phone.test().then(
      (tookMs) => setState({ tookMs }),
      () => setState('failed'),
    );
  };
  return (
    <>
      <Button
        block
        size="large"
        color="primary"
        fill="outline"
        loading={state === 'asked'}
        onClick={ask}
        data-testid="test-alarm"
      >
        {t('testAlarm')}
      </Button>
      <p role="status" data-testid="test-state" data-state={typeof state === 'string' ? state : 'heard'}>
        {typeof state === 'string'
          ? t(`test.${state}`)
          : t('test.heard', { seconds: (state.tookMs / 1000).toFixed(1) })}
      </p>
    </>
  );
}
