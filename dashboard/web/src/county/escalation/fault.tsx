/** What went wrong, in the words of the error catalogue. */
import { Alert, Button } from 'antd';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';

interface FaultProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Fault({ error, onRetry }: FaultProps) {
  const { t } = useTranslation();
  if (error === undefined || error === null) return null;
  const body = error instanceof ApiError ? error.body : undefined;
  const language = currentLanguage();
  return (
    <Alert
      className="duty-fault"
      type="error"
      showIcon
      title={body?.message[language] ?? t('noConnection')}
      description={
        body && (
          <>
            <p>{body.remedy[language]}</p>
            {body.issues.length > 0 && (
              <ul>
                {body.issues.map(({ fix, path, reason }) => (
                  <li key={`${path} ${reason}`}>
                    <code>{path}</code> {reason}: {fix}
                  </li>
                ))}
              </ul>
            )}
          </>
        )
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('duty.retry')}
          </Button>
        )
      }
    />
  );
}
