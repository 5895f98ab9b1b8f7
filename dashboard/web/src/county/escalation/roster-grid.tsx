import { PlusOutlined } from '@ant-design/icons';
import { Button, Popover, Space, Tag, TimePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { ResponderView, RosterRow } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { dateOf, datesOf, type Shift, timesOf } from './week.ts';

interface RosterGridProps {
  readonly servants: readonly ResponderView[];
  readonly monday: string;
  readonly timeZone: string;
  readonly rows: readonly RosterRow[];
  /** Begun before the week; it stays as it is. */
  readonly earlier: readonly RosterRow[];
  readonly onAdd: (shift: Shift) => void;
  readonly onRemove: (row: RosterRow) => void;
}

export function RosterGrid({ earlier, monday, onAdd, onRemove, rows, servants, timeZone }: RosterGridProps) {
  const { t } = useTranslation();
  const dates = datesOf(monday);
  const today = dateOf(new Date().toISOString(), timeZone);
  if (servants.length === 0) return <p className="empty">{t('duty.noResponders')}</p>;
  return (
    <div className="roster-scroll">
      <table className="roster" data-testid="roster">
        <thead>
          <tr>
            <th scope="col">{t('duty.who')}</th>
            {dates.map((date) => (
              <th key={date} scope="col" className={date === today ? 'today' : ''}>
                {dayText(date)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {servants.map(({ division, label, responderId, role }) => (
            <tr key={responderId}>
              <th scope="row">
                {label}
                <small>
                  {t(`role.${role}`)} · {division.names.at(-1) ?? division.code}
                </small>
              </th>
              {dates.map((date, index) => (
                <td key={date}>
                  {index === 0 &&
                    earlier
                      .filter((row) => row.responderId === responderId)
                      .map((row) => (
                        <div key={row.beginsAt} className="before">
                          {timesOf(row, timeZone)} {t('duty.fromBefore')}
                        </div>
                      ))}
                  {rows
                    .filter(
                      (row) => row.responderId === responderId && dateOf(row.beginsAt, timeZone) === date,
                    )
                    .map((row) => (
                      <Tag
                        key={`${row.beginsAt} ${row.endsAt}`}
                        color="blue"
                        closable
                        onClose={() => onRemove(row)}
                      >
                        {timesOf(row, timeZone)}
                      </Tag>
                    ))}
                  <AddShift
                    label={t('duty.addShift', { who: label, date })}
                    onAdd={(times) => onAdd({ responderId, date, ...times })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Times = Pick<Shift, 'begins' | 'ends'>;

const PRESETS: readonly (Times & { readonly key: string })[] = [
  { key: 'duty.dayShift', begins: '08:00', ends: '20:00' },
  { key: 'duty.nightShift', begins: '20:00', ends: '08:00' },
  { key: 'duty.wholeDay', begins: '00:00', ends: '00:00' },
];

function AddShift({ label, onAdd }: { readonly label: string; readonly onAdd: (times: Times) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [custom, setCustom] = useState<Times>({ begins: '08:00', ends: '12:00' });
  const choose = ({ begins, ends }: Times): void => {
    onAdd({ begins, ends });
    setOpen(false);
  };
  const pick = (key: keyof Times) => (
    <TimePicker
      aria-label={t(`duty.${key}`)}
      style={{ width: 92 }}
      format="HH:mm"
      minuteStep={5}
      allowClear={false}
      needConfirm={false}
      value={dayjs(custom[key], 'HH:mm')}
      onChange={(time) => setCustom({ ...custom, [key]: time?.format('HH:mm') ?? custom[key] })}
    />
  );
  const menu = (
    <div className="shift-menu">
      {PRESETS.map(({ key, ...times }) => (
        <Button key={key} data-testid={key} onClick={() => choose(times)}>
          {t(key)}
        </Button>
      ))}
      <Space>
        {pick('begins')}–{pick('ends')}
      </Space>
      <Button onClick={() => choose(custom)}>{t('duty.custom')}</Button>
    </div>
  );
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottom"
      content={menu}
      destroyOnHidden
    >
      <Button size="small" type="text" icon={<PlusOutlined />} aria-label={label} title={label} />
    </Popover>
  );
}

function dayText(date: string): string {
  return new Intl.DateTimeFormat(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ weekday: 'short', month: 'numeric', day: 'numeric', timeZone: 'UTC' },
  }).format(new Date(`${date}T00:00:00Z`));
}
