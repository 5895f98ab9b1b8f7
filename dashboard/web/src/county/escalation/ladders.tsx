/** The ladder in force for a division and severity, where it comes from, and its editor. */
import { Segmented, Spin, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { Severity } from '../../../../../edge-config/contracts/primitives.ts';
import type { LadderView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useMinuteMs } from '../shell/time.tsx';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { LadderEditor } from './ladder-editor.tsx';
import { useLoad } from './use-load.ts';

const SEVERITIES: readonly Severity[] = ['extreme', 'severe', 'moderate', 'minor'];

interface LaddersProps {
  readonly division: string;
  readonly mayChange: boolean;
}

export function Ladders({ division, mayChange }: LaddersProps) {
  const { t } = useTranslation();
  const [severity, setSeverity] = useState<Severity>('extreme');
  const ladder = useLoad(useCallback(() => dutyApi.ladder(division, severity), [division, severity]));
  const isShown = ladder.value !== undefined && ladder.value.severity === severity && !ladder.isBusy;
  return (
    <section>
      <Segmented
        value={severity}
        onChange={setSeverity}
        options={SEVERITIES.map((each) => ({ value: each, label: t(`severity.${each}`) }))}
      />
      <Fault error={ladder.error} onRetry={ladder.reload} />
      {ladder.isBusy && <Spin className="loading" />}
      {isShown && ladder.value !== undefined && (
        <>
          <Source view={ladder.value} />
          <LadderEditor
            key={`${division} ${severity} ${ladder.value.updatedAt}`}
            view={ladder.value}
            mayChange={mayChange}
            onSave={async (next) => ladder.learn(await dutyApi.setLadder(division, severity, next))}
            onInherit={async () => ladder.learn(await dutyApi.removeLadder(division, severity))}
          />
        </>
      )}
    </section>
  );
}

function Source({ view }: { readonly view: LadderView }) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const { from, fromNames, source, updatedAt, updatedBy } = view;
  const place = from === 'everywhere' ? t('duty.everywhere') : fromNames.join(' ') || from || '';
  return (
    <p className="duty-hint" data-testid="ladder-source" data-source={source}>
      {t('duty.inForce')}{' '}
      <Tag color={source === 'own' ? 'blue' : 'default'}>{t(`duty.${source}`, { from: place })}</Tag>
      {updatedAt !== null &&
        t('duty.changedBy', {
          who: updatedBy ?? '',
          at: formatInstant(updatedAt, nowMs, currentLanguage()),
        })}
    </p>
  );
}
