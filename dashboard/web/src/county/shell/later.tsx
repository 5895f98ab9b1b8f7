/**
 * Parts of a page that are loaded once it stands. The component library is most of what there is to load: the shell, the queue and
 * the wall do without it, so that alerts are seen before it has come (docs/decisions/0026-alerts-before-the-library.md). A part
 * that cannot be loaded says so in its place, and takes nothing else with it.
 */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';

interface Later {
  /** Stands in its place meanwhile. */
  readonly fallback?: ReactNode;
  /** Loaded a little after the page, wanted or not: the first dialog of a night opens at once. */
  readonly isAhead?: boolean;
}

/** The page stands by then. */
const AHEAD_AFTER_MS = 5000;
const RETRY_MS = 5000;

/** Loaded when it is drawn first. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { fallback = null, isAhead = false }: Later = {},
): ComponentType<Props> {
  let Part: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    loading ??= load().then(
      (loaded) => {
        Part = loaded;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  if (isAhead) setTimeout(() => void begin().catch(() => {}), AHEAD_AFTER_MS);
  return function Later(props: Props) {
    const [state, setState] = useState<'loading' | 'failed' | 'ready'>('loading');
    useEffect(() => {
      let isShown = true;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const ask = (): void => {
        begin().then(
          () => isShown && setState('ready'),
          () => {
            if (!isShown) return;
            setState('failed');
            timer = setTimeout(ask, RETRY_MS);
          },
        );
      };
      ask();
      return () => {
        isShown = false;
        clearTimeout(timer);
      };
    }, []);
    if (Part !== undefined) return <Part {...props} />;
    return state === 'failed' ? <NotLoaded /> : fallback;
  };
}

/** A newer version of the console has other files: then only opening the page anew helps. */
function NotLoaded() {
  const { t } = useTranslation();
  return (
    <p className="not-loaded" role="alert" data-testid="not-loaded">
      {t('notLoaded')}{' '}
      <button type="button" className="tool framed" onClick={() => location.reload()}>
        {t('openAnew')}
      </button>
    </p>
  );
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
