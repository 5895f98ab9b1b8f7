/** What the next shift must know, to be read aloud or printed. */
import { PrinterOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Skeleton } from 'antd';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { RunningClock, useMinuteMs, useTime } from '../shell/time.tsx';
import { Marks, StateChip } from './alert-list.tsx';
import { boardApi } from './api.ts';
import { SHIFT_MS, type Shift, summarise } from './shift.ts';
import { useLoaded } from './use-loaded.ts';

/** Pages of 200 that are asked for at most: a shift with more is read in the ledger. */
const MAX_PAGES = 10;

export function ShiftDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { board, user } = useCounty();
  const { wallMs: nowMs } = useTime();
  const [loaded, retry] = useLoaded('shift', () => loadSince(Date.now() - SHIFT_MS));
  const language = currentLanguage();
  const known = new Map(
    loaded.state === 'ready' ? loaded.value.map((view) => [view.alert.alertId, view]) : [],
  );
  // What the board holds is newer than what was asked for.
  for (const [alertId, view] of board.alerts) known.set(alertId, view);
  const shift = summarise([...known.values()], nowMs);
  return (
    <Modal
      open
      width={900}
      className="shift"
      title={t('shiftTitle')}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          icon={<PrinterOutlined />}
          disabled={loaded.state !== 'ready'}
          onClick={() => window.print()}
        >
          {t('print')}
        </Button>
      }
    >
      <div data-testid="shift">
        <p>
          {formatInstant(new Date(nowMs).toISOString(), 0, language)} · {user.displayName}
        </p>
        {loaded.state === 'failed' && (
          <Alert
            type="error"
            title={t('shiftFailed')}
            action={<Button onClick={retry}>{t('retry')}</Button>}
          />
        )}
        {loaded.state === 'loading' ? <Skeleton active /> : <ShiftTables shift={shift} />}
      </div>
    </Modal>
  );
}

async function loadSince(sinceMs: number): Promise<AlertView[]> {
  const views: AlertView[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { alerts } = await boardApi.alertsBefore(views.at(-1)?.alert.alertId);
    views.push(...alerts);
    const oldest = alerts.at(-1);
    if (oldest === undefined || Date.parse(oldest.stages.committedAt) < sinceMs) break;
  }
  return views;
}

function ShiftTables({ shift }: { readonly shift: Shift }) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const language = currentLanguage();
  const { counts, deeds, open } = shift;
  return (
    <>
      <p className="shift-counts">{t('shiftCounts', { ...counts })}</p>
      <h3>{t('shiftOpen', { count: open.length })}</h3>
      <table>
        <tbody>
          {open.map((view) => (
            <tr key={view.alert.alertId}>
              <td>
                {t(`type.${view.alert.type}`)} <Marks view={view} />
              </td>
              <td>{[...view.division.names.slice(-1), view.alert.place.label].join(' · ')}</td>
              <td>
                <RunningClock since={view.alert.occurredAt} />
              </td>
              <td>
                <StateChip view={view} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open.length === 0 && <p className="none">{t('quiet')}</p>}
      <h3>{t('shiftDeeds')}</h3>
      <table>
        <tbody>
          {deeds.map(({ action, view }) => (
            <tr key={action.actionId}>
              <td>{formatInstant(action.at, nowMs, language)}</td>
              <td>
                {t(`type.${view.alert.type}`)} · {view.alert.place.label}
              </td>
              <td>
                {t(`action.${action.kind}`)}
                {action.outcome !== null && ` · ${t(`outcome.${action.outcome}`)}`}
                {action.kind === 'dispatched' && ` · ${action.target}`}
                {action.note !== null && ` · ${action.note}`}
              </td>
              <td>{action.actor.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {deeds.length === 0 && <p className="none">{t('shiftNoDeeds')}</p>}
    </>
  );
}
