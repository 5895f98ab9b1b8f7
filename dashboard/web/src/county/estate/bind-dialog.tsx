/** A code for one phone: who it is for, then the QR code and the six digits, for as long as they hold. */
import { Alert, AutoComplete, Button, Form, Modal, QRCode, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { BindingCode } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useNow } from '../shell/use-now.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { Fault } from './fault.tsx';
import { remaining } from './remaining.ts';

interface BindDialogProps {
  readonly household: HouseholdKey;
  /** How many there are already. */
  readonly guardians: number;
  readonly onBound: () => void;
  readonly onClose: () => void;
}

const MAX_GUARDIANS = 12;
const LOOK_EVERY_MS = 3000;
const QR_PX = 220;

interface Wish {
  readonly relation: string;
  /** 0: the last. */
  readonly position: number;
}

export function BindDialog({ guardians, household, onBound, onClose }: BindDialogProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState<BindingCode>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const make = async ({ position, relation }: Wish): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const wish = { relation: relation.trim(), position: position === 0 ? null : position };
      setCode(await estateApi.makeCode(household, wish));
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  const relations = t('estate.relations').split(' ');
  const places = Array.from({ length: Math.min(guardians + 1, MAX_GUARDIANS) }, (_, index) => index + 1);
  return (
    <Modal open title={t('estate.bindPhone')} onCancel={onClose} footer={null} data-testid="bind-dialog">
      {code === undefined ? (
        <Form<Wish>
          layout="vertical"
          initialValues={{ relation: '', position: 0 }}
          onFinish={(wish) => void make(wish)}
        >
          <Form.Item
            name="relation"
            label={t('estate.relation')}
            extra={t('estate.relationHint')}
            rules={[{ required: true, whitespace: true, max: 60, message: t('estate.required') }]}
          >
            <AutoComplete
              options={relations.map((value) => ({ value }))}
              // A word that is complete needs no list, which would hide the button.
              showSearch={{
                filterOption: (typed, option) =>
                  option?.value.includes(typed) === true && option.value !== typed,
              }}
              data-testid="bind-relation"
            />
          </Form.Item>
          <Form.Item name="position" label={t('estate.callOrder')}>
            <Select
              options={[
                { value: 0, label: t('estate.callLast') },
                ...places.map((value) => ({ value, label: t('estate.callPlace', { place: value }) })),
              ]}
            />
          </Form.Item>
          {error !== undefined && <Fault error={error} />}
          <Button type="primary" htmlType="submit" loading={isBusy} data-testid="make-code">
            {t('estate.makeCode')}
          </Button>
        </Form>
      ) : (
        <ShownCode code={code} household={household} onAnew={() => setCode(undefined)} onBound={onBound} />
      )}
    </Modal>
  );
}

interface ShownCodeProps {
  readonly code: BindingCode;
  readonly household: HouseholdKey;
  readonly onAnew: () => void;
  readonly onBound: () => void;
}

function ShownCode({ code, household, onAnew, onBound }: ShownCodeProps) {
  const { t } = useTranslation();
  const { wallMs: nowMs } = useNow();
  const [state, setState] = useState<'waiting' | 'digits-dead' | 'bound'>('waiting');
  const { codeId, digits, expiresAt, url } = code;
  const { gatewayId, householdId } = household;
  const left = remaining(expiresAt, nowMs);
  const isOver = left === undefined;
  // A code that is listed no more before its time was used.
  useEffect(() => {
    if (isOver || state === 'bound') return undefined;
    const look = async (): Promise<void> => {
      const { codes } = await estateApi.bindings({ gatewayId, householdId });
      const own = codes.find((each) => each.codeId === codeId);
      setState(own === undefined ? 'bound' : own.hasDigits ? 'waiting' : 'digits-dead');
    };
    const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [codeId, gatewayId, householdId, isOver, state]);
  if (state === 'bound') {
    return (
      <Alert
        type="success"
        showIcon
        title={t('estate.boundNow')}
        action={
          <Button size="small" onClick={onBound}>
            {t('estate.close')}
          </Button>
        }
      />
    );
  }
  return (
    <div className="bind-code">
      <p>{t('estate.bindHow')}</p>
      <QRCode
        value={url}
        size={QR_PX}
        bgColor="#fff"
        color="#000"
        status={isOver ? 'expired' : 'active'}
        onRefresh={onAnew}
      />
      <p className="bind-digits" data-testid="digits">
        {isOver || state === 'digits-dead' ? '— — —' : `${digits.slice(0, 3)} ${digits.slice(3)}`}
      </p>
      {state === 'digits-dead' && <Alert type="warning" showIcon title={t('estate.digitsDeadHint')} />}
      <p className="none" role="timer">
        {isOver ? t('estate.codeOver') : t('estate.codeLeft', { left })}
      </p>
      {(isOver || state === 'digits-dead') && <Button onClick={onAnew}>{t('estate.makeCode')}</Button>}
    </div>
  );
}
