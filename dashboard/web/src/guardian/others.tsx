import { formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { type Card, takenBy } from './state.ts';

/** Who has taken it, and what others did. */
export function Others({ card, nowMs }: { card: Card; nowMs: number }) {
  const { t } = useTranslation();
  const taken = takenBy(card);
  const nameOf = ({ actor }: Card['actions'][number]): string => actor.label || t(`actor.${actor.kind}`);
  const shown = card.actions.filter(({ actor }) => actor.kind !== 'gateway');
  return (
    <>
      {taken !== undefined && (
        <p className="taken" data-testid="taken">
          {t('takenBy', { who: nameOf(taken) })} · {t(`action.${taken.kind}`)}
        </p>
      )}
      {shown.length > 0 && (
        <ul className="others">
          {shown.map((action) => (
            <li key={action.actionId}>
              {action.tells === null
                ? nameOf(action)
                : action.tells.map((role) => t(`role.${role}`)).join(t('listComma'))}{' '}
              · {t(`action.${action.kind}`)} · {formatInstant(action.at, nowMs, currentLanguage())}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
