import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef, Segmented, Tooltip } from 'antd';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useCounty } from '../shell/county-context.tsx';
import type { QueueFilter } from '../shell/state.ts';
import { AlertList } from './alert-list.tsx';
import { type BoardCommand, KEYS, may } from './keys.ts';
import { RedStrip } from './red-strip.tsx';
import type { SteadyQueue } from './use-queue.ts';

interface QueuePanelProps {
  readonly filter: QueueFilter;
  readonly onFilter: (filter: QueueFilter) => void;
  readonly search: string;
  readonly onSearch: (typed: string) => void;
  readonly searchInput: RefObject<InputRef>;
  readonly counts: { readonly open: number; readonly mine: number };
  readonly red: readonly AlertView[];
  readonly queue: SteadyQueue;
  readonly chosenId: string | undefined;
  readonly onChoose: (alertId: string) => void;
  readonly onCommand: (command: BoardCommand) => void;
}

const TOOLS: readonly BoardCommand[] = ['shift', 'drill', 'help'];

export function QueuePanel(props: QueuePanelProps) {
  const { chosenId, counts, filter, onChoose, onCommand, onFilter, onSearch, queue, red, search } = props;
  const { t } = useTranslation();
  const { now, stale, user } = useCounty();
  const isStale = stale !== undefined;
  return (
    <section className="queue" aria-label={t('queue')}>
      <RedStrip
        views={red}
        nowMs={now.wallMs}
        isStale={isStale}
        onJump={({ alert }) => onChoose(alert.alertId)}
      />
      <Segmented
        block
        value={filter}
        onChange={onFilter}
        options={[
          { value: 'open', label: `${t('open')} ${counts.open}` },
          { value: 'mine', label: `${t('mine')} ${counts.mine}` },
          { value: 'closed', label: t('closed') },
        ]}
      />
      <div className="queue-tools">
        <Input
          ref={props.searchInput}
          size="small"
          allowClear
          value={search}
          aria-label={t('searchHint')}
          placeholder={`${t('searchHint')} ( / )`}
          onChange={({ target }) => onSearch(target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter' || key === 'Escape') currentTarget.blur();
          }}
        />
        {TOOLS.filter((command) => may(user.role, command)).map((command) => (
          <Tooltip key={command} title={`${t(`command.${command}`)} (${KEYS[command][0]?.toUpperCase()})`}>
            <Button
              size="small"
              type="text"
              data-testid={`command-${command}`}
              aria-label={t(`command.${command}`)}
              icon={command === 'help' ? <QuestionCircleOutlined /> : undefined}
              onClick={() => onCommand(command)}
            >
              {command === 'help' ? null : t(`command.${command}`)}
            </Button>
          </Tooltip>
        ))}
      </div>
      {/* Always there, so that nothing moves when it has something to say. */}
      <div className="new-bar" aria-live="polite">
        {queue.waiting > 0 && (
          <button type="button" data-testid="new-bar" onClick={queue.showNew}>
            {t('newAlerts', { count: queue.waiting })}
          </button>
        )}
      </div>
      <AlertList
        views={queue.rows}
        chosenId={chosenId}
        nowMs={now.wallMs}
        filter={filter}
        isSearching={search.trim() !== ''}
        isStale={isStale}
        onChoose={onChoose}
        onPointerOver={queue.onPointerOver}
      />
    </section>
  );
}
