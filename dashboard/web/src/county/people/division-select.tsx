import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { peopleApi } from './api.ts';

interface DivisionSelectProps {
  /** Given by the form. */
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (code: string) => void;
  /** What the administrator is bound to; empty: everywhere may be given. */
  readonly bound: string;
}

/** Waits until the typing rests. */
const SEARCH_AFTER_MS = 250;

export function DivisionSelect({ bound, id, onChange, value }: DivisionSelectProps) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const [found, setFound] = useState<readonly { code: string; names: string[] }[]>([]);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(
      () => {
        peopleApi.divisions(find).then(
          (divisions) => {
            if (!isOver) setFound(divisions);
          },
          () => {
            if (!isOver) setFound([]);
          },
        );
      },
      find === '' ? 0 : SEARCH_AFTER_MS,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [find]);
  // The one that is chosen keeps its name although it may not be among those found.
  const [named, setNamed] = useState<string[]>([]);
  useEffect(() => {
    if (value === undefined || value === '') return;
    peopleApi.divisions(value).then(
      (divisions) => setNamed(divisions.find(({ code }) => code === value)?.names ?? []),
      () => setNamed([]),
    );
  }, [value]);
  const options = [
    ...(bound === '' && find === '' ? [{ value: '', label: t('people.everywhere') }] : []),
    ...found.map(({ code, names }) => ({ value: code, label: divisionWords(code, names) })),
  ];
  const isListed = value === undefined || options.some((option) => option.value === value);
  return (
    <Select
      id={id ?? 'division'}
      size="large"
      value={value ?? null}
      showSearch={{ filterOption: false, onSearch: setFind }}
      notFoundContent={t('people.divisionNone')}
      options={
        isListed
          ? options
          : [
              ...options,
              { value, label: value === '' ? t('people.everywhere') : divisionWords(value, named) },
            ]
      }
      onChange={(code) => code !== null && onChange?.(code)}
      data-testid="division"
    />
  );
}

/** Names from the widest down, with the code, since villages of one name are many. */
export function divisionWords(code: string, names: readonly string[]): string {
  return names.length === 0 ? code : `${names.join(' · ')}（${code}）`;
}
