/**
 * Parts of a page that are loaded once it stands. The component library is most of what there is to load: the shell, the queue and
 * the wall do without it, so that alerts are seen before it has come (docs/decisions/0026-alerts-before-the-library.md). A part
 * that cannot be loaded says so in its place, and takes nothing else with it.
 */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';

export type LaterComponent<Props> = ComponentType<Props> & {
  /** Loads it before it is drawn. */
  readonly ahead: () => void;
};

const RETRY_MS = 5000;

/** Loaded when it is drawn first. @param fallback stands in its place meanwhile. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): LaterComponent<Props> {
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
  function Later(props: Props): ReactNode {
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
  }
  return Object.assign(Later, { ahead: () => void begin().catch(() => {}) });
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
  fallback: ReactNode = null,
): LaterComponent<Props> {
  return later<Props>(async () => {
    const [{ Antd }, Part] = await Promise.all([import('./antd.tsx'), load()]);
    return function Rich(props: Props) {
      return (
        <Antd>
          <Part {...props} />
        </Antd>
      );
    };
  }, fallback);
}
