/** The way down from divisions to households; read level by level as it is opened. */
import { Tree } from 'antd';
import { useEffect, useState } from 'react';
import type { CameraNode } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { type CameraFilter, camerasApi } from './api.ts';
import { isOverloaded, loadText } from './load-text.ts';

interface Item {
  readonly key: string;
  readonly title: string;
  readonly node: CameraNode;
  readonly isLeaf: boolean;
  children?: Item[];
}

type Place = Pick<CameraFilter, 'division' | 'gatewayId' | 'householdId'>;

interface CameraTreeProps {
  readonly onChoose: (place: Place) => void;
}

export function CameraTree({ onChoose }: CameraTreeProps) {
  const { t } = useTranslation();
  const [items, setItems] = useState<Item[]>([]);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    readTop().then(
      (nodes) => setItems(nodes.map(toItem)),
      () => {},
    );
  }, []);
  const load = async ({ key, node }: Item): Promise<void> => {
    const below = node.kind === 'division' ? { under: node.id } : { gatewayId: node.id };
    const { nodes } = await camerasApi.tree(below);
    const found = nodes.map(toItem);
    setItems((before) => withChildren(before, key, found));
  };
  const choose = (key: string, place: Place): void => {
    setChosen(key);
    onChoose(place);
  };
  return (
    <nav aria-label={t('cameras.tree')}>
      <button
        type="button"
        className={`everywhere ${chosen === '' ? 'chosen' : ''}`}
        onClick={() => choose('', {})}
      >
        {t('cameras.everywhere')}
      </button>
      <Tree<Item>
        treeData={items}
        loadData={load}
        selectedKeys={[chosen]}
        onSelect={(_keys, { node: { key, node } }) => choose(key, placeOf(node))}
        titleRender={({ node }) => <Title node={node} />}
        blockNode
        virtual
        height={640}
      />
    </nav>
  );
}

/** Down to where there is a choice: a county has no use for the city around it. */
async function readTop(): Promise<CameraNode[]> {
  let { nodes } = await camerasApi.tree({});
  for (;;) {
    const [only, another] = nodes;
    if (only?.kind !== 'division' || another !== undefined) return nodes;
    ({ nodes } = await camerasApi.tree({ under: only.id }));
  }
}

function Title({ node: { cameras, load, name } }: { node: CameraNode }) {
  const { t } = useTranslation();
  const total = cameras.watching + cameras.connecting + cameras.blind + cameras.unknown;
  const troubles = (['blind', 'unknown'] as const).filter((state) => cameras[state] > 0);
  return (
    <span className="tree-title">
      {name} <small>{total}</small>
      {troubles.map((state) => (
        <small key={state} className={`camera-${state}`}>
          {' '}
          {t(`cameras.state.${state}`)} {cameras[state]}
        </small>
      ))}
      {load !== null && (
        <small className={isOverloaded(load) ? 'camera-blind' : undefined} title={loadText(load, t)}>
          {' '}
          CPU {load.cpuPercent} %
        </small>
      )}
    </span>
  );
}

function toItem(node: CameraNode): Item {
  const key = `${node.kind}/${node.gatewayId ?? ''}/${node.id}`;
  return { key, title: node.name, node, isLeaf: !node.hasChildren };
}

function placeOf({ gatewayId, id, kind }: CameraNode): Place {
  if (kind === 'division') return { division: id };
  return kind === 'gateway' ? { gatewayId: id } : { householdId: id, ...(gatewayId && { gatewayId }) };
}

function withChildren(items: readonly Item[], key: string, children: Item[]): Item[] {
  return items.map((item) =>
    item.key === key
      ? { ...item, children, isLeaf: children.length === 0 }
      : item.children === undefined
        ? item
        : { ...item, children: withChildren(item.children, key, children) },
  );
}
