/** A photo from the scene. Asked for by a touch: each look is written down. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function ScenePhoto({ alertId, photoId }: { alertId: string; photoId: string }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const [isGone, setGone] = useState(false);
  if (isGone) return <span data-testid="scene-photo-gone">{t('photoGone')}</span>;
  return isShown ? (
    <img
      src={`/api/alerts/${alertId}/photos/${photoId}`}
      alt={t('action.photo')}
      className="scene-photo"
      data-testid="scene-photo"
      onError={() => setGone(true)}
    />
  ) : (
    <button type="button" className="link" data-testid="scene-photo-show" onClick={() => setShown(true)}>
      {t('photoLook')}
    </button>
  );
}
