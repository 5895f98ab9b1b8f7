import { useCallback } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError, api } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { useNotice } from '../shell/notice.tsx';
import { lastActor } from '../shell/state.ts';

/** The console's words for what went wrong; undefined when it said none. */
export function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.body === undefined) return undefined;
  const language = currentLanguage();
  return `${error.body.message[language]} ${error.body.remedy[language]}`;
}

export type Act = (alertId: string, work: Promise<AlertView>) => Promise<boolean>;

/** Does something to an alert; whoever comes second is told who was first. @returns whether it was done. */
export function useAct(): Act {
  const { t } = useTranslation();
  const notice = useNotice();
  const { learnView } = useCounty();
  return useCallback(
    async (alertId, work) => {
      try {
        learnView(await work);
        return true;
      } catch (error) {
        const isConflict = error instanceof ApiError && error.body?.code === 'ALERT_STATE_CONFLICT';
        const present = isConflict ? await api.alert(alertId).catch(() => undefined) : undefined;
        if (present !== undefined) learnView(present);
        const who = (present && lastActor(present)) ?? t('someoneElse');
        notice(isConflict ? t('conflict', { who }) : (wordsOf(error) ?? t('failed')));
        return false;
      }
    },
    [learnView, notice, t],
  );
}
