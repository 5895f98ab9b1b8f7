import { Alert, Button } from 'antd';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';

/** What went wrong and what to do, in the words of the error catalogue. */
export function useFaultWords(): (error: unknown) => { readonly what: string; readonly remedy: string } {
  const { t } = useTranslation();
  return (error) => {
    const body = error instanceof ApiError ? error.body : undefined;
    const language = currentLanguage();
    return body === undefined
      ? { what: t('ledger.failed'), remedy: t('ledger.failedRemedy') }
      : { what: body.message[language], remedy: body.remedy[language] };
  };
}

export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { remedy, what } = useFaultWords()(error);
  return (
    <Alert
      type="error"
      showIcon
      title={what}
      description={remedy}
      action={onRetry && <Button onClick={onRetry}>{t('ledger.retry')}</Button>}
    />
  );
}
