import { useTranslation } from '../shared/language.ts';

/** No network and nothing kept: said plainly, rather than an empty page that looks well. */
export function Unreachable() {
  const { t } = useTranslation();
  return (
    <main className="entry" data-testid="unreachable">
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{t('unreachable')}</h1>
      <p>{t('unreachableHint')}</p>
    </main>
  );
}
