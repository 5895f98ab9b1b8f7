/** What a responder can do, with one thumb: the next step is the large one. */
import { Button } from 'antd-mobile';
import { useState } from 'react';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../shared/language.ts';
import { type Deeds, waiting } from './deeds.ts';
import { HandOver } from './hand-over.tsx';
import { nextStep, STEPS } from './next-step.ts';
import { Report } from './report.tsx';
import type { NewDeed } from './use-deeds.ts';

interface StepsProps {
  readonly view: AlertView;
  readonly user: UserView;
  readonly deeds: Deeds;
  readonly onAct: (deed: NewDeed) => void;
}

export function Steps({ deeds, onAct, user, view }: StepsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'report' | 'hand_over'>();
  const unsent = waiting(deeds, view.alert.alertId).map(({ kind }) => kind);
  const { done, next } = nextStep(view, user.displayName, unsent);
  const shut = (): void => setOpen(undefined);
  const act = (deed: NewDeed): void => {
    shut();
    onAct(deed);
  };
  if (view.state === 'closed') {
    return <p className="steps closed">{t('closedHint')}</p>;
  }
  return (
    <nav className="steps" aria-label={t('steps')}>
      {next === undefined && <p className="reported">{t('reportedHint')}</p>}
      <div className="row">
        {STEPS.map((kind) => (
          <Button
            key={kind}
            block
            size="large"
            color={kind === next ? 'primary' : 'default'}
            className={kind === next ? 'next' : done.has(kind) ? 'done' : ''}
            data-testid={`duty-${kind}`}
            data-done={done.has(kind)}
            onClick={() => (kind === 'reported' ? setOpen('report') : onAct({ kind }))}
          >
            {done.has(kind) ? '✓ ' : ''}
            {t(`do.${kind}`)}
          </Button>
        ))}
      </div>
      <Button block fill="none" data-testid="duty-hand-over" onClick={() => setOpen('hand_over')}>
        {t('handOver')}
      </Button>
      <Report isOpen={open === 'report'} isDrill={view.alert.status !== 'actual'} onAct={act} onShut={shut} />
      {open === 'hand_over' && <HandOver view={view} onAct={act} onShut={shut} />}
    </nav>
  );
}
