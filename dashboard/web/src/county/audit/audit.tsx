/** The audit: who did what, newest first, for as far back as one scrolls. */
import { Button, DatePicker, Empty, Input, Select, Table } from 'antd';
import i18next from 'i18next';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditEntry } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { usePaged } from '../../shared/use-paged.ts';
import '../people/people.css';
import { type AuditFilter, listAudit } from './api.ts';
import './audit.css';

const WHAT = 'audit.what.';
const KIND = 'audit.kind.';
const DETAIL = 'audit.detail.';

export function Audit() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<AuditFilter>({});
  const audit = usePaged(useCallback((cursor) => listAudit(filter, cursor), [filter]));
  return (
    <main className="page audit">
      <div className="page-head">
        <h2>{t('page.audit')}</h2>
        <p className="audit-intro">{t('audit.intro')}</p>
      </div>
      <Filters filter={filter} onChange={setFilter} />
      <FaultAlert error={audit.error} />
      <Entries entries={audit.items} isLoading={audit.isLoading} />
      <Foot
        isMore={audit.hasMore}
        isLoading={audit.isLoading}
        isEmpty={audit.items.length === 0}
        onMore={audit.more}
      />
    </main>
  );
}

type Change = (edit: (filter: AuditFilter) => AuditFilter) => void;

function Filters({ filter, onChange }: { filter: AuditFilter; onChange: Change }) {
  const { t } = useTranslation();
  const set = (key: keyof AuditFilter, value: string | undefined): void =>
    onChange(({ [key]: _old, ...rest }) =>
      value === undefined || value === '' ? rest : { ...rest, [key]: value },
    );
  // Each area names in its texts what it writes down.
  const bundle = i18next.getResourceBundle(currentLanguage(), 'translation') as Record<string, string>;
  const whats = Object.entries(bundle).flatMap(([key, label]) =>
    key.startsWith(WHAT) ? { value: key.slice(WHAT.length), label } : [],
  );
  return (
    <div className="audit-filters">
      <Input.Search
        allowClear
        placeholder={t('audit.actorFind')}
        aria-label={t('audit.actor')}
        maxLength={100}
        data-testid="audit-actor"
        onSearch={(text) => set('actor', text.trim())}
      />
      <Select<string>
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={`${t('audit.what')}: ${t('audit.anyWhat')}`}
        aria-label={t('audit.what')}
        options={whats}
        value={filter.what ?? null}
        data-testid="audit-what"
        onChange={(what) => set('what', what)}
      />
      <Input.Search
        allowClear
        placeholder={t('audit.subjectFind')}
        aria-label={t('audit.subject')}
        maxLength={100}
        onSearch={(text) => set('subject', text.trim())}
      />
      <DatePicker
        placeholder={t('audit.from')}
        aria-label={t('audit.from')}
        onChange={(day) => set('from', day?.startOf('day').toISOString())}
      />
      <DatePicker
        placeholder={t('audit.to')}
        aria-label={t('audit.to')}
        onChange={(day) => set('to', day?.add(1, 'day').startOf('day').toISOString())}
      />
    </div>
  );
}

function Entries({ entries, isLoading }: { entries: readonly AuditEntry[]; isLoading: boolean }) {
  const { t } = useTranslation();
  const what = (entry: AuditEntry): string => t(`${WHAT}${entry.what}`, { defaultValue: entry.what });
  const detail = (entry: AuditEntry): string =>
    entry.detail === null ? '' : t(`${DETAIL}${entry.detail}`, { defaultValue: entry.detail });
  return (
    <Table<AuditEntry>
      rowKey="id"
      size="middle"
      dataSource={entries}
      pagination={false}
      loading={isLoading && entries.length === 0}
      locale={{ emptyText: isLoading ? ' ' : <Empty description={t('audit.none')} /> }}
      onRow={({ what: kind }) => ({ 'data-testid': 'audit-row', 'data-what': kind }) as object}
      columns={[
        {
          title: t('audit.at'),
          render: (_, entry) => (
            <div className="person-cell">
              <span>{formatDateTime(entry.at, currentLanguage())}</span>
              <span className="narrow-only">
                <Actor actor={entry.actor} />
              </span>
            </div>
          ),
        },
        { title: t('audit.actor'), responsive: ['md'], render: (_, { actor }) => <Actor actor={actor} /> },
        {
          title: t('audit.what'),
          render: (_, entry) => (
            <div className="person-cell">
              <span>{what(entry)}</span>
              <span className="narrow-only audit-detail">{entry.subject}</span>
              <small className="narrow-only audit-detail">{detail(entry)}</small>
            </div>
          ),
        },
        {
          title: t('audit.subject'),
          responsive: ['md'],
          render: (_, { subject }) => <span className="audit-detail">{subject}</span>,
        },
        {
          title: t('audit.detail'),
          responsive: ['md'],
          render: (_, entry) => <span className="audit-detail">{detail(entry)}</span>,
        },
      ]}
    />
  );
}

/** "operator desk-2" → 值班员 desk-2 */
function Actor({ actor }: { actor: string }) {
  const { t } = useTranslation();
  const [kind = '', ...name] = actor.split(' ');
  return (
    <>
      <span className="audit-kind">{t(`${KIND}${kind}`, { defaultValue: kind })}</span> {name.join(' ')}
    </>
  );
}

interface FootProps {
  readonly isMore: boolean;
  readonly isLoading: boolean;
  readonly isEmpty: boolean;
  readonly onMore: () => void;
}

/** Reads on when it comes into sight; by its button as well, for who scrolls by keys. */
function Foot({ isEmpty, isLoading, isMore, onMore }: FootProps) {
  const { t } = useTranslation();
  const foot = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (foot.current === null || isLoading || !isMore) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current());
    watcher.observe(foot.current);
    return () => watcher.disconnect();
  }, [isLoading, isMore]);
  if (isEmpty) return null;
  return (
    <div ref={foot} className="audit-foot">
      {isMore ? (
        <Button loading={isLoading} onClick={onMore}>
          {t('audit.more')}
        </Button>
      ) : (
        t('audit.end')
      )}
    </div>
  );
}
