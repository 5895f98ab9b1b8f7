/** Who is on duty in a week: a grid of people and days. */
import { App as AntApp, Button, Spin } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RosterRow } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useMinuteMs } from '../shell/time.tsx';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { RosterGrid } from './roster-grid.tsx';
import { useLoad } from './use-load.ts';
import { boundsOf, copied, datesOf, mondayOf, toRow, weeksLater } from './week.ts';

/** Until the console has told its own. */
const FIRST_TIME_ZONE = 'Asia/Shanghai';

export function Roster({ division }: { readonly division: string }) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const nowMs = useMinuteMs();
  const [timeZone, setTimeZone] = useState(FIRST_TIME_ZONE);
  const thisMonday = mondayOf(nowMs, timeZone);
  const [monday, setMonday] = useState(thisMonday);
  const week = useMemo(() => ({ division, ...boundsOf(monday, timeZone) }), [division, monday, timeZone]);
  const people = useLoad(useCallback(() => dutyApi.responders(division), [division]));
  const roster = useLoad(useCallback(() => dutyApi.roster(week), [week]));
  /** What is on the screen and not saved yet; undefined: nothing is. */
  const [draft, setDraft] = useState<readonly RosterRow[]>();
  const [fault, setFault] = useState<unknown>();
  const [isSaving, setSaving] = useState(false);
  useEffect(() => {
    if (roster.value !== undefined) setTimeZone(roster.value.timeZone);
  }, [roster.value]);

  const saved = roster.value?.rows ?? [];
  const own = (rows: readonly RosterRow[]): RosterRow[] =>
    rows.filter(({ beginsAt }) => Date.parse(beginsAt) >= Date.parse(week.from));
  const rows: readonly RosterRow[] = draft ?? own(saved);
  const turnTo = (next: string): void => {
    setDraft(undefined);
    setFault(undefined);
    setMonday(next);
  };
  const save = async (): Promise<void> => {
    setSaving(true);
    setFault(undefined);
    try {
      const bare = rows.map(({ beginsAt, endsAt, note, responderId }) => ({
        beginsAt,
        endsAt,
        note,
        responderId,
      }));
      roster.learn(await dutyApi.replaceRoster(week, bare));
      setDraft(undefined);
      people.reload();
      void message.success(t('duty.saved'));
    } catch (error) {
      setFault(error);
    } finally {
      setSaving(false);
    }
  };
  const copyLastWeek = async (): Promise<void> => {
    try {
      const before = { division, ...boundsOf(weeksLater(monday, -1), timeZone) };
      const last = (await dutyApi.roster(before)).rows;
      const begun = last.filter(({ beginsAt }) => Date.parse(beginsAt) >= Date.parse(before.from));
      setDraft(copied(begun, 1, timeZone));
    } catch (error) {
      setFault(error);
    }
  };

  // Only those who serve within it: whoever serves around it is on another list.
  const servants = (people.value?.responders ?? []).filter((each) => each.division.code.startsWith(division));
  return (
    <section>
      <div className="duty-bar">
        <Button onClick={() => turnTo(weeksLater(monday, -1))}>{t('duty.before')}</Button>
        <strong>{t('duty.week', { from: monday, to: datesOf(monday).at(-1) })}</strong>
        <Button onClick={() => turnTo(weeksLater(monday, 1))}>{t('duty.after')}</Button>
        {monday !== thisMonday && <Button onClick={() => turnTo(thisMonday)}>{t('duty.thisWeek')}</Button>}
        <Button data-testid="copy-week" onClick={() => void copyLastWeek()}>
          {t('duty.copy')}
        </Button>
        <span className="push">{draft !== undefined && t('duty.unsaved')}</span>
        <Button
          type="primary"
          data-testid="save-roster"
          disabled={draft === undefined}
          loading={isSaving}
          onClick={() => void save()}
        >
          {t('duty.save')}
        </Button>
      </div>
      <p className="duty-hint">{t('duty.rosterHint')}</p>
      <Fault error={fault ?? roster.error ?? people.error} onRetry={roster.reload} />
      {roster.value === undefined && roster.isBusy ? (
        <Spin className="loading" />
      ) : (
        <RosterGrid
          {...{ servants, monday, rows, timeZone }}
          earlier={saved.filter(({ beginsAt }) => Date.parse(beginsAt) < Date.parse(week.from))}
          onAdd={(shift) => setDraft([...rows, toRow(shift, timeZone)])}
          onRemove={(row) => setDraft(rows.filter((each) => each !== row))}
        />
      )}
    </section>
  );
}
