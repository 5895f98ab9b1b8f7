/**
 * The last seconds until an alert was raised, as skeletons over the blurred still: what happened, without a pixel. It
 * loops; for those who want no motion it stands at the impact until it is played.
 */
import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons';
import { Button, Slider } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import type { Alert, Replay } from '../../../../../edge-config/contracts/messages.ts';
import { BONES, MIN_JOINT_SCORE, sideOfBone } from '../../../../../edge-config/contracts/skeleton.ts';
import { useTranslation } from '../../shared/language.ts';
import { frameAt, loopedMs } from './replay-time.ts';
import './skeleton-replay.css';

interface SkeletonReplayProps {
  readonly alert: Alert;
  readonly replay: Replay;
  /** The still, or what stands in its place. */
  readonly children: ReactNode;
}

/** Of the still when it has not come yet. */
const USUAL_SIZE = { widthPx: 640, heightPx: 360 };

export function SkeletonReplay({ alert, replay, children }: SkeletonReplayProps) {
  const { t } = useTranslation();
  const { frames } = replay;
  const firstMs = frames[0]?.streamTimeMs ?? 0;
  const lengthMs = (frames.at(-1)?.streamTimeMs ?? 0) - firstMs;
  const impactMs = (alert.stages.impactStreamMs ?? firstMs) - firstMs;
  const [isPlaying, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [atMs, setAtMs] = useState(() => (isPlaying ? 0 : Math.min(Math.max(impactMs, 0), lengthMs)));

  useEffect(() => {
    if (!isPlaying) return;
    let request = 0;
    let lastMs: number | undefined;
    const step = (nowMs: number): void => {
      const passedMs = nowMs - (lastMs ?? nowMs);
      lastMs = nowMs;
      setAtMs((before) => loopedMs(before, passedMs, lengthMs));
      request = requestAnimationFrame(step);
    };
    request = requestAnimationFrame(step);
    return () => cancelAnimationFrame(request);
  }, [isPlaying, lengthMs]);

  const shownMs = Math.min(atMs, lengthMs);
  const frame = frameAt(frames, firstMs + shownMs);
  const { widthPx, heightPx } = alert.image ?? USUAL_SIZE;
  const fromImpactS = (Math.abs(shownMs - impactMs) / 1000).toFixed(1);
  const where = t(shownMs < impactMs ? 'replay.before' : 'replay.after', { seconds: fromImpactS });
  return (
    <div className="replay" data-testid="skeleton-replay" data-at-ms={Math.round(shownMs)}>
      <div className="stage">
        {children}
        <svg viewBox={`0 0 ${widthPx} ${heightPx}`} role="img" aria-label={`${t('replay.title')} · ${where}`}>
          {frame?.persons.map((joints, index) => (
            // Persons have no identity: their place in the frame is all that is known.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <Figure key={index} joints={joints} widthPx={widthPx} heightPx={heightPx} />
          ))}
        </svg>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the slider's keys from the board. */}
      <div className="controls" onKeyDown={keepArrows}>
        <Button
          shape="circle"
          icon={isPlaying ? <PauseOutlined /> : <CaretRightOutlined />}
          aria-label={t(isPlaying ? 'replay.pause' : 'replay.play')}
          data-testid="replay-toggle"
          onClick={() => setPlaying(!isPlaying)}
        />
        <Slider
          min={0}
          max={lengthMs}
          step={100}
          value={shownMs}
          marks={impactMs > 0 && impactMs < lengthMs ? { [impactMs]: ' ' } : {}}
          tooltip={{ open: false }}
          ariaLabelForHandle={t('replay.position')}
          ariaValueTextFormatterForHandle={() => where}
          onChange={(ms) => {
            setPlaying(false);
            setAtMs(ms);
          }}
        />
        <span className="where">{where}</span>
      </div>
    </div>
  );
}

interface FigureProps {
  readonly joints: Replay['frames'][number]['persons'][number];
  readonly widthPx: number;
  readonly heightPx: number;
}

function Figure({ joints, widthPx, heightPx }: FigureProps) {
  const seen = (index: number) => {
    const [x, y, score] = joints[index] ?? [0, 0, 0];
    return score < MIN_JOINT_SCORE ? undefined : { x: x * widthPx, y: y * heightPx };
  };
  return (
    <g className="figure">
      {BONES.map((bone) => {
        const [from, to] = bone.map(seen);
        if (from === undefined || to === undefined) return null;
        return (
          <line key={bone.join()} x1={from.x} y1={from.y} x2={to.x} y2={to.y} className={sideOfBone(bone)} />
        );
      })}
      {joints.map((_joint, index) => {
        const at = seen(index);
        // biome-ignore lint/suspicious/noArrayIndexKey: a joint is its place in COCO order.
        return at === undefined ? null : <circle key={index} cx={at.x} cy={at.y} r={heightPx / 110} />;
      })}
    </g>
  );
}

/** On the board, arrows choose another alert; on the slider, they are the slider's. */
function keepArrows(event: KeyboardEvent): void {
  if (event.key.startsWith('Arrow')) event.stopPropagation();
}
