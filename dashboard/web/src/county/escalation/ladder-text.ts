/** A ladder as sentences, and what is wrong with one that is being edited. Pure. */

import type { Ladder, RungRole } from '../../../../../edge-config/contracts/escalation.ts';

export const RUNG_ROLES: readonly RungRole[] = [
  'guardians',
  'village_board',
  'second_guardian',
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
];

export type Translate = (key: string, values: Record<string, string>) => string;

/** From near to far: "60 s without an answer → second guardian, ten-household head". */
export function ladderSentences(ladder: Ladder, t: Translate): string[] {
  const rungs = ladder.rungs.map(({ afterS, sounds, tells }) => {
    const values = {
      in: timeWords(afterS, t),
      roles: tells.map((role) => t(`role.${role}`, {})).join(t('listComma', {})),
    };
    const sentence = t(afterS === 0 ? 'duty.rungAtOnce' : 'duty.rungAfter', values);
    return sounds ? `${sentence}${t('duty.rungSounds', {})}` : sentence;
  });
  const resume = t('duty.resumes', { in: timeWords(ladder.resumeAfterS, t) });
  return [...rungs, resume];
}

/** As people set it: 60 s, 7.5 min. */
function timeWords(seconds: number, t: Translate): string {
  const isShort = seconds < 120;
  return t(isShort ? 'duty.seconds' : 'duty.minutes', { n: String(isShort ? seconds : seconds / 60) });
}

/** Text key of the first fault; undefined when it may be saved. */
export function ladderFault({ rungs }: Ladder): string | undefined {
  if (rungs.length === 0) return 'duty.faultNoRung';
  if (rungs.some(({ tells }) => tells.length === 0)) return 'duty.faultNoRole';
  const isRising = rungs.every(({ afterS }, index) => afterS > (rungs[index - 1]?.afterS ?? -1));
  return isRising ? undefined : 'duty.faultOrder';
}
