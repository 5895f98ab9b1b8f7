import { Button, Modal, Tag } from 'antd';
import { memo, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { wrongClockWords } from '../../../../../edge-config/contracts/durations.ts';
import { ERROR_CATALOGUE } from '../../../../../edge-config/contracts/errors.ts';
import type { CameraStatus } from '../../../../../edge-config/contracts/messages.ts';
import type {
  EstateTotals,
  GatewayGlance,
  HouseholdView,
} from '../../../../../edge-config/contracts/rest.ts';
import { formatElapsed, formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { byTrouble } from '../shell/state.ts';
import { useMinuteMs, useTime } from '../shell/time.tsx';
import { useNear } from '../shell/use-near.ts';
import { useOwnKeys } from '../shell/use-own-keys.ts';
import { HouseholdDay } from './household-day.tsx';

interface GatewaysProps {
  readonly gateways: ReadonlyMap<string, GatewayGlance>;
  /** Undefined before the first word of the console. */
  readonly totals: EstateTotals | undefined;
  /** The board itself hears nothing: then nothing here is known. */
  readonly isStale: boolean;
}

const HOUSEHOLD_COLOURS = { watched: 'green', out: 'blue', unknown: 'default' } as const;
const COLOURS = { watching: 'green', connecting: 'gold', blind: 'red', unknown: 'default' } as const;

/** Gateways drawn at first, and whenever the last of them comes near. */
const SHOWN_AT_ONCE = 6;

interface Shown {
  readonly gatewayId: string;
  readonly household: HouseholdView;
}

/** Those that need somebody first. Many rows: drawn anew when something of it changes, not with the alerts. */
export const Gateways = memo(function Gateways({ gateways, totals, isStale }: GatewaysProps) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const sorted = useMemo(() => byTrouble([...gateways.values()]), [gateways]);
  const [shown, setShown] = useState<Shown>();
  useOwnKeys(shown !== undefined, () => setShown(undefined));
  const [count, setCount] = useState(SHOWN_AT_ONCE);
  const end = useNear<HTMLParagraphElement>(count < sorted.length, () =>
    setCount((before) => before + SHOWN_AT_ONCE),
  );
  const others = totals === undefined ? 0 : Math.max(0, totals.gateways - sorted.length);
  return (
    <>
      <h3>{t('gateways')}</h3>
      {totals !== undefined && <Totals totals={totals} isStale={isStale} />}
      {sorted.length === 0 && others === 0 && <p className="empty">{t('noGateways')}</p>}
      {sorted.slice(0, count).map((gateway) => (
        <GatewayCard key={gateway.gatewayId} gateway={gateway} isStale={isStale} onShow={setShown} />
      ))}
      <p className="others" ref={end}>
        {others > 0 && !isStale && `${t('otherGateways', { count: others })} `}
        <Link href="/cameras">{t('allCameras')}</Link>
      </p>
      <Modal
        open={shown !== undefined}
        title={`${shown?.household.label ?? ''} · ${t('dayTitle')}`}
        footer={null}
        width={640}
        onCancel={() => setShown(undefined)}
      >
        {shown !== undefined && (
          <HouseholdDay gatewayId={shown.gatewayId} householdId={shown.household.householdId} nowMs={nowMs} />
        )}
      </Modal>
    </>
  );
});

/** Everything as numbers; while the board hears nothing they are of before. */
function Totals({ totals, isStale }: { readonly totals: EstateTotals; readonly isStale: boolean }) {
  const { t } = useTranslation();
  const { cameras, late } = totals;
  const numbers = [
    { key: 'totalGateways', count: totals.gateways, of: late, ofKey: 'totalLate', isBad: late > 0 },
    {
      key: 'totalWatching',
      count: cameras.watching,
      of: cameras.blind,
      ofKey: 'blind',
      isBad: cameras.blind > 0,
    },
    {
      key: 'totalUnknown',
      count: cameras.unknown,
      of: cameras.connecting,
      ofKey: 'connecting',
      isBad: false,
    },
    {
      ...{ key: 'totalHouseholds', count: totals.households, of: totals.householdsUnknown },
      ...{ ofKey: 'unknown', isBad: totals.householdsUnknown > 0 },
    },
  ];
  return (
    <dl className={isStale ? 'totals stale' : 'totals'} data-testid="totals">
      {numbers.map(({ key, count, isBad, of, ofKey }) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>
            {count}
            <small className={isBad ? 'bad' : ''}>
              {t(ofKey)} {of}
            </small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface GatewayCardProps {
  readonly gateway: GatewayGlance;
  readonly isStale: boolean;
  readonly onShow: (shown: Shown) => void;
}

const GatewayCard = memo(function GatewayCard({ gateway, isStale, onShow }: GatewayCardProps) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const isOffline = gateway.status.state === 'offline';
  const isUnknown = gateway.late || isOffline || isStale;
  const { blind, connecting, watching } = gateway.cameraCounts;
  const moreCameras = blind + connecting + watching - gateway.cameras.length;
  const moreHouseholds = gateway.householdCount - gateway.households.length;
  const place = gateway.division.names.slice(-1).join('');
  return (
    <div className="gateway" data-testid="gateway" data-gateway-id={gateway.gatewayId}>
      <div className="gateway-head">
        <strong>{gateway.name ?? gateway.gatewayId}</strong>
        <Tag color={isUnknown ? 'default' : 'green'}>
          {t(isOffline ? 'offline' : isUnknown ? 'unknown' : 'online')}
        </Tag>
      </div>
      <small>
        {place !== '' && `${place} · `}
        {t('heard')} {formatInstant(gateway.heardAt, nowMs, currentLanguage())}
        {gateway.status.outboxPending > 0 && ` · ${gateway.status.outboxPending} ${t('outboxPending')}`}
      </small>
      {!isUnknown && <WrongClock clockSkewMs={gateway.clockSkewMs} />}
      <ul>
        {gateway.cameras.map((camera) => (
          <CameraRow key={camera.cameraId} camera={camera} isUnknown={isUnknown} />
        ))}
        {moreCameras > 0 && <li className="more-rows">{t('moreCameras', { count: moreCameras })}</li>}
      </ul>
      <ul>
        {gateway.households.map((household) => (
          <HouseholdRow
            key={household.householdId}
            household={household}
            isUnknown={isUnknown}
            onShow={() => onShow({ gatewayId: gateway.gatewayId, household })}
          />
        ))}
        {moreHouseholds > 0 && (
          <li className="more-rows">{t('moreHouseholds', { count: moreHouseholds })}</li>
        )}
      </ul>
    </div>
  );
});

/** The times of its alerts are wrong by as much: whoever reads them must know. */
function WrongClock({ clockSkewMs }: { clockSkewMs: number | null }) {
  const { t } = useTranslation();
  const words = wrongClockWords(clockSkewMs);
  if (words === null) return null;
  return (
    <p className="wrong-clock" role="alert" data-testid="wrong-clock">
      <strong>{words[currentLanguage()]}</strong> {t('wrongClockHint')}
    </p>
  );
}

/** A camera behind a silent gateway is unknown, whatever was last said of it. */
function CameraRow({ camera, isUnknown }: { camera: CameraStatus; isUnknown: boolean }) {
  const { t } = useTranslation();
  const state = isUnknown ? 'unknown' : camera.state;
  return (
    <li data-testid="camera-row" data-camera-id={camera.cameraId} data-state={state}>
      <span>{camera.name}</span>
      <Tag color={COLOURS[state]}>{t(state)}</Tag>
      <small>
        {state === 'watching' && `${camera.framesPerS} fps · ${camera.personsNow} ${t('personsNow')}`}
        {state === 'blind' && reasonText(camera.reason)}
      </small>
    </li>
  );
}

interface HouseholdRowProps {
  readonly household: HouseholdView;
  readonly isUnknown: boolean;
  readonly onShow: () => void;
}

/** Unknown is never shown as fine: not behind a silent gateway, nor while one of its cameras is blind. */
function HouseholdRow({ household, isUnknown, onShow }: HouseholdRowProps) {
  const { t } = useTranslation();
  const state = isUnknown ? 'unknown' : household.state;
  const { lastSeenAt } = household;
  return (
    <li data-testid="household-row" data-household-id={household.householdId} data-state={state}>
      <Button type="link" size="small" className="household" onClick={onShow}>
        {household.label}
      </Button>
      <Tag color={HOUSEHOLD_COLOURS[state]}>{t(`household.${state}`)}</Tag>
      <small>
        <Seen at={lastSeenAt} />
      </small>
    </li>
  );
}

function Seen({ at }: { readonly at: string | null }) {
  const { t } = useTranslation();
  const { wallMs } = useTime();
  if (at === null) return t('neverSeen');
  return t('seenAgo', { ago: formatElapsed(Date.parse(at), wallMs, currentLanguage()) });
}

function reasonText(code: string | null): string {
  const entry = Object.entries(ERROR_CATALOGUE).find(([key]) => key === code)?.[1];
  return entry === undefined ? (code ?? '') : entry.meaning[currentLanguage()];
}
