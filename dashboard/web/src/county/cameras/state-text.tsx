import { Tooltip } from 'antd';
import type { CameraRow } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { reasonText } from '../../shared/reason-text.ts';

/** How a camera is, in a word, with why. */
export function StateText({ camera: { reason, state } }: { camera: Pick<CameraRow, 'reason' | 'state'> }) {
  const { t } = useTranslation();
  const why = state === 'unknown' ? t('cameras.unknownHint') : reasonText(reason);
  return (
    <Tooltip title={why}>
      <span className={`camera-${state}`}>
        {t(`cameras.state.${state}`)}
        {state === 'blind' && why !== '' && ` · ${why}`}
      </span>
    </Tooltip>
  );
}
