import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App as AntApp, Button, InputNumber, Popconfirm, Select, Space, Switch } from 'antd';
import { useState } from 'react';
import type { Ladder, RungRole } from '../../../../../edge-config/contracts/escalation.ts';
import type { LadderView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { Fault } from './fault.tsx';
import { ladderFault, ladderSentences, RUNG_ROLES } from './ladder-text.ts';

interface LadderEditorProps {
  readonly view: LadderView;
  readonly mayChange: boolean;
  readonly onSave: (ladder: Ladder | null) => Promise<void>;
  readonly onInherit: () => Promise<void>;
}

/** What an editor begins with where there was no ladder. */
const FIRST: Ladder = { rungs: [{ afterS: 0, tells: ['county'], sounds: true }], resumeAfterS: 600 };
const MAX_RUNGS = 12;

export function LadderEditor({ mayChange, onInherit, onSave, view }: LadderEditorProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [ladder, setLadder] = useState<Ladder>(view.ladder ?? FIRST);
  const [isQuiet, setQuiet] = useState(view.ladder === null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const fault = isQuiet ? undefined : ladderFault(ladder);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      void message.success(t('duty.saved'));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="ladder-columns">
      <div>
        <Fault error={error} />
        <Space style={{ marginBottom: 12 }}>
          <Switch id="ladder-quiet" checked={isQuiet} disabled={!mayChange} onChange={setQuiet} />
          <label htmlFor="ladder-quiet">{t('duty.quiet')}</label>
        </Space>
        {!isQuiet && <Rungs ladder={ladder} mayChange={mayChange} onChange={setLadder} />}
        {mayChange ? (
          <Space wrap>
            <Button
              type="primary"
              data-testid="save-ladder"
              disabled={fault !== undefined}
              loading={isBusy}
              onClick={() => void run(() => onSave(isQuiet ? null : ladder))}
            >
              {t('duty.save')}
            </Button>
            {view.source === 'own' && (
              <Popconfirm title={t('duty.backSure')} onConfirm={() => void run(onInherit)}>
                <Button data-testid="inherit-ladder">{t('duty.back')}</Button>
              </Popconfirm>
            )}
            {fault !== undefined && (
              <span className="ladder-fault" role="alert">
                {t(fault)}
              </span>
            )}
          </Space>
        ) : (
          <p className="duty-hint">{t('duty.readOnly')}</p>
        )}
      </div>
      <div className="ladder-words" data-testid="ladder-words">
        <h3>{t('duty.preview')}</h3>
        {isQuiet ? (
          <p>{t('duty.quietText')}</p>
        ) : (
          <ol>
            {ladderSentences(ladder, t).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

interface RungsProps {
  readonly ladder: Ladder;
  readonly mayChange: boolean;
  readonly onChange: (ladder: Ladder) => void;
}

function Rungs({ ladder, mayChange, onChange }: RungsProps) {
  const { t } = useTranslation();
  const { rungs } = ladder;
  const change = (index: number, more: Partial<Ladder['rungs'][number]>): void =>
    onChange({ ...ladder, rungs: rungs.map((rung, each) => (each === index ? { ...rung, ...more } : rung)) });
  const lastS = rungs.at(-1)?.afterS ?? 0;
  return (
    <>
      {rungs.map(({ afterS, sounds, tells }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rung is its place on the ladder.
        <div key={index} className="rung" data-testid="rung">
          <strong>{t('duty.rung', { n: index + 1 })}</strong>
          <label htmlFor={`rung-${index}-after`}>
            {t('duty.afterMin')}
            <InputNumber<number>
              id={`rung-${index}-after`}
              min={0}
              max={1440}
              step={0.5}
              value={afterS / 60}
              disabled={!mayChange}
              onChange={(minutes) => change(index, { afterS: Math.round((minutes ?? 0) * 60) })}
            />
          </label>
          <label className="tells" htmlFor={`rung-${index}-tells`}>
            {t('duty.tells')}
            <Select<RungRole[]>
              id={`rung-${index}-tells`}
              mode="multiple"
              value={[...tells]}
              disabled={!mayChange}
              onChange={(roles) =>
                change(index, { tells: RUNG_ROLES.filter((role) => roles.includes(role)) })
              }
              options={RUNG_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            />
          </label>
          <label htmlFor={`rung-${index}-sounds`}>
            {t('duty.sounds')}
            <Switch
              id={`rung-${index}-sounds`}
              checked={sounds}
              disabled={!mayChange}
              onChange={(isOn) => change(index, { sounds: isOn })}
            />
          </label>
          <Button
            type="text"
            danger
            icon={<DeleteOutlined />}
            aria-label={t('duty.removeRung')}
            disabled={!mayChange || rungs.length === 1}
            onClick={() => onChange({ ...ladder, rungs: rungs.filter((_, each) => each !== index) })}
          />
        </div>
      ))}
      <div className="duty-bar">
        <Button
          icon={<PlusOutlined />}
          data-testid="add-rung"
          disabled={!mayChange || rungs.length >= MAX_RUNGS}
          onClick={() =>
            onChange({
              ...ladder,
              rungs: [...rungs, { afterS: lastS + 300, tells: ['county'], sounds: false }],
            })
          }
        >
          {t('duty.addRung')}
        </Button>
        <label htmlFor="resume-min">{t('duty.resumeMin')}</label>
        <InputNumber<number>
          id="resume-min"
          min={1}
          max={1440}
          value={ladder.resumeAfterS / 60}
          disabled={!mayChange}
          onChange={(minutes) => onChange({ ...ladder, resumeAfterS: Math.round((minutes ?? 1) * 60) })}
        />
      </div>
    </>
  );
}
