import type { GuardianHousehold } from '../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Contacts } from './contacts.tsx';
import { householdWords } from './household-words.ts';

interface HouseholdCardProps {
  readonly household: GuardianHousehold;
  readonly nowMs: number;
  /** Of the news, ms. */
  readonly ageMs: number;
}

/** Told apart without colour as well. */
const SIGNS = { well: '✓', unknown: '?', alert: '!' } as const;

export function HouseholdCard({ ageMs, household, nowMs }: HouseholdCardProps) {
  const { t } = useTranslation();
  const { contacts, hasDrill, hasTest, label, residents } = household;
  const language = currentLanguage();
  const { details, headline, tone } = householdWords(household, { nowMs, ageMs, language });
  return (
    <article className={`card household ${tone}`} data-testid="household" data-tone={tone}>
      <h2>
        {residents.length > 0 ? residents.join(t('listComma')) : label}
        {residents.length > 0 && <small>{label}</small>}
      </h2>
      <p className="headline">
        <span className="sign" aria-hidden="true">
          {SIGNS[tone]}
        </span>
        {headline}
      </p>
      {details.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {hasDrill && <p className="drill">{t('drillOn')}</p>}
      {hasTest && !hasDrill && <p className="drill">{t('testOn')}</p>}
      <Contacts contacts={contacts} />
    </article>
  );
}
