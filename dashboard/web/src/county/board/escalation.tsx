/** Who is told next, and when, while nobody answers. */
import type { RungRole } from '../../../../../edge-config/contracts/escalation.ts';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatElapsed } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useTime } from '../shell/time.tsx';

export function rolesText(roles: readonly RungRole[], t: (key: string) => string): string {
  return roles.map((role) => t(`role.${role}`)).join(t('listComma'));
}

export function EscalationLine({ view }: { readonly view: AlertView }) {
  const { t } = useTranslation();
  const { wallMs: nowMs } = useTime();
  const { escalation } = view;
  if (escalation === null || escalation.phase === 'stopped') return null;
  const { dueAt, next, phase } = escalation;
  if (dueAt === null || next.length === 0) {
    const isForgotten = phase === 'climbing' && view.state === 'raised' && escalation.told.length > 0;
    return isForgotten ? <p className="escalation">{t('allTold')}</p> : null;
  }
  const leftMs = Date.parse(dueAt) - nowMs;
  const values = {
    roles: rolesText(next, t),
    in: formatElapsed(0, leftMs, currentLanguage()),
  };
  const key = phase === 'held' ? 'heldRung' : leftMs > 0 ? 'nextRung' : 'nextRungNow';
  return (
    <p className="escalation" data-testid="escalation">
      {t(key, values)}
    </p>
  );
}
