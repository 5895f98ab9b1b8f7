import { Tag } from 'antd';
import type { Kpi, ScopeReport } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { tookText } from '../ledger/times.ts';

const GRADE_COLOURS = { excellent: 'green', good: 'blue', pass: 'gold', fail: 'red' } as const;

export function GradeTag({ grade }: Pick<ScopeReport, 'grade'>) {
  const { t } = useTranslation();
  return grade === null ? (
    <Tag title={t('reports.noGradeHint')}>{t('grade.none')}</Tag>
  ) : (
    <Tag color={GRADE_COLOURS[grade]}>{t(`grade.${grade}`)}</Tag>
  );
}

export function percent(share: number | null): string {
  return share === null ? '—' : `${(share * 100).toFixed(1)}%`;
}

export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

type Translate = ReturnType<typeof useTranslation>['t'];

export function kpiName({ key, withinS }: Kpi, t: Translate): string {
  return t(`kpi.${key}`, {
    within: withinS === null ? '' : tookText(withinS, currentLanguage()),
  });
}

export function kpiValue({ key, value }: Kpi): string {
  if (value === null) return '—';
  return key === 'falsePerCameraMonth' ? value.toFixed(2) : percent(value);
}

export function kpiLimit({ key, limit }: Kpi): string {
  return key === 'falsePerCameraMonth' ? `≤ ${limit}` : `≥ ${percent(limit)}`;
}

export function placeName(
  { division: { code, names } }: Pick<ScopeReport, 'division'>,
  t: Translate,
): string {
  return names.at(-1) ?? (code === '' ? t('reports.everywhere') : code);
}
