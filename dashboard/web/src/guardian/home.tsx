import { useTranslation } from '../shared/language.ts';
import { AlertCard } from './alert-card.tsx';
import { HouseholdCard } from './household-card.tsx';
import { isOver } from './state.ts';
import type { PhoneState } from './use-phone.ts';

/** What has happened comes first; below it, each household as it is. */
export function Home({ phone }: { phone: PhoneState }) {
  const { t } = useTranslation();
  const { answer, cards, home, nowMs } = phone;
  const current = cards.filter((card) => !isOver(card, nowMs));
  const ended = cards.filter((card) => card.isEnded && !card.isClosed);
  const households = home?.home.households ?? [];
  return (
    <main className="home">
      <h1 className="hidden">{t('page.home')}</h1>
      {current.map((card) => (
        <AlertCard
          key={card.alertId}
          card={card}
          nowMs={nowMs}
          onAnswer={(kind) => answer(card.alertId, kind)}
        />
      ))}
      {households.map((household) => (
        <HouseholdCard
          key={`${household.gatewayId}/${household.householdId}`}
          household={household}
          nowMs={nowMs}
          ageMs={nowMs - (home?.gotMs ?? 0)}
        />
      ))}
      {home !== null && households.length === 0 && (
        <p className="quiet">
          {t('noHousehold')} <a href="#/bind">{t('bindMore')}</a>
        </p>
      )}
      {ended.map((card) => (
        <AlertCard
          key={card.alertId}
          card={card}
          nowMs={nowMs}
          onAnswer={(kind) => answer(card.alertId, kind)}
        />
      ))}
    </main>
  );
}
