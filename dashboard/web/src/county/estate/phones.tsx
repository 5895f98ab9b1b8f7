/** Phones of a household's guardians: bound by a code, taken off again. */
import { App as AntApp, Button, Popconfirm, Skeleton, Tag } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { BindDialog } from './bind-dialog.tsx';
import { Fault } from './fault.tsx';
import { clockTime } from './remaining.ts';
import { useLoaded } from './use-loaded.ts';

interface PhonesProps {
  readonly household: HouseholdKey;
  /** Somebody was bound or taken off. */
  readonly onChanged: () => void;
}

export function Phones({ household, onChanged }: PhonesProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [isBinding, setBinding] = useState(false);
  const [error, setError] = useState<unknown>();
  const { gatewayId, householdId } = household;
  const load = useCallback(() => estateApi.bindings({ gatewayId, householdId }), [gatewayId, householdId]);
  const { loaded, reload } = useLoaded(load);
  const remove = async (work: Promise<unknown>, isChange: boolean): Promise<void> => {
    setError(undefined);
    try {
      await work;
      void message.success(t('estate.saved'));
      if (isChange) onChanged();
      else reload();
    } catch (fault) {
      setError(fault);
    }
  };
  if (loaded.state === 'loading') return <Skeleton active />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} onRetry={reload} />;
  const { codes, guardians } = loaded.value;
  return (
    <>
      {guardians.length === 0 && <p className="none">{t('estate.noPhones')}</p>}
      <ol className="phone-list">
        {guardians.map(({ guardianId, label, phones, position, relation }) => (
          <li key={guardianId} data-testid="bound" data-guardian-id={guardianId}>
            <span className="contact-who">
              {position}. {relation} {label !== relation && <small>{label}</small>}
            </span>
            <Tag color={phones > 0 ? 'green' : 'default'}>
              {phones > 0 ? t('estate.phones', { phones }) : t('estate.notSignedIn')}
            </Tag>
            <Popconfirm
              title={t('estate.removePhoneOf', { who: relation })}
              description={t('estate.removePhoneHint')}
              okText={t('estate.remove')}
              cancelText={t('estate.close')}
              onConfirm={() => remove(estateApi.removeBinding(household, guardianId), true)}
            >
              <Button danger size="small" data-testid="remove-binding">
                {t('estate.remove')}
              </Button>
            </Popconfirm>
          </li>
        ))}
        {codes.map(({ codeId, expiresAt, hasDigits, madeBy, relation }) => (
          <li key={codeId} data-testid="code">
            <span className="contact-who">
              {t('estate.codeWaits', { relation, time: clockTime(expiresAt), by: madeBy })}
            </span>
            {!hasDigits && <Tag color="warning">{t('estate.digitsDead')}</Tag>}
            <Button size="small" onClick={() => void remove(estateApi.cancelCode(household, codeId), false)}>
              {t('estate.cancelCode')}
            </Button>
          </li>
        ))}
      </ol>
      {error !== undefined && <Fault error={error} />}
      <p>
        <Button type="primary" onClick={() => setBinding(true)} data-testid="bind-phone">
          {t('estate.bindPhone')}
        </Button>
      </p>
      {isBinding && (
        <BindDialog
          household={household}
          guardians={guardians.length}
          onBound={onChanged}
          onClose={() => {
            setBinding(false);
            reload();
          }}
        />
      )}
    </>
  );
}
