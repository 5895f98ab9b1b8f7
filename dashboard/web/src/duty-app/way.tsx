/** The way to the door, who lives there, and whom to call. */
import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import type { AlertView, Contact, HouseholdCard } from '../../../../edge-config/contracts/rest.ts';
import { faultOf } from '../shared/faults.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { dutyApi } from './api.ts';

export function Way({ view: { alert, cameraName, division } }: { view: AlertView }) {
  const { t } = useTranslation();
  const { gatewayId, householdId } = alert;
  const [card, setCard] = useState<HouseholdCard>();
  useEffect(() => {
    if (householdId === null) return;
    // Without network the place on the alert must do.
    dutyApi.card(gatewayId, householdId).then(setCard, () => {});
  }, [gatewayId, householdId]);
  return (
    <section className="way">
      <h2>{t('way')}</h2>
      <p className="division">{division.names.join(' ')}</p>
      {card?.address ? <p className="address">{card.address}</p> : <p>{cameraName ?? alert.place.label}</p>}
      {card?.note && <p className="note">{card.note}</p>}
      {card?.residents.map(({ alias, note, residentId }) => (
        <p key={residentId}>
          {alias}
          {note !== null && ` · ${note}`}
        </p>
      ))}
      {card !== undefined && card.contacts.length > 0 && (
        <ul className="contacts">
          {card.contacts.map((contact) => (
            <li key={`${contact.kind} ${contact.id}`}>
              <Call card={card} contact={contact} alertId={alert.alertId} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Call({ alertId, card, contact }: { card: HouseholdCard; contact: Contact; alertId: string }) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState<string>();
  const [fault, setFault] = useState<string>();
  const { id, kind, label, phoneEnding, relation } = contact;
  const said = kind === 'responder' ? t(`role.${relation}`) : relation;
  const ask = async (): Promise<void> => {
    setFault(undefined);
    try {
      const told = await dutyApi.reveal(card, kind, id, alertId);
      setPhone(told.phone);
      location.href = `tel:${told.phone}`;
    } catch (error) {
      setFault(faultOf(error, currentLanguage()).meaning);
    }
  };
  return (
    <>
      <span>
        <strong>{label}</strong> {said !== label && said}
      </span>
      {phoneEnding === null && <span className="none">{t('noPhone')}</span>}
      {phoneEnding !== null && phone === undefined && (
        <Button data-testid="duty-call" data-id={id} onClick={() => void ask()}>
          {t('call', { ending: phoneEnding })}
        </Button>
      )}
      {phone !== undefined && (
        <a className="tel" href={`tel:${phone}`} data-testid="duty-tel">
          {phone}
        </a>
      )}
      {fault !== undefined && <span className="fault">{fault}</span>}
    </>
  );
}
