/** Sites of a division: buildings where gateways stand. */
import {
  App as AntApp,
  Button,
  Form,
  Input,
  InputNumber,
  Modal,
  Popconfirm,
  Select,
  Space,
  Table,
} from 'antd';
import { useCallback, useState } from 'react';
import type { SiteBody, SiteView } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { estateApi } from './api.ts';
import { useDivisionSearch } from './division-tree.tsx';
import { Fault } from './fault.tsx';
import { useLoaded } from './use-loaded.ts';

interface SiteTableProps {
  readonly division: string;
  readonly version: number;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

export function SiteTable({ division, mayChange, onChanged, version }: SiteTableProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [edited, setEdited] = useState<SiteView | 'new'>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another look.
  const load = useCallback(() => estateApi.sites(division), [division, version]);
  const { loaded, reload } = useLoaded(load);
  if (loaded.state === 'failed') return <Fault error={loaded.error} onRetry={reload} />;
  const remove = async (siteId: string): Promise<void> => {
    try {
      await estateApi.removeSite(siteId);
      onChanged();
    } catch (error) {
      const told = error instanceof ApiError ? error.body?.message[currentLanguage()] : undefined;
      void message.error(told ?? t('noConnection'));
    }
  };
  return (
    <>
      {mayChange && (
        <Button className="table-search" onClick={() => setEdited('new')} data-testid="new-site">
          {t('estate.newSite')}
        </Button>
      )}
      <Table<SiteView>
        size="middle"
        rowKey="siteId"
        dataSource={loaded.state === 'here' ? loaded.value : []}
        loading={loaded.state === 'loading'}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('estate.noSites') }}
        columns={[
          { title: t('estate.name'), dataIndex: 'name' },
          { title: t('estate.siteKind'), render: (_, { kind }) => t(`estate.site.${kind}`) },
          { title: t('estate.division'), dataIndex: 'division' },
          { title: t('estate.gateways'), dataIndex: 'gateways', align: 'right' },
          {
            title: '',
            render: (_, site) =>
              mayChange && (
                <Space>
                  <Button size="small" onClick={() => setEdited(site)}>
                    {t('estate.change')}
                  </Button>
                  <Popconfirm
                    title={t('estate.removeSite', { name: site.name })}
                    okText={t('estate.remove')}
                    cancelText={t('cancel')}
                    onConfirm={() => remove(site.siteId)}
                  >
                    <Button size="small" danger>
                      {t('estate.remove')}
                    </Button>
                  </Popconfirm>
                </Space>
              ),
          },
        ]}
      />
      {edited !== undefined && (
        <SiteDialog
          site={edited === 'new' ? undefined : edited}
          division={division}
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

interface SiteDialogProps {
  readonly site: SiteView | undefined;
  readonly division: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

const KINDS = ['village_centre', 'township_centre', 'other'] as const;

function SiteDialog({ division, onChanged, onClose, site }: SiteDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<SiteBody>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { hits, search } = useDivisionSearch();
  const save = async (values: SiteBody): Promise<void> => {
    const body = { ...values, longitude: values.longitude ?? null, latitude: values.latitude ?? null };
    setBusy(true);
    try {
      await (site === undefined ? estateApi.createSite(body) : estateApi.changeSite(site.siteId, body));
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  const {
    gateways: _gateways,
    siteId: _siteId,
    ...known
  } = site ?? {
    ...{ siteId: '', gateways: 0, name: '', kind: 'village_centre', longitude: null, latitude: null },
    division: division === '' ? undefined : division,
  };
  const required = { required: true, message: t('estate.required') };
  return (
    <Modal
      open
      title={t(site === undefined ? 'estate.newSite' : 'estate.site')}
      okText={t('estate.save')}
      cancelText={t('cancel')}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={known} onFinish={save}>
        <Form.Item name="name" label={t('estate.name')} rules={[{ ...required, whitespace: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="division" label={t('estate.division')} rules={[required]}>
          <Select
            showSearch={{ filterOption: false, onSearch: search }}
            placeholder={t('estate.searchDivision')}
            options={hits.map(({ code, names }) => ({ value: code, label: `${names.join(' · ')} ${code}` }))}
            notFoundContent={null}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('estate.siteKind')}>
          <Select options={KINDS.map((kind) => ({ value: kind, label: t(`estate.site.${kind}`) }))} />
        </Form.Item>
        <Space wrap>
          <Form.Item name="longitude" label={t('estate.longitude')}>
            <InputNumber min={-180} max={180} step={0.0001} />
          </Form.Item>
          <Form.Item name="latitude" label={t('estate.latitude')}>
            <InputNumber min={-90} max={90} step={0.0001} />
          </Form.Item>
        </Space>
      </Form>
      {error !== undefined && <Fault error={error} />}
    </Modal>
  );
}
