/** A division, found by a part of its name or the beginning of its code; before anything is typed, those right below one's own. */
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { DivisionHit } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi } from '../estate/api.ts';
import { useDivisionSearch } from '../estate/division-tree.tsx';
import { useCounty } from './county-context.tsx';

interface DivisionPickProps {
  readonly id?: string;
  /** Code; empty: none, or everywhere. */
  readonly value?: string;
  readonly onChange?: (code: string) => void;
  /** Nothing stands for everywhere. */
  readonly isEmptyAllowed?: boolean;
}

export function DivisionPick({ id, isEmptyAllowed = false, onChange, value = '' }: DivisionPickProps) {
  const { t } = useTranslation();
  const { user } = useCounty();
  const { hits, search } = useDivisionSearch();
  const [near, setNear] = useState<readonly DivisionHit[]>([]);
  const [chosen, setChosen] = useState<readonly DivisionHit[]>([]);
  useEffect(() => {
    estateApi.divisions(user.division).then(
      (nodes) => setNear(nodes.map(({ code, name }) => ({ code, names: [name] }))),
      () => {},
    );
  }, [user.division]);
  useEffect(() => {
    if (value === '') return;
    // Its name; the code alone stands there until it has come.
    estateApi.search(value).then(
      (found) => setChosen(found.filter(({ code }) => code === value)),
      () => {},
    );
  }, [value]);
  const offered = hits.length > 0 ? hits : near;
  const isOffered = offered.some(({ code }) => code === value);
  return (
    <Select
      className="division-pick"
      {...(id === undefined ? {} : { id })}
      data-testid="division-pick"
      showSearch={{ filterOption: false, onSearch: search }}
      allowClear={isEmptyAllowed}
      value={value === '' ? null : value}
      placeholder={t(isEmptyAllowed ? 'duty.everywhere' : 'duty.divisionHint')}
      options={(isOffered ? offered : [...chosen, ...offered]).map(({ code, names }) => ({
        value: code,
        label: `${names.join(' ')} ${code}`,
      }))}
      onChange={(code: string | null) => {
        search('');
        onChange?.(code ?? '');
      }}
    />
  );
}
