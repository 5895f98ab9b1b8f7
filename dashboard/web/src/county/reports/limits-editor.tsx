import { App, Form, InputNumber, Modal, Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { LimitsView, ReportLimits } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { Fault, useFaultWords } from '../ledger/fault.tsx';
import { reports } from './api.ts';

interface LimitsEditorProps {
  /** County, city or everywhere: whose limits are set. */
  readonly division: string;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

const SHARES = ['acknowledgedFirst', 'acknowledgedSecond', 'attended'] as const;
/** Shares are written in percent. */
const PERCENT = 100;

export function LimitsEditor({ division, onClose, onSaved }: LimitsEditorProps) {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const faultWords = useFaultWords();
  const [form] = Form.useForm<ReportLimits>();
  const [view, setView] = useState<LimitsView>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    reports.limits(division).then(setView, setError);
  }, [division]);
  const save = async (written: ReportLimits): Promise<void> => {
    setBusy(true);
    try {
      await reports.setLimits(division, scaled(written, 1 / PERCENT));
      void message.success(t('reports.saved'));
      onSaved();
    } catch (fault) {
      const { remedy, what } = faultWords(fault);
      notification.error({ title: what, description: remedy });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('reports.limitsOf', { division: division === '' ? t('reports.everywhere') : division })}
      okText={t('reports.save')}
      cancelText={t('ledger.cancel')}
      okButtonProps={{ disabled: view === undefined }}
      confirmLoading={isBusy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {error !== undefined && <Fault error={error} />}
      {view === undefined && error === undefined && <Spin />}
      {view && (
        <Form
          form={form}
          layout="vertical"
          initialValues={scaled(view.limits, PERCENT)}
          onFinish={(written) => void save(written)}
        >
          {SHARES.map((key) => (
            <fieldset key={key} className="limit">
              <legend className="limit-name">{t(`reports.limit.${key}`)}</legend>
              <Form.Item name={[key, 'withinS']} label={t('reports.withinS')} rules={[{ required: true }]}>
                <InputNumber min={1} max={86_400} precision={0} />
              </Form.Item>
              <Form.Item name={[key, 'share']} label={t('reports.atLeast')} rules={[{ required: true }]}>
                <InputNumber min={0} max={100} step={0.5} precision={1} />
              </Form.Item>
            </fieldset>
          ))}
          <Form.Item
            name="falsePerCameraMonth"
            label={t('reports.limit.falsePerCameraMonth')}
            rules={[{ required: true }]}
          >
            <InputNumber min={0} max={1000} step={0.1} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

function scaled(limits: ReportLimits, by: number): ReportLimits {
  const shares = SHARES.map((key) => {
    // Of binary fractions: 97.5 % is 0.975.
    const share = Math.round(limits[key].share * by * 100_000) / 100_000;
    return [key, { ...limits[key], share }];
  });
  return { ...limits, ...Object.fromEntries(shares) } as ReportLimits;
}
