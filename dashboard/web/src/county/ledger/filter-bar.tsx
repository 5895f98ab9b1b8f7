/** The filters of the ledger. What they say stands in the address, so that a list can be sent to somebody. */
import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import type { LedgerFilter } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { DivisionPick } from '../shell/division-pick.tsx';
import type { Filters, ListKey, PlainKey } from './filters.ts';
import { chinaDay, dayBegins, tookText } from './times.ts';

type Values<K extends ListKey> = readonly NonNullable<LedgerFilter[K]>[number][];

const OPTIONS: { readonly [K in ListKey]: Values<K> } = {
  type: [
    ...(['fall', 'person_down', 'inactivity', 'absence', 'zone', 'curfew'] as const),
    ...(['camera_blind', 'gateway_silent', 'gateway_fault'] as const),
  ],
  severity: ['extreme', 'severe', 'moderate', 'minor'],
  state: ['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
  outcome: ['true', 'false', 'test'],
  status: ['actual', 'exercise', 'test'],
};
/** Where the words of the options stand. */
const WORDS: Readonly<Record<ListKey, string>> = {
  ...{ type: 'type', severity: 'severity', outcome: 'outcome' },
  ...{ state: 'ledgerState', status: 'ledgerStatus' },
};
const FOLDED: readonly PlainKey[] = ['division', 'late', 'merged'];

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const [isUnfolded, setUnfolded] = useState(FOLDED.some((key) => filters[key] !== undefined));
  const change = (more: Record<string, string | readonly string[] | undefined>): void => {
    const kept = Object.entries({ ...filters, ...more }).filter(([, value]) => (value?.length ?? 0) > 0);
    onChange(Object.fromEntries(kept) as Filters);
  };
  return (
    <search className="ledger-filters" aria-label={t('ledger.more')}>
      <PeriodFilter filters={filters} change={change} />
      {(Object.keys(OPTIONS) as ListKey[]).map((key) => (
        <Select
          key={key}
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          data-testid={`filter-${key}`}
          aria-label={t(`ledger.${key}`)}
          placeholder={t(`ledger.${key}`)}
          value={[...(filters[key] ?? [])]}
          onChange={(values: string[]) => change({ [key]: values })}
          options={OPTIONS[key].map((value) => ({ value, label: t(`${WORDS[key]}.${value}`) }))}
          showSearch={false}
        />
      ))}
      <SearchText text={filters.q ?? ''} onSearch={(q) => change({ q })} />
      <Button
        type="text"
        aria-expanded={isUnfolded}
        icon={isUnfolded ? <UpOutlined /> : <DownOutlined />}
        onClick={() => setUnfolded(!isUnfolded)}
      >
        {t('ledger.more')}
      </Button>
      {Object.keys(filters).length > 0 && (
        <Button type="link" data-testid="filters-reset" onClick={() => onChange({})}>
          {t('ledger.reset')}
        </Button>
      )}
      {isUnfolded && <FoldedFilters filters={filters} change={change} />}
      <FurtherFilters filters={filters} change={change} />
    </search>
  );
}

interface PartProps {
  readonly filters: Filters;
  readonly change: (more: Record<string, string | readonly string[] | undefined>) => void;
}

function PeriodFilter({ change, filters: { from, to } }: PartProps) {
  const { t } = useTranslation();
  const today = dayjs(chinaDay(Date.now()));
  const month = (back: number) => {
    const begins = today.subtract(back, 'month').startOf('month');
    return [begins, begins.endOf('month')] as [dayjs.Dayjs, dayjs.Dayjs];
  };
  return (
    <DatePicker.RangePicker
      aria-label={t('ledger.period')}
      allowEmpty={[true, true]}
      value={[
        from === undefined ? null : dayjs(chinaDay(Date.parse(from))),
        to === undefined ? null : dayjs(chinaDay(Date.parse(to) - 1)),
      ]}
      presets={[
        { label: t('ledger.today'), value: [today, today] },
        { label: t('ledger.week'), value: [today.subtract(6, 'day'), today] },
        { label: t('ledger.month'), value: month(0) },
        { label: t('ledger.lastMonth'), value: month(1) },
      ]}
      onChange={(range) => {
        const [begin, end] = range ?? [null, null];
        change({
          from: begin === null ? undefined : dayBegins(begin.format('YYYY-MM-DD')),
          to: end === null ? undefined : dayBegins(end.add(1, 'day').format('YYYY-MM-DD')),
        });
      }}
    />
  );
}

/** Asked for at Enter or a click: each letter typed would be a search of its own. */
function SearchText({ onSearch, text }: { text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  return (
    <Input.Search
      className="ledger-search"
      data-testid="filter-q"
      aria-label={t('ledger.search')}
      placeholder={t('ledger.search')}
      allowClear
      maxLength={100}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onSearch={(value) => onSearch(value.trim())}
    />
  );
}

function FoldedFilters({ change, filters }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="ledger-folded">
      <label htmlFor="filter-division">{t('ledger.division')}</label>
      <div>
        <DivisionPick
          id="filter-division"
          value={filters.division ?? ''}
          onChange={(division) => change({ division })}
          isEmptyAllowed
        />
      </div>
      {(['late', 'merged'] as const).map((key) => (
        <Select
          key={key}
          allowClear
          aria-label={t(`ledger.${key}`)}
          placeholder={t(`ledger.${key}`)}
          value={filters[key] ?? null}
          onChange={(value: string | null) => change({ [key]: value ?? undefined })}
          options={(key === 'late' ? ['true', 'false'] : ['show', 'only']).map((value) => ({
            ...{ value, label: t(`ledger.${key}.${value}`) },
          }))}
        />
      ))}
    </div>
  );
}

const FURTHER: readonly PlainKey[] = ['gateway', 'camera', 'household', 'dispatched', 'stage'];
const TIMES = ['overS', 'withinS', 'missedS'] as const;

/** What a figure of a report asks for, and no field of the bar shows. */
function FurtherFilters({ change, filters }: PartProps) {
  const { t } = useTranslation();
  const given = FURTHER.filter((key) => filters[key] !== undefined);
  if (given.length === 0) return null;
  const wordsOf = (key: PlainKey): string => {
    if (key === 'dispatched') return t(`ledger.dispatched.${filters[key]}`);
    if (key !== 'stage') return filters[key] ?? '';
    const times = TIMES.filter((time) => filters[time] !== undefined).map(
      (time) => `${t(`ledger.${time}`)} ${tookText(Number(filters[time]), currentLanguage())}`,
    );
    return [t(`stage.${filters.stage}`), ...times].join(' ');
  };
  return (
    <div className="ledger-further">
      {t('ledger.also')}{' '}
      {given.map((key) => (
        <Tag
          key={key}
          closable={{ 'aria-label': t('ledger.remove', { what: t(`ledger.${key}`) }) }}
          onClose={() =>
            // A time is nothing without its stage.
            change({ [key]: undefined, ...(key === 'stage' ? { overS: '', withinS: '', missedS: '' } : {}) })
          }
        >
          {t(`ledger.${key}`)}: {wordsOf(key)}
        </Tag>
      ))}
    </div>
  );
}
