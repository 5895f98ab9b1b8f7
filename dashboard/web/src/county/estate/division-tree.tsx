/** The tree of divisions, opened level by level, and a search over all of it. */
import { AutoComplete, Input, Skeleton, Tree } from 'antd';
import type { DataNode } from 'antd/es/tree';
import { useCallback, useEffect, useState } from 'react';
import type { DivisionHit, DivisionNode } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi } from './api.ts';
import { Fault } from './fault.tsx';
import { useLoaded } from './use-loaded.ts';

export interface ChosenDivision {
  /** Empty: all that the user may see. */
  readonly code: string;
  readonly name: string;
}

interface DivisionTreeProps {
  readonly chosen: ChosenDivision;
  /** Changes when divisions were imported. */
  readonly version: number;
  readonly onChoose: (division: ChosenDivision) => void;
}

export function DivisionTree({ chosen, onChoose, version }: DivisionTreeProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another look.
  const loadRoots = useCallback(() => estateApi.divisions(''), [version]);
  const { loaded, reload } = useLoaded(loadRoots);
  return (
    <>
      <DivisionSearch onChoose={onChoose} />
      {loaded.state === 'loading' && <Skeleton active />}
      {loaded.state === 'failed' && <Fault error={loaded.error} onRetry={reload} />}
      {loaded.state === 'here' && (
        <Branches key={version} roots={loaded.value} chosen={chosen} onChoose={onChoose} />
      )}
    </>
  );
}

type Children = ReadonlyMap<string, readonly DivisionNode[]>;

interface BranchesProps {
  readonly roots: readonly DivisionNode[];
  readonly chosen: ChosenDivision;
  readonly onChoose: (division: ChosenDivision) => void;
}

function Branches({ chosen, onChoose, roots }: BranchesProps) {
  const { t } = useTranslation();
  const [children, setChildren] = useState<Children>(new Map([['', roots]]));
  const open = useCallback(async (code: string): Promise<void> => {
    const found = await estateApi.divisions(code);
    setChildren((before) => new Map(before).set(code, found));
  }, []);
  const [only] = roots.length === 1 ? roots : [];
  useEffect(() => {
    if (only !== undefined) open(only.code).catch(() => {});
  }, [only, open]);
  const nodesOf = (code: string): DataNode[] =>
    (children.get(code) ?? []).map((node) => ({
      key: node.code,
      title: (
        <span data-testid="division" data-code={node.code}>
          {node.name}
          {node.gateways > 0 && (
            <small> {t('estate.counts', { gateways: node.gateways, cameras: node.cameras })}</small>
          )}
        </span>
      ),
      isLeaf: node.isLeaf,
      ...(children.has(node.code) ? { children: nodesOf(node.code) } : {}),
    }));
  const nameOf = (code: string): string =>
    [...children.values()].flat().find((node) => node.code === code)?.name ?? code;
  return (
    <Tree
      blockNode
      aria-label={t('page.estate')}
      treeData={nodesOf('')}
      loadData={({ key }) => open(String(key))}
      selectedKeys={[chosen.code]}
      defaultExpandedKeys={only === undefined ? [] : [only.code]}
      onSelect={([key]) =>
        onChoose(
          key === undefined ? { code: '', name: '' } : { code: String(key), name: nameOf(String(key)) },
        )
      }
    />
  );
}

/** Typing settles before it is looked for. */
const SETTLE_MS = 250;

export function useDivisionSearch(): { hits: readonly DivisionHit[]; search: (text: string) => void } {
  const [text, setText] = useState('');
  const [hits, setHits] = useState<readonly DivisionHit[]>([]);
  useEffect(() => {
    const q = text.trim();
    let isWanted = true;
    const timer = setTimeout(() => {
      const found = q === '' ? Promise.resolve([]) : estateApi.search(q);
      found.then(
        (divisions) => isWanted && setHits(divisions),
        () => isWanted && setHits([]),
      );
    }, SETTLE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return { hits, search: setText };
}

function DivisionSearch({ onChoose }: { onChoose: (division: ChosenDivision) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { hits, search } = useDivisionSearch();
  return (
    <AutoComplete
      className="division-search"
      value={text}
      options={hits.map(({ code, names }) => ({ value: code, label: `${names.join(' · ')} ${code}` }))}
      showSearch={{
        onSearch: (typed) => {
          setText(typed);
          search(typed);
        },
      }}
      onSelect={(code: string) => {
        const hit = hits.find((each) => each.code === code);
        setText('');
        search('');
        onChoose({ code, name: hit?.names.at(-1) ?? code });
      }}
    >
      <Input.Search
        placeholder={t('estate.searchDivision')}
        aria-label={t('estate.searchDivision')}
        data-testid="division-search"
      />
    </AutoComplete>
  );
}
