/** Households of a division, page by page. */
import { Button, Input, Table, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { HouseholdRow } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdPage } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoaded } from './use-loaded.ts';

interface HouseholdTableProps {
  readonly division: string;
  readonly version: number;
  readonly onOpen: (household: HouseholdRow) => void;
}

export function HouseholdTable({ division, onOpen, version }: HouseholdTableProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [more, setMore] = useState<HouseholdPage>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another look.
  const load = useCallback(() => estateApi.households({ division, q }), [division, q, version]);
  const { loaded, reload } = useLoaded(load);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first page ends what followed the old one.
  useEffect(() => setMore(undefined), [loaded]);
  if (loaded.state === 'failed') return <Fault error={loaded.error} onRetry={reload} />;
  const first = loaded.state === 'here' ? loaded.value : undefined;
  const rows = [...(first?.households ?? []), ...(more?.households ?? [])];
  const cursor = more === undefined ? first?.nextCursor : more.nextCursor;
  const next = async (): Promise<void> => {
    if (!cursor) return;
    setBusy(true);
    setError(undefined);
    try {
      const page = await estateApi.households({ division, q, cursor });
      setMore({ ...page, households: [...(more?.households ?? []), ...page.households] });
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return (
    <>
      <Input.Search
        className="table-search"
        allowClear
        placeholder={t('estate.searchHousehold')}
        aria-label={t('estate.searchHousehold')}
        onSearch={(text) => setQ(text.trim())}
        data-testid="household-search"
      />
      <Table<HouseholdRow>
        size="middle"
        rowKey={({ gatewayId, householdId }) => `${gatewayId}/${householdId}`}
        dataSource={rows}
        loading={loaded.state === 'loading'}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t(q === '' ? 'estate.noHouseholds' : 'estate.nothingFound') }}
        columns={[
          {
            title: t('estate.household'),
            render: (_, row) => (
              <Button
                type="link"
                className="in-table"
                onClick={() => onOpen(row)}
                data-testid="open-household"
              >
                {row.label}
              </Button>
            ),
          },
          { title: t('estate.place'), render: (_, row) => row.division.names.slice(1).join(' · ') },
          {
            title: t('estate.record'),
            render: (_, row) =>
              row.hasRecord ? (
                <Tag color="green">{t('estate.written')}</Tag>
              ) : (
                <Tag>{t('estate.missing')}</Tag>
              ),
          },
          { title: t('estate.residents'), dataIndex: 'residents', align: 'right' },
          { title: t('estate.guardians'), dataIndex: 'guardians', align: 'right' },
          { title: t('estate.gateway'), dataIndex: 'gatewayId' },
        ]}
      />
      {error !== undefined && <Fault error={error} />}
      {cursor && (
        <Button className="more" loading={isBusy} onClick={() => void next()}>
          {t('estate.more')}
        </Button>
      )}
    </>
  );
}
