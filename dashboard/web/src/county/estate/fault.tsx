/** What went wrong, in the words of the error catalogue, and what to do. */
import { Alert, Button } from 'antd';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';

interface FaultProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Fault({ error, onRetry }: FaultProps) {
  const { t } = useTranslation();
  const body = error instanceof ApiError ? error.body : undefined;
  const language = currentLanguage();
  const fields = body?.issues.map(({ path }) => path).filter((path) => path !== '') ?? [];
  return (
    <Alert
      type="error"
      showIcon
      title={body?.message[language] ?? t('noConnection')}
      description={
        body && (
          <>
            {body.remedy[language]}
            {fields.length > 0 && ` (${[...new Set(fields)].join(', ')})`}
          </>
        )
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('estate.retry')}
          </Button>
        )
      }
    />
  );
}
