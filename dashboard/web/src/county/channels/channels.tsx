/** Channels to people: how each is, a dry run, a try. */
import { App, Button, Empty, Space, Table, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { ChannelView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useLoad } from '../escalation/use-load.ts';
import '../people/people.css';
import { channelsApi } from './api.ts';
import './channels.css';
import { PreviewDialog } from './preview-dialog.tsx';

const COLOURS = { unused: 'default', well: 'green', failing: 'red' } as const;

export function Channels() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { error, isBusy, reload, value } = useLoad(useCallback(() => channelsApi.list(), []));
  const [shown, setShown] = useState<ChannelView>();
  const [tested, setTested] = useState<string>();
  const [fault, setFault] = useState<unknown>();
  const test = async ({ channel, kind }: ChannelView): Promise<void> => {
    setTested(channel);
    setFault(undefined);
    try {
      const { answer, ok } = await channelsApi.test(channel);
      const text = kind === 'web_push' ? 'channels.testPush' : ok ? 'channels.testOk' : 'channels.testFailed';
      message[ok ? 'success' : 'error'](t(text, { answer }));
      reload();
    } catch (refused) {
      setFault(refused);
    } finally {
      setTested(undefined);
    }
  };
  const actions = (view: ChannelView) => (
    <Space wrap>
      <Button size="small" onClick={() => setShown(view)} data-testid="channel-preview">
        {t('channels.preview')}
      </Button>
      <Button
        size="small"
        loading={tested === view.channel}
        onClick={() => void test(view)}
        data-testid="channel-test"
      >
        {t('channels.test')}
      </Button>
    </Space>
  );
  return (
    <main className="page channels">
      <div className="page-head">
        <h2>{t('page.channels')}</h2>
        <p className="channels-intro">{t('channels.intro')}</p>
      </div>
      <FaultAlert error={error ?? fault} />
      <Table<ChannelView>
        rowKey="channel"
        dataSource={value?.channels ?? []}
        loading={isBusy && value === undefined}
        pagination={false}
        locale={{ emptyText: isBusy ? ' ' : <Empty description={t('channels.none')} /> }}
        onRow={({ channel }) => ({ 'data-testid': 'channel-row', 'data-channel': channel }) as object}
        columns={[
          {
            title: t('channels.channel'),
            render: (_, view) => (
              <div className="person-cell">
                <strong>{t(`channel.${view.kind}`)}</strong>
                <small>
                  {view.subscriptions === null
                    ? view.channel
                    : t('channels.browsers', { count: view.subscriptions })}
                </small>
                <span className="narrow-only">
                  <State view={view} />
                </span>
                {view.lastError !== null && <small className="narrow-only">{view.lastError}</small>}
                <span className="narrow-only">
                  <Reaches view={view} />
                </span>
                <span className="narrow-only">{actions(view)}</span>
              </div>
            ),
          },
          {
            title: t('channels.reaches'),
            responsive: ['lg'],
            render: (_, view) => <Reaches view={view} />,
          },
          { title: t('channels.state'), responsive: ['md'], render: (_, view) => <State view={view} /> },
          {
            title: t('channels.lastSuccess'),
            responsive: ['md'],
            render: (_, { lastSuccessAt }) => <When at={lastSuccessAt} />,
          },
          {
            title: t('channels.lastError'),
            responsive: ['md'],
            render: (_, { lastError, lastErrorAt }) => (
              <div className="person-cell">
                <When at={lastErrorAt} />
                {lastError !== null && <small>{lastError}</small>}
              </div>
            ),
          },
          {
            title: t('channels.counts'),
            responsive: ['lg'],
            render: (_, { counts }) => `${counts.delivered} / ${counts.failed} / ${counts.waiting}`,
          },
          { title: '', responsive: ['md'], render: (_, view) => actions(view) },
        ]}
      />
      {shown !== undefined && <PreviewDialog view={shown} onClose={() => setShown(undefined)} />}
    </main>
  );
}

function Reaches({ view: { roles } }: { view: ChannelView }) {
  const { t } = useTranslation();
  return <>{roles.map((role) => t(`role.${role}`)).join(' · ')}</>;
}

function State({ view: { failingSince, state } }: { view: ChannelView }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag color={COLOURS[state]}>{t(`channels.state.${state}`)}</Tag>
      {failingSince !== null && (
        <small>{t('channels.since', { when: formatDateTime(failingSince, currentLanguage()) })}</small>
      )}
    </>
  );
}

function When({ at }: { at: string | null }) {
  const { t } = useTranslation();
  return <>{at === null ? t('channels.never') : formatDateTime(at, currentLanguage())}</>;
}
