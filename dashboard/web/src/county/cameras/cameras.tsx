/** All cameras of the own division: by place on the left, in a list that stays smooth with ten thousand. */
import { Alert, Button, Empty, Input, Segmented, Select, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { CameraCounts, CameraRow, CameraState } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../../shared/api.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useMinuteMs } from '../shell/time.tsx';
import type { CameraFilter } from './api.ts';
import { CameraDrawer } from './camera-drawer.tsx';
import { CameraTree } from './camera-tree.tsx';
import './cameras.css';
import { StateText } from './state-text.tsx';
import { useCameras } from './use-cameras.ts';

const STATES = ['watching', 'connecting', 'blind', 'unknown'] as const satisfies readonly CameraState[];
const PLACES = ['indoor', 'yard', 'public'] as const satisfies readonly CameraRow['placeKind'][];
/** A search is asked when typing rests. */
const TYPING_MS = 250;
/** The next page is asked for when so much is left below, px. */
const AHEAD_PX = 1500;

export function Cameras() {
  const { t } = useTranslation();
  const [place, setPlace] = useState<CameraFilter>({});
  const [state, setState] = useState<CameraState>();
  const [placeKind, setPlaceKind] = useState<CameraRow['placeKind']>();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<CameraRow>();
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const filter = { ...place, ...(state && { state }), ...(placeKind && { placeKind }), ...(q && { q }) };
  const read = useCameras(filter);
  return (
    <main className="page cameras-page">
      <CameraTree onChoose={setPlace} />
      <div className="cameras-filter">
        <Input.Search
          allowClear
          data-testid="camera-search"
          aria-label={t('cameras.search')}
          placeholder={t('cameras.search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Segmented<CameraState | 'all'>
          value={state ?? 'all'}
          onChange={(value) => setState(value === 'all' ? undefined : value)}
          options={[
            { value: 'all', label: `${t('cameras.all')} ${total(read.counts)}` },
            ...STATES.map((value) => ({
              value,
              label: `${t(`cameras.state.${value}`)} ${read.counts?.[value] ?? ''}`,
            })),
          ]}
        />
        <Select<CameraRow['placeKind'] | ''>
          aria-label={t('cameras.anyPlace')}
          value={placeKind ?? ''}
          onChange={(value) => setPlaceKind(value === '' ? undefined : value)}
          options={[
            { value: '', label: t('cameras.anyPlace') },
            ...PLACES.map((value) => ({ value, label: t(`cameras.place.${value}`) })),
          ]}
        />
      </div>
      <div className="cameras-list">
        {read.fault !== undefined && <Fault fault={read.fault} onAgain={read.again} />}
        <CameraTable read={read} onChoose={setChosen} />
      </div>
      <CameraDrawer camera={chosen} onClose={() => setChosen(undefined)} />
    </main>
  );
}

interface CameraTableProps {
  readonly read: ReturnType<typeof useCameras>;
  readonly onChoose: (camera: CameraRow) => void;
}

function CameraTable({ onChoose, read }: CameraTableProps) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const box = useRef<HTMLDivElement>(null);
  const height = useHeight(box);
  const language = currentLanguage();
  const empty = (
    <Empty description={t('cameras.none')}>
      <small>{t('cameras.noneHint')}</small>
    </Empty>
  );
  return (
    <div ref={box} className="fill" data-testid="camera-table">
      <Table<CameraRow>
        virtual
        size="small"
        scroll={{ x: 860, y: height }}
        rowKey={({ cameraId, gatewayId }) => `${gatewayId}/${cameraId}`}
        dataSource={[...read.rows]}
        loading={read.isReading && read.rows.length === 0}
        pagination={false}
        locale={{ emptyText: read.isReading ? ' ' : empty }}
        onRow={(camera) => ({
          tabIndex: 0,
          onClick: () => onChoose(camera),
          onKeyDown: ({ key }) => key === 'Enter' && onChoose(camera),
        })}
        onScroll={({ currentTarget: { clientHeight, scrollHeight, scrollTop } }) => {
          if (scrollHeight - scrollTop - clientHeight < AHEAD_PX) read.more();
        }}
        columns={[
          { title: t('cameras.name'), dataIndex: 'name', width: 180, ellipsis: true },
          {
            title: t('cameras.state'),
            width: 220,
            ellipsis: true,
            render: (_v, camera) => <StateText camera={camera} />,
          },
          {
            title: t('cameras.since'),
            dataIndex: 'since',
            width: 150,
            render: (since: string) => formatInstant(since, nowMs, language),
          },
          {
            title: t('cameras.where'),
            width: 220,
            ellipsis: true,
            render: (_v, { division }) => division.names.join(' ') || division.code,
          },
          {
            title: t('cameras.household'),
            width: 130,
            ellipsis: true,
            render: (_v, { householdId, householdLabel }) => householdLabel ?? householdId ?? '—',
          },
        ]}
      />
    </div>
  );
}

function Fault({ fault, onAgain }: { fault: unknown; onAgain: () => void }) {
  const { t } = useTranslation();
  const told = fault instanceof ApiError ? fault.body?.message[currentLanguage()] : undefined;
  return (
    <Alert
      type="error"
      showIcon
      title={told ?? t('cameras.failed')}
      action={
        <Button size="small" onClick={onAgain}>
          {t('cameras.again')}
        </Button>
      }
    />
  );
}

function total(counts: CameraCounts | undefined): number | '' {
  return counts === undefined ? '' : STATES.reduce((sum, state) => sum + counts[state], 0);
}

const HEAD_PX = 40;
const LEAST_PX = 240;

/** Height for the rows: a virtual table must be told. */
function useHeight(box: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(LEAST_PX);
  useEffect(() => {
    const outer = box.current?.parentElement;
    if (!outer) return;
    const observer = new ResizeObserver(() => setHeight(Math.max(LEAST_PX, outer.clientHeight - HEAD_PX)));
    observer.observe(outer);
    return () => observer.disconnect();
  }, [box]);
  return height;
}
