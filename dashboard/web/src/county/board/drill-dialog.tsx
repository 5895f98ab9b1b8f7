/** A drill: an alert that goes the whole way, and is marked as a drill everywhere. */
import { Alert, AutoComplete, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import type { AlertView, GatewayGlance } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { boardApi } from './api.ts';
import { wordsOf } from './use-act.ts';
import { useLoaded } from './use-loaded.ts';

interface DrillDialogProps {
  /** What is chosen on the board: the drill is offered there. */
  readonly view: AlertView | undefined;
  readonly gateways: readonly GatewayGlance[];
  readonly onCancel: () => void;
  readonly onStarted: (alertId: string) => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'drill-submit' };

export function DrillDialog({ view, gateways, onCancel, onStarted }: DrillDialogProps) {
  const { t } = useTranslation();
  const [gatewayId, setGatewayId] = useState(view?.alert.gatewayId ?? gateways[0]?.gatewayId ?? '');
  const [cameraId, setCameraId] = useState(view?.alert.cameraId ?? undefined);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const isId = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(gatewayId);
  const [loaded] = useLoaded(isId ? gatewayId : undefined, boardApi.gateway);
  const cameras = loaded.state === 'ready' ? loaded.value.cameras : [];
  const chosen = cameras.find((camera) => camera.cameraId === cameraId) ?? cameras[0];
  const submit = async (): Promise<void> => {
    if (chosen === undefined) return;
    setBusy(true);
    setFault(undefined);
    try {
      onStarted((await boardApi.drill(gatewayId, chosen.cameraId)).alertId);
    } catch (error) {
      setFault(wordsOf(error) ?? t('failed'));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('drillTitle')}
      okText={t('drillStart')}
      cancelText={t('cancel')}
      confirmLoading={isBusy}
      okButtonProps={{ disabled: chosen === undefined, ...TEST_ID }}
      onOk={() => void submit()}
      onCancel={onCancel}
    >
      <p>{t('drillHint')}</p>
      <Form layout="vertical">
        <Form.Item label={t('gateway')} htmlFor="drill-gateway">
          <AutoComplete
            id="drill-gateway"
            autoFocus
            value={gatewayId}
            onChange={setGatewayId}
            options={gateways.map((gateway) => ({
              value: gateway.gatewayId,
              label: [gateway.name ?? gateway.gatewayId, ...gateway.division.names.slice(-2)].join(' · '),
            }))}
          />
        </Form.Item>
        <Form.Item label={t('camera')} htmlFor="drill-camera">
          <Select
            id="drill-camera"
            loading={loaded.state === 'loading' && isId}
            value={chosen?.cameraId ?? null}
            onChange={(id: string | null) => setCameraId(id ?? undefined)}
            options={cameras.map((camera) => ({ value: camera.cameraId, label: camera.name }))}
          />
        </Form.Item>
      </Form>
      {isBusy && <p role="status">{t('drillWaiting')}</p>}
      {loaded.state === 'failed' && isId && <Alert type="warning" title={wordsOf(loaded.error)} />}
      {fault !== undefined && <Alert type="error" showIcon data-testid="drill-fault" title={fault} />}
    </Modal>
  );
}
