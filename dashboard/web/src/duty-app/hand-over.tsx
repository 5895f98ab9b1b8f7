/** Gives the alert to somebody else who serves here and is on duty; without network, to whom was known last. */
import { Button, Popup } from 'antd-mobile';
import { useEffect, useState } from 'react';
import type { AlertView, ResponderView } from '../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../shared/language.ts';
import { dutyApi } from './api.ts';
import { kept } from './store.ts';
import type { NewDeed } from './use-deeds.ts';

interface HandOverProps {
  readonly view: AlertView;
  readonly onAct: (deed: NewDeed) => void;
  readonly onShut: () => void;
}

export function HandOver({ onAct, onShut, view }: HandOverProps) {
  const { t } = useTranslation();
  const [colleagues, setColleagues] = useState<readonly ResponderView[]>();
  const { code } = view.division;
  useEffect(() => {
    dutyApi
      .responders(code)
      .then(({ responders }) => {
        void kept.setColleagues(code, responders);
        return responders;
      })
      .catch(() => kept.colleagues(code))
      .then(setColleagues, () => setColleagues([]));
  }, [code]);
  const offered = colleagues?.filter(({ isOnDuty }) => isOnDuty);
  return (
    <Popup visible onMaskClick={onShut} bodyClassName="popup">
      <h2>{t('handOver')}</h2>
      {offered?.length === 0 && <p>{t('nobodyOnDuty')}</p>}
      <ul className="colleagues">
        {offered?.map(({ division, label, responderId, role }) => (
          <li key={responderId}>
            <Button
              block
              size="large"
              data-testid="colleague"
              data-id={responderId}
              onClick={() => onAct({ kind: 'dispatched', responderId })}
            >
              <strong>{label}</strong>
              <small>
                {t(`role.${role}`)} · {division.names.at(-1)}
              </small>
            </Button>
          </li>
        ))}
      </ul>
      <Button block fill="none" onClick={onShut}>
        {t('cancel')}
      </Button>
    </Popup>
  );
}
