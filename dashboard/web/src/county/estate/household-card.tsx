/** Who lives in a household, the way there, and whom to call. Stands beside an alert, and on the page of the estate. */
import { EyeOutlined, HomeOutlined } from '@ant-design/icons';
import { Button, Skeleton, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { HouseholdCard as Card, Contact, Resident } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { estateApi, type HouseholdKey } from './api.ts';
import { CopyText } from './copy-text.tsx';
import { Fault } from './fault.tsx';
import { phoneWords } from './phone.ts';
import { useLoaded } from './use-loaded.ts';
import './household-card.css';

interface HouseholdCardProps extends HouseholdKey {
  /** The alert for which somebody is called: it stands in the audit log. */
  readonly alertId?: string;
  /** Changes when the card has to be read again. */
  readonly version?: number;
}

export function HouseholdCard({ alertId, gatewayId, householdId, version = 0 }: HouseholdCardProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another look.
  const load = useCallback(
    () => estateApi.card({ gatewayId, householdId }),
    [gatewayId, householdId, version],
  );
  const { loaded, reload } = useLoaded(load);
  if (loaded.state === 'loading') return <Skeleton active paragraph={{ rows: 3 }} />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} onRetry={reload} />;
  return <CardView card={loaded.value} alertId={alertId ?? null} />;
}

function CardView({ alertId, card }: { card: Card; alertId: string | null }) {
  const { t } = useTranslation();
  const { user } = useCounty();
  const { address, contacts, division, gatewayId, householdId, label, note, residents } = card;
  const isEmpty = address === '' && note === null && residents.length === 0 && contacts.length === 0;
  const edit = `/estate?household=${gatewayId}/${householdId}`;
  return (
    <section className="household-card" data-testid="household-card" aria-label={label}>
      <p>
        <HomeOutlined aria-hidden /> <strong>{label}</strong> <small>{division.names.join(' · ')}</small>
      </p>
      {isEmpty && (
        <p className="none" data-testid="card-empty">
          {t('estate.nothingKnown')}{' '}
          {user.role === 'administrator' && <Link href={edit}>{t('estate.writeDown')}</Link>}
        </p>
      )}
      {address !== '' && <p className="address">{address}</p>}
      {note !== null && <p className="note">{note}</p>}
      {residents.length > 0 && (
        <>
          <h4>{t('estate.residents')}</h4>
          <ul>
            {residents.map((resident) => (
              <ResidentLine key={resident.residentId} resident={resident} />
            ))}
          </ul>
        </>
      )}
      {!isEmpty && <h4>{t('estate.contacts')}</h4>}
      {!isEmpty && contacts.length === 0 && <p className="none">{t('estate.noContacts')}</p>}
      <ol>
        {contacts.map((contact) => (
          <ContactLine
            key={`${contact.kind} ${contact.id}`}
            contact={contact}
            household={{ gatewayId, householdId }}
            alertId={alertId}
            mayReveal={user.role !== 'auditor'}
          />
        ))}
      </ol>
    </section>
  );
}

const KIND_COLOURS = { elder: 'gold', child: 'cyan', other: 'default' } as const;

function ResidentLine({ resident: { alias, kind, note } }: { resident: Resident }) {
  const { t } = useTranslation();
  return (
    <li>
      <span>{alias}</span>
      <Tag color={KIND_COLOURS[kind]}>{t(`estate.kind.${kind}`)}</Tag>
      {note !== null && <small>{note}</small>}
    </li>
  );
}

/** A number is not left standing on a wall. */
const SHOWN_MS = 60_000;

interface ContactLineProps {
  readonly contact: Contact;
  readonly household: HouseholdKey;
  readonly alertId: string | null;
  readonly mayReveal: boolean;
}

function ContactLine({ alertId, contact, household, mayReveal }: ContactLineProps) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    if (phone === undefined) return undefined;
    const timer = setTimeout(() => setPhone(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phone]);
  const reveal = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setPhone((await estateApi.reveal(household, contact, alertId)).phone);
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  const { id, kind, label, phoneEnding, position, relation } = contact;
  const words = kind === 'responder' ? t(`role.${relation}`) : relation;
  return (
    <li data-testid="contact" data-contact-id={id}>
      <span className="contact-position">{position}</span>
      <span className="contact-who">
        {label} {words !== label && <small>{words}</small>}
      </span>
      {phoneEnding === null && <small>{t('estate.noPhone')}</small>}
      {phoneEnding !== null && phone === undefined && (
        <Button
          icon={<EyeOutlined aria-hidden />}
          loading={isBusy}
          disabled={!mayReveal}
          onClick={() => void reveal()}
          aria-label={t('estate.reveal', { who: label })}
          data-testid="reveal"
        >
          … {phoneEnding}
        </Button>
      )}
      {phone !== undefined && (
        <span>
          <a className="phone" href={`tel:${phone}`} data-testid="phone">
            {phoneWords(phone)}
          </a>{' '}
          <CopyText text={phone} label={t('estate.copy')} />
        </span>
      )}
      {error !== undefined && <Fault error={error} />}
    </li>
  );
}
