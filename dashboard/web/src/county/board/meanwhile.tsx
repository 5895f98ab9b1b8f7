/** What another did to an alert while a dialog about it is open: the dialog says so before its button is pressed. */
import { Alert } from 'antd';
import { useState } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { lastByPerson } from '../shell/state.ts';

export function Meanwhile({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const [knownId] = useState(() => lastByPerson(view)?.actionId);
  const newest = lastByPerson(view);
  if (newest === undefined || newest.actionId === knownId) return null;
  const who = newest.actor.label || t(`actor.${newest.actor.kind}`);
  return (
    <Alert
      type="warning"
      showIcon
      data-testid="meanwhile"
      title={t('meanwhile', { who, what: t(`action.${newest.kind}`) })}
      style={{ marginBottom: 12 }}
    />
  );
}
