/** When the quiet alerts of a county are told as a whole. */
import { App as AntApp, Button, Popconfirm, Space, Spin, Tag, TimePicker } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoad } from './use-load.ts';

interface DigestSettingsProps {
  readonly division: string;
  readonly mayChange: boolean;
}

export function DigestSettings({ division, mayChange }: DigestSettingsProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [fault, setFault] = useState<unknown>();
  const { error, learn, reload, value } = useLoad(
    useCallback(() => dutyApi.digestHours(division), [division]),
  );
  if (value === undefined) return error === undefined ? <Spin /> : <Fault error={error} onRetry={reload} />;
  const save = (hours: readonly string[] | null): void => {
    setFault(undefined);
    dutyApi.setDigestHours(division, hours).then((next) => {
      learn(next);
      void message.success(t('duty.saved'));
    }, setFault);
  };
  const { from, hours, source, timeZone } = value;
  return (
    <section>
      <h3>{t('duty.hours')}</h3>
      <Fault error={fault} />
      <Space wrap>
        {hours.map((hour) => (
          <Tag
            key={`${hour} ${hours.length}`}
            color="blue"
            style={{ fontSize: 16, padding: '4px 10px' }}
            closable={mayChange && hours.length > 1}
            onClose={() => save(hours.filter((each) => each !== hour))}
          >
            {hour}
          </Tag>
        ))}
        {mayChange && (
          <TimePicker
            format="HH:mm"
            minuteStep={5}
            value={null}
            placeholder={t('duty.addHour')}
            aria-label={t('duty.addHour')}
            onChange={(time) => time !== null && save([...new Set([...hours, time.format('HH:mm')])])}
          />
        )}
        <Tag>
          {t(`duty.${source}`, { from: from === 'everywhere' ? t('duty.everywhere') : (from ?? '') })}
        </Tag>
        {mayChange && source === 'own' && (
          <Popconfirm title={t('duty.backSure')} onConfirm={() => save(null)}>
            <Button>{t('duty.back')}</Button>
          </Popconfirm>
        )}
      </Space>
      <p className="duty-hint" style={{ marginTop: 12 }}>
        {t('duty.hoursHint', { zone: timeZone })} {!mayChange && t('duty.readOnly')}
      </p>
    </section>
  );
}
