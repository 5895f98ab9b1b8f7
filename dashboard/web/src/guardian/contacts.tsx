import type { GuardianContact } from '../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../shared/language.ts';

interface ContactsProps {
  readonly contacts: readonly GuardianContact[];
  readonly isOpen?: boolean;
}

/** Whom to call, in order. Who has no number is named, so that nobody looks for it here. */
export function Contacts({ contacts, isOpen = false }: ContactsProps) {
  const { t } = useTranslation();
  if (contacts.length === 0) return null;
  return (
    <details className="contacts" open={isOpen} data-testid="contacts">
      <summary>{t('call')}</summary>
      <ol>
        {contacts.map(({ kind, label, phone }) => (
          <li key={`${kind} ${label}`}>
            {phone === null ? (
              <span className="none">
                {label} · {t('noNumber')}
              </span>
            ) : (
              <a href={`tel:${phone}`}>
                <span aria-hidden="true">☎</span> {label}
                <small>{phone}</small>
              </a>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
