/** Gateways of a division as they are now, and where they stand. */
import { Button, Form, Input, Modal, Select, Skeleton, Table, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { GatewayRecord, GatewayView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { estateApi } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoaded } from './use-loaded.ts';
import { useVillages } from './use-villages.ts';

interface GatewayTableProps {
  readonly division: string;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

export function GatewayTable({ division, mayChange, onChanged }: GatewayTableProps) {
  const { t } = useTranslation();
  const { board, stale } = useCounty();
  const [edited, setEdited] = useState<GatewayView>();
  const gateways = [...board.gateways.values()].filter((gateway) =>
    gateway.division.code.startsWith(division),
  );
  return (
    <>
      <Table<GatewayView>
        size="middle"
        rowKey="gatewayId"
        dataSource={gateways}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('estate.noGateways') }}
        columns={[
          {
            title: t('estate.gateway'),
            render: (_, gateway) => (
              <>
                {gateway.name ?? gateway.gatewayId}
                {gateway.name !== null && <small> {gateway.gatewayId}</small>}
              </>
            ),
          },
          { title: t('estate.place'), render: (_, gateway) => gateway.division.names.slice(1).join(' · ') },
          {
            title: t('estate.state'),
            render: (_, gateway) =>
              stale !== undefined || gateway.late ? (
                <Tag>{t('estate.unknown')}</Tag>
              ) : (
                <Tag color="green">{t('estate.online')}</Tag>
              ),
          },
          { title: t('estate.cameras'), align: 'right', render: (_, gateway) => gateway.cameras.length },
          {
            title: '',
            render: (_, gateway) =>
              mayChange && (
                <Button size="small" onClick={() => setEdited(gateway)} data-testid="edit-gateway">
                  {t('estate.change')}
                </Button>
              ),
          },
        ]}
      />
      {edited !== undefined && (
        <GatewayDialog
          gateway={edited}
          onClose={() => setEdited(undefined)}
          onChanged={() => {
            setEdited(undefined);
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface GatewayDialogProps {
  readonly gateway: GatewayView;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function GatewayDialog({ gateway: { gatewayId, township }, onChanged, onClose }: GatewayDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<GatewayRecord>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const load = useCallback(
    async () => ({ record: await estateApi.gateway(gatewayId), sites: await estateApi.sites(township) }),
    [gatewayId, township],
  );
  const { loaded, reload } = useLoaded(load);
  const villages = useVillages(township);
  const save = async ({ name, siteId, village }: GatewayRecord): Promise<void> => {
    setBusy(true);
    try {
      await estateApi.changeGateway(gatewayId, {
        name: name?.trim() ? name.trim() : null,
        siteId: siteId ?? null,
        village: village ?? null,
      });
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={gatewayId}
      okText={t('estate.save')}
      cancelText={t('cancel')}
      confirmLoading={isBusy}
      okButtonProps={{ disabled: loaded.state !== 'here' }}
      onOk={form.submit}
      onCancel={onClose}
    >
      {loaded.state === 'loading' && <Skeleton active />}
      {loaded.state === 'failed' && <Fault error={loaded.error} onRetry={reload} />}
      {loaded.state === 'here' && (
        <Form form={form} layout="vertical" initialValues={loaded.value.record} onFinish={save}>
          <Form.Item name="name" label={t('estate.name')}>
            <Input maxLength={60} placeholder={gatewayId} />
          </Form.Item>
          <Form.Item name="village" label={t('estate.village')}>
            <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={villages} />
          </Form.Item>
          <Form.Item name="siteId" label={t('estate.site')}>
            <Select
              allowClear
              options={loaded.value.sites.map(({ name, siteId }) => ({ value: siteId, label: name }))}
              notFoundContent={t('estate.noSites')}
            />
          </Form.Item>
        </Form>
      )}
      {error !== undefined && <Fault error={error} />}
    </Modal>
  );
}
