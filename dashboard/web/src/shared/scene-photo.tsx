/** A photo from the scene. Asked for by a touch: each look is written down. */
import { useState } from 'react';
import { useTranslation } from './language.ts';

export function ScenePhoto({ alertId, photoId }: { alertId: string; photoId: string }) {
  const { t } = useTranslation();
  const [look, setLook] = useState<'unasked' | 'shown' | 'failed'>('unasked');
  return look === 'shown' ? (
    <img
      src={`/api/alerts/${alertId}/photos/${photoId}`}
      alt={t('action.photo')}
      className="scene-photo"
      data-testid="scene-photo"
      onError={() => setLook('failed')}
    />
  ) : (
    <>
      {look === 'failed' && <p data-testid="scene-photo-failed">{t('photoGone')}</p>}
      <button type="button" className="link" data-testid="scene-photo-show" onClick={() => setLook('shown')}>
        {t('photoLook')}
      </button>
    </>
  );
}
