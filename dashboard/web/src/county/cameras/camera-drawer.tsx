/** One camera: how it is, its outages, the picture of its latest alert. */
import { Alert, Descriptions, Drawer, Spin, Table } from 'antd';
import { useEffect, useState } from 'react';
import type { CameraDetail, CameraRow, Outage } from '../../../../../edge-config/contracts/rest.ts';
import { formatElapsed, formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { reasonText } from '../../shared/reason-text.ts';
import { LiveButton } from '../live-view/live-modal.tsx';
import { useCounty } from '../shell/county-context.tsx';
import { useMinuteMs, useTime } from '../shell/time.tsx';
import { camerasApi } from './api.ts';
import { loadText } from './load-text.ts';
import { StateText } from './state-text.tsx';

interface CameraDrawerProps {
  readonly camera: CameraRow | undefined;
  readonly onClose: () => void;
}

export function CameraDrawer({ camera, onClose }: CameraDrawerProps) {
  return (
    <Drawer open={camera !== undefined} onClose={onClose} size={520} title={camera?.name} destroyOnHidden>
      {camera !== undefined && <Body key={`${camera.gatewayId}/${camera.cameraId}`} camera={camera} />}
    </Drawer>
  );
}

function Body({ camera }: { camera: CameraRow }) {
  const { t } = useTranslation();
  const { user } = useCounty();
  const [detail, setDetail] = useState<CameraDetail>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    camerasApi.one(camera).then(setDetail, () => setFailed(true));
  }, [camera]);
  if (hasFailed) return <Alert type="error" showIcon title={t('cameras.failed')} />;
  if (detail === undefined) return <Spin />;
  return (
    <div data-testid="camera-detail">
      <Facts camera={detail.camera} load={detail.load} />
      {user.role !== 'auditor' && user.role !== 'responder' && (
        <LiveButton {...camera} cameraName={camera.name} />
      )}
      <h3>{t('cameras.lastStill')}</h3>
      {detail.lastStill === null ? (
        <p>{t('cameras.noStill')}</p>
      ) : (
        <img
          className="last-still"
          src={`/api/alerts/${detail.lastStill.alertId}/image`}
          alt={t('cameras.lastStill')}
        />
      )}
      <h3>{t('cameras.outages')}</h3>
      <Outages outages={detail.outages} />
    </div>
  );
}

function Facts({ camera, load }: Pick<CameraDetail, 'camera' | 'load'>) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const language = currentLanguage();
  const at = (instant: string | null): string =>
    instant === null ? '—' : formatInstant(instant, nowMs, language);
  const items = [
    { label: t('cameras.state'), children: <StateText camera={camera} /> },
    { label: t('cameras.since'), children: at(camera.since) },
    { label: t('cameras.where'), children: camera.division.names.join(' ') || camera.division.code },
    { label: t('cameras.household'), children: camera.householdLabel ?? camera.householdId ?? '—' },
    { label: t('cameras.gateway'), children: camera.gatewayName ?? camera.gatewayId },
    { label: t('cameras.load'), children: load === null ? '—' : loadText(load, t) },
    { label: t('cameras.gb'), children: camera.gb28181Id ?? '—' },
    {
      label: t('cameras.fps'),
      children: camera.state === 'watching' ? `${camera.framesPerS.toFixed(1)} fps` : '—',
    },
    { label: t('cameras.lastFrame'), children: at(camera.lastFrameAt) },
  ];
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      items={items.map((item) => ({ ...item, key: item.label }))}
    />
  );
}

function Outages({ outages }: { outages: readonly Outage[] }) {
  const { t } = useTranslation();
  const { wallMs: nowMs } = useTime();
  const language = currentLanguage();
  return (
    <Table<Outage>
      size="small"
      rowKey="beganAt"
      dataSource={[...outages]}
      pagination={false}
      locale={{ emptyText: t('cameras.noOutages') }}
      columns={[
        {
          title: t('cameras.since'),
          dataIndex: 'beganAt',
          render: (beganAt: string) => formatInstant(beganAt, nowMs, language),
        },
        {
          title: t('elapsed'),
          render: (_value, { beganAt, endedAt }) =>
            `${formatElapsed(Date.parse(beganAt), endedAt === null ? nowMs : Date.parse(endedAt), language)}${
              endedAt === null ? ` · ${t('cameras.lasts')}` : ''
            }`,
        },
        {
          title: t('reason'),
          dataIndex: 'reason',
          render: (reason: string | null) => (reason === null ? '—' : reasonText(reason)),
        },
      ]}
    />
  );
}
