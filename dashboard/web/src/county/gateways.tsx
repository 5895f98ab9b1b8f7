import { Button, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wrongClockWords } from '../../../../edge-config/contracts/durations.ts';
import { ERROR_CATALOGUE } from '../../../../edge-config/contracts/errors.ts';
import type { CameraStatus } from '../../../../edge-config/contracts/messages.ts';
import type { GatewayView, HouseholdView } from '../../../../edge-config/contracts/rest.ts';
import { formatElapsed, formatInstant } from '../shared/format.ts';
import { currentLanguage } from '../shared/language.ts';
import { HouseholdDay } from './household-day.tsx';
import { LiveButton } from './live-view/live-modal.tsx';

interface GatewaysProps {
  readonly gateways: readonly GatewayView[];
  readonly nowMs: number;
  /** The board itself hears nothing: then nothing here is known. */
  readonly isStale: boolean;
}

const HOUSEHOLD_COLOURS = { watched: 'green', out: 'blue', unknown: 'default' } as const;
const COLOURS = { watching: 'green', connecting: 'gold', blind: 'red', unknown: 'default' } as const;

export function Gateways({ gateways, nowMs, isStale }: GatewaysProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ gatewayId: string; household: HouseholdView }>();
  return (
    <>
      <h3>{t('gateways')}</h3>
      {gateways.length === 0 && <p className="empty">{t('noGateways')}</p>}
      {gateways.map((gateway) => {
        const isOffline = gateway.status.state === 'offline';
        const isUnknown = gateway.late || isOffline || isStale;
        return (
          <div className="gateway" key={gateway.gatewayId}>
            <div className="gateway-head">
              <strong>{gateway.gatewayId}</strong>
              <Tag color={isUnknown ? 'default' : 'green'}>
                {t(isOffline ? 'offline' : isUnknown ? 'unknown' : 'online')}
              </Tag>
            </div>
            <small>
              {t('heard')} {formatInstant(gateway.heardAt, nowMs, currentLanguage())}
              {gateway.status.outboxPending > 0 && ` · ${gateway.status.outboxPending} ${t('outboxPending')}`}
            </small>
            {!isUnknown && <WrongClock clockSkewMs={gateway.clockSkewMs} />}
            <ul>
              {gateway.cameras.map((camera) => (
                <CameraRow
                  key={camera.cameraId}
                  gatewayId={gateway.gatewayId}
                  camera={camera}
                  isUnknown={isUnknown}
                />
              ))}
            </ul>
            <ul>
              {gateway.households.map((household) => (
                <HouseholdRow
                  key={household.householdId}
                  household={household}
                  isUnknown={isUnknown}
                  nowMs={nowMs}
                  onShow={() => setShown({ gatewayId: gateway.gatewayId, household })}
                />
              ))}
            </ul>
          </div>
        );
      })}
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
}

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

interface CameraRowProps {
  readonly gatewayId: string;
  readonly camera: CameraStatus;
  readonly isUnknown: boolean;
}

/** A camera behind a silent gateway is unknown, whatever was last said of it. */
function CameraRow({ gatewayId, camera, isUnknown }: CameraRowProps) {
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
      <LiveButton
        gatewayId={gatewayId}
        cameraId={camera.cameraId}
        cameraName={camera.name}
        placeKind={camera.placeKind}
      />
    </li>
  );
}

interface HouseholdRowProps {
  readonly household: HouseholdView;
  readonly isUnknown: boolean;
  readonly nowMs: number;
  readonly onShow: () => void;
}

/** Unknown is never shown as fine: not behind a silent gateway, nor while one of its cameras is blind. */
function HouseholdRow({ household, isUnknown, nowMs, onShow }: HouseholdRowProps) {
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
        {lastSeenAt === null
          ? t('neverSeen')
          : t('seenAgo', { ago: formatElapsed(Date.parse(lastSeenAt), nowMs, currentLanguage()) })}
      </small>
    </li>
  );
}

function reasonText(code: string | null): string {
  const entry = Object.entries(ERROR_CATALOGUE).find(([key]) => key === code)?.[1];
  return entry === undefined ? (code ?? '') : entry.meaning[currentLanguage()];
}
