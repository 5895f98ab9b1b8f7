import type { RefObject } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
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
  readonly searchInput: RefObject<HTMLInputElement>;
  readonly counts: { readonly open: number; readonly mine: number };
  readonly red: readonly AlertView[];
  readonly queue: SteadyQueue;
  readonly chosenId: string | undefined;
  readonly onChoose: (alertId: string) => void;
  readonly onCommand: (command: BoardCommand) => void;
}

const FILTERS: readonly QueueFilter[] = ['open', 'mine', 'closed'];
const TOOLS: readonly BoardCommand[] = ['shift', 'drill', 'help'];

export function QueuePanel(props: QueuePanelProps) {
  const { chosenId, counts, filter, onChoose, onCommand, onFilter, onSearch, queue, red, search } = props;
  const { t } = useTranslation();
  const { stale, user } = useCounty();
  const isStale = stale !== undefined;
  return (
    <section className="queue" aria-label={t('queue')}>
      <RedStrip views={red} isStale={isStale} onJump={({ alert }) => onChoose(alert.alertId)} />
      <fieldset className="filters" aria-label={t('queue')}>
        {FILTERS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === filter}
            data-testid={`filter-${each}`}
            onClick={() => onFilter(each)}
          >
            {t(each)} {each === 'closed' ? '' : counts[each]}
          </button>
        ))}
      </fieldset>
      <div className="queue-tools">
        <input
          ref={props.searchInput}
          type="search"
          value={search}
          aria-label={t('searchHint')}
          placeholder={`${t('searchHint')} ( / )`}
          onChange={({ target }) => onSearch(target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter' || key === 'Escape') currentTarget.blur();
          }}
        />
        {TOOLS.filter((command) => may(user.role, command)).map((command) => (
          <button
            key={command}
            type="button"
            className="tool"
            data-testid={`command-${command}`}
            title={`${t(`command.${command}`)} (${KEYS[command][0]?.toUpperCase()})`}
            aria-label={t(`command.${command}`)}
            onClick={() => onCommand(command)}
          >
            {command === 'help' ? '?' : t(`command.${command}`)}
          </button>
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
        filter={filter}
        isSearching={search.trim() !== ''}
        isStale={isStale}
        onChoose={onChoose}
        onPointerOver={queue.onPointerOver}
      />
    </section>
  );
}
