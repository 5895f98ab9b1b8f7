import { EyeInvisibleOutlined, EyeOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Space, Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { ERROR_CATALOGUE } from '../../../../../edge-config/contracts/errors.ts';
import type { PlaceKind } from '../../../../../edge-config/contracts/primitives.ts';
import type { StartLive } from '../../../../../edge-config/contracts/rest/live-video.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import './live-view.css';
import { ReasonDialog } from './reason-dialog.tsx';
import { type LiveState, useLiveView } from './use-live-view.ts';

export interface LiveViewProps {
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly cameraName: string;
  readonly placeKind: PlaceKind;
}

const SKELETON: StartLive = { mode: 'skeleton', reason: null, weak: false };
/** A picture older than this is not live. */
const OLD_MS = 4000;

/** A camera as it is now: skeletons on a blurred picture, clear only for who says why. */
export function LiveView({ gatewayId, cameraId, cameraName, placeKind }: LiveViewProps) {
  const { t } = useTranslation();
  const [wish, setWish] = useState(SKELETON);
  const [isAsking, setAsking] = useState(false);
  const section = useRef<HTMLElement>(null);
  const { state, videoRef, canvasRef, ageMs, nowMs, reconnect } = useLiveView(gatewayId, cameraId, wish);
  const isClear = wish.mode === 'clear';
  const isVideo = state.phase === 'playing' && state.format === 'video';
  const label = t('live.picture', { camera: cameraName });
  return (
    <section
      ref={section}
      tabIndex={-1}
      className="live-view"
      data-testid="live-view"
      data-phase={state.phase}
      data-mode={wish.mode}
      data-format={state.phase === 'playing' ? state.format : undefined}
      data-age-ms={ageMs === null ? undefined : Math.round(ageMs)}
    >
      <div className="screen">
        <video ref={videoRef} muted playsInline aria-label={label} hidden={!isVideo} />
        <canvas ref={canvasRef} role="img" aria-label={label} hidden={isVideo} />
        {state.phase === 'playing' && <Age ageMs={ageMs} />}
        {state.phase !== 'playing' && (
          <div className="over" role="status">
            <p>{phaseText(state, nowMs, t)}</p>
            {state.phase === 'ended' && (
              <Button
                type="primary"
                icon={<ReloadOutlined />}
                data-testid="live-reconnect"
                onClick={reconnect}
              >
                {t('live.reconnect')}
              </Button>
            )}
          </div>
        )}
      </div>
      <div className="bar">
        <Tag color={isClear ? 'red' : 'blue'}>{t(isClear ? 'live.clearShown' : 'live.skeletonShown')}</Tag>
        <Space>
          {isClear ? (
            <Button icon={<EyeInvisibleOutlined />} onClick={() => setWish(SKELETON)}>
              {t('live.skeleton')}
            </Button>
          ) : (
            <Button icon={<EyeOutlined />} data-testid="live-clear" onClick={() => setAsking(true)}>
              {t('live.clear')}
            </Button>
          )}
        </Space>
      </div>
      <ReasonDialog
        isOpen={isAsking}
        // The button that opened it may be gone: the next Tab goes on from here.
        onClosed={() => section.current?.focus()}
        placeKind={placeKind}
        onCancel={() => setAsking(false)}
        onReason={(reason) => {
          setAsking(false);
          setWish({ mode: 'clear', reason, weak: false });
        }}
      />
    </section>
  );
}

/** Silence is not safety: a picture that stands still says so. */
function Age({ ageMs }: { ageMs: number | null }) {
  const { t } = useTranslation();
  if (ageMs === null) return null;
  const isOld = ageMs > OLD_MS;
  return (
    <span className={isOld ? 'age old' : 'age'} data-testid="live-age">
      {t(isOld ? 'live.old' : 'live.age', { seconds: (ageMs / 1000).toFixed(1) })}
    </span>
  );
}

function phaseText(state: LiveState, nowMs: number, t: TFunction): string {
  if (state.phase === 'connecting') {
    return t('live.connecting', { seconds: (Math.max(0, nowMs - state.sinceMs) / 1000).toFixed(0) });
  }
  if (state.phase === 'playing') return '';
  if (state.code === 'hidden' || state.code === 'lost') return t(`live.${state.code}`);
  const known = Object.entries(ERROR_CATALOGUE).find(([code]) => code === state.code)?.[1];
  if (known === undefined) return state.code;
  const language = currentLanguage();
  return `${known.meaning[language]}${language === 'zh' ? '。' : ' '}${known.remedy[language]}`;
}
