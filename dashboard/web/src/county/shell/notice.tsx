/** Says in words what has just gone another way than it was meant, above everything, for a while. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

const SHOWN_MS = 6000;

const Context = createContext<(words: string) => void>(() => {});

export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  const [notice, setNotice] = useState<{ readonly words: string }>();
  useEffect(() => {
    if (notice === undefined) return;
    const timer = setTimeout(() => setNotice(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <Context.Provider value={useCallback((words: string) => setNotice({ words }), [])}>
      {children}
      {/* Always there: a screen reader tells only what changes in what it knows. */}
      <div className="notice" role="status" aria-live="assertive">
        {notice !== undefined && <p data-testid="notice">{notice.words}</p>}
      </div>
    </Context.Provider>
  );
}

export function useNotice(): (words: string) => void {
  return useContext(Context);
}
