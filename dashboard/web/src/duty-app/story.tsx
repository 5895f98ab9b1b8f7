/** What was done so far, newest first, with what this phone still has to tell. */
import type { AlertAction, AlertView } from '../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { ScenePhoto } from '../shared/scene-photo.tsx';
import { toldWords } from '../shared/told.ts';
import { type Deeds, waiting } from './deeds.ts';

const HIDDEN: readonly AlertAction['kind'][] = ['updated', 'notify_failed'];

interface StoryProps {
  readonly view: AlertView;
  readonly deeds: Deeds;
  readonly nowMs: number;
}

export function Story({ deeds, nowMs, view }: StoryProps) {
  const { t } = useTranslation();
  const time = (instant: string): string => formatInstant(instant, nowMs, currentLanguage());
  const told = view.actions.filter(({ kind }) => !HIDDEN.includes(kind)).reverse();
  return (
    <section className="story">
      <h2>{t('story')}</h2>
      <ol>
        {waiting(deeds, view.alert.alertId)
          .reverse()
          .map((deed) => (
            <li key={deed.actionId} className="unsent" data-testid="duty-unsent" data-kind={deed.kind}>
              <time>{time(deed.at)}</time>
              <span>
                {t('you')} · {t(`deed.${deed.kind}`)}
                {deed.outcome !== null && ` · ${t(`outcome.${deed.outcome}`)}`}
                <em>{t('unsent')}</em>
              </span>
            </li>
          ))}
        {told.map((action) => (
          <li key={action.actionId} data-testid="duty-action" data-kind={action.kind}>
            <time>{time(action.at)}</time>
            <span>
              {action.actor.label || t(`actor.${action.actor.kind}`)} · {t(`action.${action.kind}`)}
              {action.tells !== null &&
                ` ${action.tells.map((role) => t(`role.${role}`)).join(t('listComma'))}`}
              {action.kind === 'dispatched' && action.target !== null && ` ${action.target}`}
              {action.outcome !== null && ` · ${t(`outcome.${action.outcome}`)}`}
              {action.note !== null && <q>{action.note}</q>}
              {action.kind === 'photo' && action.target !== null && (
                <ScenePhoto alertId={view.alert.alertId} photoId={action.target} />
              )}
              {toldWords(action).map(({ at, key }) => (
                <em key={key}>{t(key, { at: at === '' ? '' : time(at) })}</em>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
