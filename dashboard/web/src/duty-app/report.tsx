/** How it was found: outcome, words, and a photo. */
import { Button, Popup, TextArea } from 'antd-mobile';
import { useState } from 'react';
import type { Outcome } from '../../../../edge-config/contracts/primitives.ts';
import { useTranslation } from '../shared/language.ts';
import { shrink } from './photo.ts';
import type { NewDeed } from './use-deeds.ts';

interface ReportProps {
  readonly isOpen: boolean;
  readonly isDrill: boolean;
  readonly onAct: (deed: NewDeed) => void;
  readonly onShut: () => void;
}

const OUTCOMES: readonly Outcome[] = ['true', 'false', 'test'];

export function Report({ isDrill, isOpen, onAct, onShut }: ReportProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(isDrill ? 'test' : null);
  const [note, setNote] = useState('');
  const [photo, setPhoto] = useState<Blob>();
  const choose = (file: File | undefined): void => {
    if (file === undefined) setPhoto(undefined);
    else void shrink(file).then(setPhoto);
  };
  const submit = (): void => {
    onAct({ kind: 'reported', outcome, note: note.trim() === '' ? null : note.trim() });
    if (photo !== undefined) onAct({ kind: 'photo', photo });
    setNote('');
    setPhoto(undefined);
  };
  return (
    <Popup visible={isOpen} onMaskClick={onShut} bodyClassName="popup" destroyOnClose>
      <h2>{t('do.reported')}</h2>
      <div className="outcomes" role="radiogroup" aria-label={t('do.reported')}>
        {OUTCOMES.map((value) => (
          <label key={value} className={outcome === value ? 'chosen' : ''}>
            <input
              type="radio"
              name="outcome"
              checked={outcome === value}
              data-testid={`outcome-${value}`}
              onChange={() => setOutcome(value)}
            />
            <span>
              <strong>{t(`outcome.${value}`)}</strong>
              <small>{t(`outcomeHint.${value}`)}</small>
            </span>
          </label>
        ))}
      </div>
      <TextArea
        rows={2}
        maxLength={1000}
        value={note}
        onChange={setNote}
        placeholder={t('noteHint')}
        aria-label={t('noteHint')}
        data-testid="report-note"
      />
      <label className="photo">
        <span>{t(photo === undefined ? 'photoTake' : 'photoTaken')}</span>
        <small>{t('photoHint')}</small>
        <input
          type="file"
          accept="image/jpeg,image/*"
          capture="environment"
          data-testid="report-photo"
          data-ready={photo !== undefined}
          onChange={({ target }) => choose(target.files?.[0])}
        />
      </label>
      <Button
        block
        size="large"
        color="primary"
        disabled={outcome === null}
        data-testid="report-submit"
        onClick={submit}
      >
        {t('submit')}
      </Button>
      <Button block fill="none" data-testid="report-cancel" onClick={onShut}>
        {t('cancel')}
      </Button>
    </Popup>
  );
}
