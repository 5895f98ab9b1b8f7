import { AutoComplete, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCounty } from '../shell/county-context.tsx';
import { divisionOptions } from './divisions.ts';

const CODE = /^(?:\d{4}|\d{6}|\d{9}|\d{12})$/;

interface DivisionPickProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (code: string) => void;
  /** Nothing stands for everywhere. */
  readonly isEmptyAllowed?: boolean;
}

/** Of the known ones, or any code that is typed in. */
export function DivisionPick({ id, isEmptyAllowed = false, onChange, value = '' }: DivisionPickProps) {
  const { t } = useTranslation();
  const { board, user } = useCounty();
  const [typed, setTyped] = useState(value);
  const options = useMemo(
    () => divisionOptions(board.gateways.values(), user.division),
    [board.gateways, user.division],
  );
  const isFitting = (code: string): boolean =>
    (CODE.test(code) || (isEmptyAllowed && code === '')) && code.startsWith(user.division);
  return (
    <AutoComplete
      className="division-pick"
      value={typed}
      options={options.filter(({ label }) => typed === value || label.includes(typed))}
      onChange={(text: string) => {
        setTyped(text);
        if (isFitting(text)) onChange?.(text);
      }}
      onBlur={() => {
        if (!isFitting(typed)) setTyped(value);
      }}
    >
      <Input
        {...(id === undefined ? {} : { id })}
        status={isFitting(typed) ? '' : 'warning'}
        placeholder={t(isEmptyAllowed ? 'duty.everywhere' : 'duty.divisionHint')}
        allowClear={isEmptyAllowed}
      />
    </AutoComplete>
  );
}
