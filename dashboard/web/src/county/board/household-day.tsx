/** The picture of one household's day, as the console has it now. */
import { Alert, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import type { HouseholdStatus } from '../../../../../edge-config/contracts/messages.ts';
import { api } from '../../shared/api.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { DayChart } from './day-chart.tsx';

interface HouseholdDayProps {
  readonly gatewayId: string;
  readonly householdId: string;
  readonly nowMs: number;
}

type Loaded = HouseholdStatus | 'loading' | 'failed';

export function HouseholdDay({ gatewayId, householdId, nowMs }: HouseholdDayProps) {
  const { t } = useTranslation();
  const [loaded, setLoaded] = useState<Loaded>('loading');
  useEffect(() => {
    let isShown = true;
    setLoaded('loading');
    api.household(gatewayId, householdId).then(
      (status) => isShown && setLoaded(status),
      () => isShown && setLoaded('failed'),
    );
    return () => {
      isShown = false;
    };
  }, [gatewayId, householdId]);
  if (loaded === 'loading') return <Skeleton active paragraph={{ rows: 3 }} />;
  if (loaded === 'failed') return <Alert type="warning" showIcon title={t('dayFailed')} />;
  const { day, lastSeenAt, learntDays, learningDays } = loaded;
  const isLearning = learntDays <= learningDays;
  return (
    <div data-testid="household-day" data-household-id={householdId}>
      <p>
        {t('lastSeen')} {lastSeenAt === null ? '—' : formatInstant(lastSeenAt, nowMs, currentLanguage())}
        {' · '}
        {isLearning
          ? t('learning', { days: learntDays, of: learningDays })
          : t('learnt', { days: learntDays })}
      </p>
      {day === null ? <p className="empty">{t('dayPending')}</p> : <DayChart day={day} />}
    </div>
  );
}
