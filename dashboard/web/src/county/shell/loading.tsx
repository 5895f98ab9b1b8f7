import { useTranslation } from '../../shared/language.ts';

/** In the place of a page that is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return <p className="loading" role="status" aria-label={t('loadingPage')} />;
}
