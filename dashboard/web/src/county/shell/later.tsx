/**
 * Parts of a page that are loaded once it stands. The component library is most of what there is to load: the shell, the queue and
 * the wall do without it, so that alerts are seen before it has come (docs/decisions/0026-alerts-before-the-library.md).
 */
import { type ComponentType, type FunctionComponent, lazy, type ReactNode, Suspense } from 'react';

interface Later {
  /** Stands in its place meanwhile. */
  readonly fallback?: ReactNode;
  /** Loaded a little after the page, wanted or not: the first dialog of a night opens at once. */
  readonly isAhead?: boolean;
}

/** The page stands by then. */
const AHEAD_AFTER_MS = 5000;

/** Loaded when it is drawn first. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { fallback = null, isAhead = false }: Later = {},
): ComponentType<Props> {
  let loading: Promise<{ default: ComponentType<Props> }> | undefined;
  const begin = (): Promise<{ default: ComponentType<Props> }> => {
    loading ??= load().then((component) => ({ default: component }));
    return loading;
  };
  if (isAhead) setTimeout(() => void begin().catch(() => {}), AHEAD_AFTER_MS);
  // To the compiler the props of what `lazy` makes are not those of what it loads.
  const Part = lazy(begin) as unknown as FunctionComponent<Props>;
  return function Later(props: Props) {
    return (
      <Suspense fallback={fallback}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** The same, of what uses the component library. */
export function rich<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  options: Later = {},
): ComponentType<Props> {
  return later<Props>(async () => {
    const [{ Antd }, Part] = await Promise.all([import('./antd.tsx'), load()]);
    return function Rich(props: Props) {
      return (
        <Antd>
          <Part {...props} />
        </Antd>
      );
    };
  }, options);
}
